package dev.skipstream.console;

import com.sun.management.OperatingSystemMXBean;
import dev.skipstream.broker.KillableBroker;
import dev.skipstream.source.FrameReader;
import dev.skipstream.source.street.StreetSource;
import dev.skipstream.source.street.StreetView;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * Measures what viewers of the console cost a stream whose detector waits. Turns without and with
 * viewers alternate. Prints a line for each turn, and the median of the ratios of the rates.
 *
 * <p>Arguments: pairs of turns, seconds of a turn, processor of the viewers. The caller gives this
 * process another processor.
 */
final class ViewersMeasurement {
  private static final int VIEWERS = 100;
  private static final int SLOW = 20;
  private static final long NANOS_PER_FRAME = 50_000_000;
  private static final int PICTURES = 20;
  private static final long SETTLE_MILLIS = 10_000;

  /** The feed goes on for 30 s after the last viewer. */
  private static final long LINGER_MILLIS = 35_000;

  private final LiveStream stream;
  private final Console console;
  private final long seconds;
  private final int processor;

  /** A turn: frames/s, and CPU seconds of this process. */
  private record Turn(double rate, double cpu) {}

  private ViewersMeasurement(LiveStream stream, Console console, long seconds, int processor) {
    this.stream = stream;
    this.console = console;
    this.seconds = seconds;
    this.processor = processor;
  }

  public static void main(String[] arguments) throws Exception {
    int pairs = Integer.parseInt(arguments[0]);
    Path folder = Files.createTempDirectory("skipstream-viewers-");
    try (KillableBroker broker = KillableBroker.start(folder.resolve("broker"));
        LiveStream stream =
            new LiveStream(
                folder,
                broker.bootstrapServers(),
                frames -> LockSupport.parkNanos(frames * NANOS_PER_FRAME));
        Console console = Console.start(stream.console())) {
      while (!stream.isReady()) {
        Thread.sleep(100);
      }
      // More than the detector takes: there is always a next frame.
      LoopedCameras cameras =
          stream.film(List.of("street-1", "street-2"), pictures(), Duration.ofMillis(80));
      try (cameras) {
        new ViewersMeasurement(
                stream, console, Long.parseLong(arguments[1]), Integer.parseInt(arguments[2]))
            .run(pairs);
      }
    }
    System.exit(0);
  }

  private static List<byte[]> pictures() throws IOException {
    StreetView view =
        new StreetView(960, 540, Duration.ofMillis(200), Optional.empty(), Optional.empty());
    List<byte[]> pictures = new ArrayList<>();
    try (FrameReader street = StreetSource.of(1, view, Optional.empty(), 85).open()) {
      while (pictures.size() < PICTURES) {
        pictures.add(street.next().orElseThrow().image());
      }
    }
    return pictures;
  }

  private void run(int pairs) throws Exception {
    Thread.sleep(SETTLE_MILLIS);
    double[] ratios = new double[pairs];
    double cpu = 0;
    for (int pair = 0; pair < pairs; pair++) {
      Turn without = turn("without viewers");
      Process crowd = ViewerCrowd.start(console.url(), VIEWERS, SLOW, processor);
      Thread.sleep(SETTLE_MILLIS);
      Turn with = turn("with " + console.viewers());
      System.out.println("  " + ViewerCrowd.end(crowd));
      ratios[pair] = with.rate() / without.rate();
      cpu += (with.cpu() - without.cpu()) / seconds / VIEWERS / pairs;
      Thread.sleep(LINGER_MILLIS);
    }
    Arrays.sort(ratios);
    System.out.printf(
        "median of %d ratios: %.4f (%.4f to %.4f); %.2f ms of CPU time a second for each viewer%n",
        pairs, ratios[pairs / 2], ratios[0], ratios[pairs - 1], 1_000 * cpu);
  }

  private Turn turn(String name) throws InterruptedException {
    OperatingSystemMXBean system =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    int most = 0;
    int blocked = 0;
    long cpu = system.getProcessCpuTime();
    double frames = stream.detected();
    long begun = System.nanoTime();
    for (int second = 0; second < seconds; second++) {
      Thread.sleep(1_000);
      Map<Thread, StackTraceElement[]> threads = Thread.getAllStackTraces();
      most = Math.max(most, threads.size());
      blocked = Math.max(blocked, blockedInAWrite(threads));
    }
    double took = (System.nanoTime() - begun) / 1e9;
    Turn turn =
        new Turn((stream.detected() - frames) / took, (system.getProcessCpuTime() - cpu) / 1e9);
    System.gc();
    System.out.printf(
        "%s: %.2f frames/s, %.2f CPU seconds in %.1f s, heap %d MiB after a collection, at most %d"
            + " threads, %d of them in a write%n",
        name,
        turn.rate(),
        turn.cpu(),
        took,
        ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() >> 20,
        most,
        blocked);
    return turn;
  }

  /** Counts threads of the server that wait until a reader takes more. */
  private static int blockedInAWrite(Map<Thread, StackTraceElement[]> threads) {
    int blocked = 0;
    for (Map.Entry<Thread, StackTraceElement[]> one : threads.entrySet()) {
      boolean waits =
          one.getKey().getState() == Thread.State.WAITING
              || one.getKey().getState() == Thread.State.TIMED_WAITING;
      if (waits
          && one.getKey().getName().startsWith("console")
          && Arrays.stream(one.getValue())
              .anyMatch(frame -> frame.getClassName().contains("HttpOutput"))) {
        if (blocked == 0) {
          // A lock that another thread holds for a moment is no slow reader.
          System.out.printf(
              "  a thread in a write: %s%n", Arrays.stream(one.getValue()).limit(8).toList());
        }
        blocked++;
      }
    }
    return blocked;
  }
}
