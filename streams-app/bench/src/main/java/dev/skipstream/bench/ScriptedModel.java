package dev.skipstream.bench;

import dev.skipstream.detect.Detector;
import dev.skipstream.detect.ResizedShape;
import dev.skipstream.image.Frame;
import dev.skipstream.schemas.event.Boxes;
import dev.skipstream.schemas.event.Findings;
import dev.skipstream.schemas.event.ModelIdentity;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/**
 * A model that finds nothing and takes its time, without using the processor. What is measured with
 * it is what is around a model.
 *
 * <p>Threading: for any number of threads at a time, each of which waits for its own call.
 */
final class ScriptedModel implements Detector {
  /** The frame that its decoder returns for every image. */
  static final Frame FRAME = new Frame(new byte[3], 1, 1);

  /**
   * The cost of frames in a batch.
   *
   * @param full frames of the largest batch
   * @param cost of that, in frames that run alone; smaller batches in proportion
   */
  record Batching(int full, double cost) {
    static final Batching NONE = new Batching(1, 1);

    private double of(int frames) {
      return full == 1 ? frames : 1 + (cost - 1) * (frames - 1) / (full - 1);
    }
  }

  /** Calls so far, and how long they took. */
  record Work(long calls, long busyNanos) {

    static Work of(List<ScriptedModel> models) {
      return new Work(
          models.stream().mapToLong(model -> model.calls.sum()).sum(),
          models.stream().mapToLong(model -> model.busyNanos.sum()).sum());
    }

    /** Returns the mean time of a call since an earlier moment, in milliseconds. */
    double meanMsSince(Work before) {
      return (busyNanos - before.busyNanos) / 1e6 / (calls - before.calls);
    }
  }

  private final ModelIdentity identity;
  private final ScriptedTimes times;
  private final Batching batching;
  private final Random random;
  private final LongAdder calls = new LongAdder();
  private final LongAdder busyNanos = new LongAdder();

  /** A model that is given a frame at a time. */
  ScriptedModel(ScriptedTimes times, long seed) {
    this("scripted", times, Batching.NONE, seed);
  }

  /**
   * Creates a model.
   *
   * @param name the name in outcomes
   * @param times the times of a frame that runs alone
   */
  ScriptedModel(String name, ScriptedTimes times, Batching batching, long seed) {
    this.identity = new ModelIdentity(name, 1, "sha256:00");
    this.times = times;
    this.batching = batching;
    this.random = new Random(seed);
  }

  @Override
  public ModelIdentity model() {
    return identity;
  }

  @Override
  public ResizedShape shapeOf(Frame frame) {
    return new ResizedShape(frame.height(), frame.width());
  }

  @Override
  public List<Findings> detect(List<Frame> batch) {
    long started = System.nanoTime();
    long end = started + nanosOf(batch.size());
    for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
    calls.increment();
    busyNanos.add(System.nanoTime() - started);
    return Collections.nCopies(batch.size(), new Boxes(List.of()));
  }

  private long nanosOf(int frames) {
    if (times.isZero()) {
      return 0;
    }
    double alone = times.leastMs() + random.nextDouble() * (times.mostMs() - times.leastMs());
    return (long) (alone * batching.of(frames) * 1e6);
  }

  @Override
  public void close() {}
}
