package dev.skipstream.detect;

import dev.skipstream.image.Frame;
import dev.skipstream.registry.importer.Formula;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** Detects for ever, in a process of its own, and prints the begin and the end of each call. */
final class DetectingMain {
  /** Enough for a call of some hundred milliseconds. */
  private static final int FRAMES = 24;

  private DetectingMain() {}

  public static void main(String[] arguments) throws Exception {
    GeneratedDetector generated = GeneratedDetector.in(Path.of(arguments[0]));
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch detectedOnceMore = new CountDownLatch(1);
    ProcessEnd.add(
        () -> {
          asked.countDown();
          try {
            detectedOnceMore.await();
          } catch (InterruptedException e) {
            throw new AssertionError(e);
          }
          System.out.println("task done");
        });
    try (DjlDetector detector = generated.load(generated.archive())) {
      List<Frame> frames =
          Collections.nCopies(FRAMES, new Frame(Formula.image(240, 320), 320, 240));
      while (true) {
        boolean inTime = asked.getCount() == 0;
        System.out.println("begin");
        detector.detect(frames);
        System.out.println("end");
        if (inTime) {
          detectedOnceMore.countDown();
        }
      }
    }
  }
}
