package dev.skipstream.topology;

import dev.skipstream.async.BatchWorker;
import dev.skipstream.async.MicroBatcher;
import dev.skipstream.detect.Detector;
import dev.skipstream.detect.ResizedShape;
import dev.skipstream.image.Frame;
import dev.skipstream.image.FrameDecoder;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads behind the stage: a pool that decodes, and one worker a detector.
 *
 * <p>Threading: started and closed by the main thread, closed after the stream. Closing waits for
 * the batches that run, with a bound. The decoders' queue has no bound of its own: credit bounds
 * it.
 */
final class FrameWorkers implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(FrameWorkers.class);
  private static final long STOP_MILLIS = 10_000;

  private final MicroBatcher<ResizedShape, Frame, FrameBatches.Inference> batcher;
  private final ExecutorService decoders;
  private final List<BatchWorker<ResizedShape, Frame, FrameBatches.Inference>> workers =
      new ArrayList<>();
  private final FrameDetection detection;

  private FrameWorkers(List<Detector> detectors, FrameDecoder decoder, BatchSettings settings) {
    batcher = new MicroBatcher<>(settings.size(), settings.linger());
    AtomicInteger number = new AtomicInteger();
    decoders =
        Executors.newFixedThreadPool(
            settings.decoders(),
            task -> {
              Thread thread = new Thread(task, "decoder-" + number.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
    for (int i = 0; i < detectors.size(); i++) {
      workers.add(
          BatchWorker.start("worker-" + (i + 1), batcher, new FrameBatches(detectors.get(i))));
    }
    // All detectors run the same model, so any of them knows the shapes.
    detection = new FrameDetection(decoders, decoder, detectors.get(0)::shapeOf, batcher);
  }

  static FrameWorkers start(
      List<Detector> detectors, FrameDecoder decoder, BatchSettings settings) {
    return new FrameWorkers(detectors, decoder, settings);
  }

  /** What the stage does with a record. */
  FrameDetection detection() {
    return detection;
  }

  @Override
  public void close() {
    batcher.close();
    decoders.shutdownNow();
    try {
      for (BatchWorker<?, ?, ?> worker : workers) {
        if (!worker.join(STOP_MILLIS)) {
          LOG.warn("a worker is still busy after {} ms, and is left behind", STOP_MILLIS);
        }
      }
      if (!decoders.awaitTermination(STOP_MILLIS, TimeUnit.MILLISECONDS)) {
        LOG.warn("a decoder is still busy after {} ms, and is left behind", STOP_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
