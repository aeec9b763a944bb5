package dev.skipstream.camera;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Records the frames and the changes of cameras, in their order. */
final class Recorded implements FrameSink, CameraListener {
  private final List<CameraFrame> frames = new ArrayList<>();
  private final List<CameraEvent> events = new ArrayList<>();

  @Override
  public synchronized void accept(CameraFrame frame, Done done) {
    frames.add(frame);
    done.done(true);
    notifyAll();
  }

  @Override
  public synchronized void changed(CameraEvent event) {
    events.add(event);
    notifyAll();
  }

  synchronized List<CameraFrame> frames() {
    return List.copyOf(frames);
  }

  synchronized List<CameraEvent> events() {
    return List.copyOf(events);
  }

  synchronized int countOf(Class<? extends CameraEvent> kind) {
    return (int) events.stream().filter(kind::isInstance).count();
  }

  /** Blocks until the record fulfils a condition. */
  synchronized void await(String what, Predicate<Recorded> condition) throws InterruptedException {
    long end = System.nanoTime() + 120_000_000_000L;
    while (!condition.test(this)) {
      long left = (end - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        throw new AssertionError(
            "%s did not happen; frames %d, events %s".formatted(what, frames.size(), events));
      }
      wait(left);
    }
  }
}
