package dev.skipstream.camera;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Cuts a camera off in the ways that cameras are cut off in the field. {@code
 * docs/acceptance/cameras.sh} runs it with more interruptions.
 */
class CameraOutagesIT {
  private static final int KILLS = Integer.getInteger("skipstream.camera.kills", 1);
  private static final int FREEZES = Integer.getInteger("skipstream.camera.freezes", 1);
  private static final int CUTS = Integer.getInteger("skipstream.camera.cuts", 2);

  private final Recorded recorded = new Recorded();
  private final List<Duration> stalls = new ArrayList<>();

  private interface Step {
    void run() throws IOException, InterruptedException;
  }

  @Test
  void aServerThatIsKilledOrFreezesIsOneReconnectEach() throws Exception {
    try (RtspServer server = RtspServer.start();
        Cameras cameras = new Cameras(recorded, recorded)) {
      cameras.start(CameraSettings.of("lobby", server.address()));
      awaitFrames();
      long descriptors = descriptors();
      for (int i = 0; i < KILLS; i++) {
        interrupt(server::kill, server::startAgain);
      }
      for (int i = 0; i < FREEZES; i++) {
        interrupt(server::freeze, server::resume);
      }
      requireUnbroken(cameras, KILLS + FREEZES, descriptors);
    }
  }

  @Test
  void aConnectionThatIsCutInAPacketIsOneReconnect() throws Exception {
    try (RtspServer server = RtspServer.start();
        CuttingProxy proxy = new CuttingProxy(server.port());
        Cameras cameras = new Cameras(recorded, recorded)) {
      cameras.start(CameraSettings.of("lobby", RtspServer.addressAt(proxy.port())));
      awaitFrames();
      for (int i = 0; i < CUTS; i++) {
        interrupt(proxy::cut, () -> {});
      }
      requireUnbroken(cameras, CUTS, -1);
    }
  }

  private void awaitFrames() throws InterruptedException {
    int before = recorded.frames().size();
    recorded.await("the next frames", now -> now.frames().size() > before + 10);
  }

  /** Interrupts the camera, restores it, and awaits its frames. */
  private void interrupt(Step cause, Step restore) throws IOException, InterruptedException {
    int ups = recorded.countOf(CameraEvent.Up.class);
    int downs = recorded.countOf(CameraEvent.Down.class);
    cause.run();
    recorded.await("the outage", now -> now.countOf(CameraEvent.Down.class) > downs);
    restore.run();
    Instant restored = Instant.now();
    recorded.await("the reconnect", now -> now.countOf(CameraEvent.Up.class) > ups);
    stalls.add(Duration.between(restored, Instant.now()));
    awaitFrames();
  }

  private void requireUnbroken(Cameras cameras, int interruptions, long descriptors)
      throws IOException, InterruptedException {
    System.out.printf(
        "%d interruptions, %d frames; stalls beyond the absence: %s%n",
        interruptions, recorded.frames().size(), stalls);
    CameraStatus status = cameras.status().get(0);
    assertThat(status.reconnects()).isEqualTo(interruptions);
    assertThat(readers()).hasSize(1);
    if (descriptors >= 0 && Files.exists(Path.of("/proc/self/fd"))) {
      assertThat(descriptors()).isEqualTo(descriptors);
    }
    cameras.close();
    assertThat(readers()).isEmpty();
    List<CameraFrame> frames = recorded.frames();
    assertThat(frames).extracting(CameraFrame::id).doesNotHaveDuplicates();
    for (int i = 1; i < frames.size(); i++) {
      assertThat(frames.get(i).sequence()).isGreaterThan(frames.get(i - 1).sequence());
      assertThat(frames.get(i).capturedAt()).isAfterOrEqualTo(frames.get(i - 1).capturedAt());
    }
    long gaps =
        Stream.iterate(1, i -> i < frames.size(), i -> i + 1)
            .filter(i -> frames.get(i).sequence() > frames.get(i - 1).sequence() + 1)
            .count();
    assertThat(gaps).isGreaterThanOrEqualTo(interruptions);
  }

  private static List<ProcessHandle> readers() {
    return ProcessHandle.current()
        .children()
        .filter(child -> child.info().command().orElse("").endsWith("java"))
        .toList();
  }

  private static long descriptors() throws IOException {
    try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
      return open.count();
    }
  }
}
