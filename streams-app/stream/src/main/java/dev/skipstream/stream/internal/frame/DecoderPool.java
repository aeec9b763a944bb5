package dev.skipstream.stream.internal.frame;

import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads that decode. Their number is fixed, or it follows from two measured times: that of
 * decoding an image, and that of a device for a frame. It is then the number that decodes {@value
 * #HEADROOM} times as many frames as the devices infer, within the number of processors. More
 * threads would not make the stream faster; fewer would leave a device without frames.
 *
 * <p>Threading: any thread executes and measures; one lock, held for arithmetic only. The pool's
 * threads wait for tasks until {@link #stop}.
 */
final class DecoderPool {
  private static final Logger LOG = LoggerFactory.getLogger(DecoderPool.class);

  /** Images differ in size, and frames come in bursts. */
  private static final double HEADROOM = 1.25;

  /** Frames between two decisions, and about those that a mean is of. */
  private static final int FRAMES = 64;

  private static final long IDLE_SECONDS = 60;

  private final ThreadPoolExecutor threads;
  private final boolean sizes;
  private final int most;
  private final int devices;
  private double decodeNanos;
  private double frameNanos;
  private long measured;

  private DecoderPool(ThreadFactory factory, int threads, int most, int devices, boolean sizes) {
    this.threads =
        new ThreadPoolExecutor(
            threads, most, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), factory);
    this.sizes = sizes;
    this.most = most;
    this.devices = devices;
  }

  /** Creates a pool of a fixed number of threads. */
  static DecoderPool fixed(ThreadFactory factory, int threads) {
    return new DecoderPool(factory, threads, threads, 1, false);
  }

  /**
   * Creates a pool whose number of threads follows from measurements.
   *
   * @param threads the number at the start
   * @param processors the largest number
   * @param devices that infer at the same time
   */
  static DecoderPool sized(ThreadFactory factory, int threads, int processors, int devices) {
    return new DecoderPool(factory, Math.min(threads, processors), processors, devices, true);
  }

  Executor executor() {
    return threads;
  }

  /** Returns the current number of threads. */
  int size() {
    return threads.getCorePoolSize();
  }

  /**
   * Takes the times of a frame.
   *
   * @param decoding nanoseconds to decode its image
   * @param inference nanoseconds of its batch, divided by the frames of the batch
   */
  void measured(long decoding, double inference) {
    if (!sizes) {
      return;
    }
    int before = size();
    int wanted = wanted(decoding, inference, before);
    if (wanted != before) {
      LOG.debug("{} decoders in place of {}", wanted, before);
      threads.setCorePoolSize(wanted);
    }
  }

  private synchronized int wanted(long decoding, double inference, int now) {
    measured++;
    // The plain mean of the first frames, then one in which older frames count less and less.
    double weight = 1.0 / Math.min(measured, FRAMES);
    decodeNanos += weight * (decoding - decodeNanos);
    frameNanos += weight * (inference - frameNanos);
    if (measured % FRAMES != 0) {
      return now;
    }
    double decoders = Math.ceil(HEADROOM * devices * decodeNanos / Math.max(1, frameNanos));
    return (int) Math.max(1, Math.min(most, decoders));
  }

  /** Ends the threads, and drops what has not begun. */
  void stop() {
    threads.shutdownNow();
  }

  /** Waits for the end of the threads after {@link #stop}; returns if it came in time. */
  boolean awaitEnd(long millis) throws InterruptedException {
    return threads.awaitTermination(millis, TimeUnit.MILLISECONDS);
  }
}
