package dev.skipstream.stream;

import dev.skipstream.detect.DetectorException;
import dev.skipstream.image.Frame;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/**
 * A failure of a model that the test triggers: armed from outside, it strikes the next batch that
 * holds a frame.
 *
 * <p>Threading: armed by one thread, asked by the workers.
 */
final class Sabotage {

  /** The kinds of failures. */
  enum Kind {
    /** The batch never ends. */
    HANG,
    /** One frame fails, in its batch and alone; the next try would succeed. */
    FRAME,
    /** The device is broken. */
    DEVICE
  }

  /** Begins the line that says that it has struck. */
  static final String STRUCK = "sabotage struck: ";

  static final String FRAME_FAILS = "the model failed this once on ";

  private final AtomicReference<Kind> armed = new AtomicReference<>();
  private final Set<String> failing = ConcurrentHashMap.newKeySet();

  void arm(Kind kind) {
    armed.set(kind);
  }

  /** Lets the batch pass, or not. */
  void before(List<Frame> frames) {
    List<String> texts = frames.stream().map(ScriptedFrames::textOf).toList();
    if (texts.get(0).isEmpty()) {
      return; // Warming up.
    }
    Kind kind = armed.getAndSet(null);
    if (kind != null) {
      System.out.println(STRUCK + kind + " at " + texts.get(0));
      strike(kind, texts.get(0));
    }
    for (String text : texts) {
      if (failing.contains(text)) {
        if (texts.size() == 1) {
          failing.remove(text);
        }
        throw new DetectorException(FRAME_FAILS + text, null);
      }
    }
  }

  private void strike(Kind kind, String text) {
    switch (kind) {
      case HANG -> {
        while (true) {
          LockSupport.park();
        }
      }
      case FRAME -> failing.add(text);
      case DEVICE -> throw new DetectorException("CUDA error: device-side assert triggered", null);
    }
  }
}
