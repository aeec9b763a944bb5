package dev.skipstream.bench;

import dev.skipstream.detect.Detector;
import dev.skipstream.detect.ResizedShape;
import dev.skipstream.image.Frame;
import dev.skipstream.schemas.event.Detection;
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
  static final ModelIdentity IDENTITY = new ModelIdentity("scripted", 1, "sha256:00");

  /** What its decoder makes of every image. */
  static final Frame FRAME = new Frame(new byte[3], 1, 1);

  /** Calls so far, and how long they took. */
  record Work(long calls, long busyNanos) {

    static Work of(List<ScriptedModel> models) {
      return new Work(
          models.stream().mapToLong(model -> model.calls.sum()).sum(),
          models.stream().mapToLong(model -> model.busyNanos.sum()).sum());
    }

    /** How long a call took, in milliseconds, since an earlier moment. */
    double meanMsSince(Work before) {
      return (busyNanos - before.busyNanos) / 1e6 / (calls - before.calls);
    }
  }

  private final ScriptedTimes times;
  private final Random random;
  private final LongAdder calls = new LongAdder();
  private final LongAdder busyNanos = new LongAdder();

  ScriptedModel(ScriptedTimes times, long seed) {
    this.times = times;
    this.random = new Random(seed);
  }

  @Override
  public ModelIdentity model() {
    return IDENTITY;
  }

  @Override
  public ResizedShape shapeOf(Frame frame) {
    return new ResizedShape(frame.height(), frame.width());
  }

  @Override
  public List<List<Detection>> detect(List<Frame> batch) {
    long started = System.nanoTime();
    long end = started + nanos();
    for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
    calls.increment();
    busyNanos.add(System.nanoTime() - started);
    return Collections.nCopies(batch.size(), List.of());
  }

  private long nanos() {
    double span = times.mostMs() - times.leastMs();
    return times.isZero() ? 0 : (long) ((times.leastMs() + span * random.nextDouble()) * 1e6);
  }

  @Override
  public void close() {}
}
