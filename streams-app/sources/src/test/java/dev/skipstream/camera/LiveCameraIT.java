package dev.skipstream.camera;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.skipstream.schemas.event.CameraView;
import dev.skipstream.source.PictureSettings;
import dev.skipstream.source.Region;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

/** Reads live inputs of each kind in real reader processes. */
class LiveCameraIT {
  private static final CameraAddress WEBCAM =
      new CameraAddress("lavfi:testsrc2=size=320x240:rate=20,realtime");

  private static final int DROPPED = 20;

  private final Recorded recorded = new Recorded();

  @Test
  void theTimeOfCaptureIsThatOfTheCamera() throws Exception {
    try (RtspServer server = RtspServer.start();
        Cameras cameras = new Cameras(recorded, recorded)) {
      cameras.start(CameraSettings.of("lobby", server.address()));
      recorded.await(
          "a report of the camera's clock",
          now ->
              now.frames().stream().filter(frame -> frame.clock() == CameraClock.CAMERA).count()
                  > 30);
    }
    List<Long> errors = new ArrayList<>();
    for (CameraFrame frame : recorded.frames()) {
      if (frame.clock() == CameraClock.CAMERA) {
        errors.add(Math.abs(frame.capturedAt().toEpochMilli() - shownAt(frame)));
      }
    }
    errors.sort(null);
    // One frame is 100 ms: the time is never that of a neighbour.
    assertThat(errors.get(errors.size() / 2)).isLessThan(50);
  }

  @Test
  void mjpegPassesByteForByte() throws Exception {
    List<byte[]> sent = List.of(picture(40), picture(120), picture(200));
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    ExecutorService threads = Executors.newCachedThreadPool();
    server.setExecutor(threads);
    server.createContext(
        "/mjpeg",
        exchange -> {
          exchange.getResponseHeaders().set("Content-Type", "multipart/x-mixed-replace;boundary=b");
          exchange.sendResponseHeaders(200, 0);
          try (OutputStream out = exchange.getResponseBody()) {
            for (int i = 0; ; i = (i + 1) % sent.size()) {
              byte[] jpeg = sent.get(i);
              out.write(
                  "--b\r\nContent-Type: image/jpeg\r\nContent-Length: %d\r\n\r\n"
                      .formatted(jpeg.length)
                      .getBytes(StandardCharsets.US_ASCII));
              out.write(jpeg);
              out.write("\r\n".getBytes(StandardCharsets.US_ASCII));
              out.flush();
              LockSupport.parkNanos(50_000_000);
            }
          }
        });
    server.start();
    try (Cameras cameras = new Cameras(recorded, recorded)) {
      cameras.start(
          CameraSettings.of(
              "door",
              new CameraAddress(
                  "http://127.0.0.1:%d/mjpeg".formatted(server.getAddress().getPort()))));
      recorded.await("ten frames", now -> now.frames().size() >= 10);
    } finally {
      server.stop(0);
      threads.shutdownNow();
    }
    assertThat(recorded.frames())
        .allSatisfy(
            frame ->
                assertThat(sent).anyMatch(jpeg -> java.util.Arrays.equals(jpeg, frame.jpeg())));
    assertThat(recorded.frames()).allMatch(frame -> frame.clock() == CameraClock.ARRIVAL);
  }

  @Test
  void aSlowTopicDropsTheOldestFramesAndTheGapIsVisible() throws Exception {
    List<FrameSink.Done> waiting = new ArrayList<>();
    FrameSink slow =
        (frame, done) -> {
          synchronized (waiting) {
            waiting.add(done);
          }
          recorded.accept(frame, published -> {});
        };
    try (Cameras cameras = new Cameras(slow, recorded)) {
      cameras.start(CameraSettings.of("webcam", WEBCAM));
      int window = CameraSettings.Limits.DEFAULT.window();
      recorded.await("a full window", now -> now.frames().size() == window);
      awaitDropped(cameras);
      assertThat(recorded.frames()).hasSize(window);
      synchronized (waiting) {
        waiting.get(0).done(true);
      }
      recorded.await("the next frame", now -> now.frames().size() == window + 1);
      List<CameraFrame> frames = recorded.frames();
      // Each dropped frame uses a number.
      assertThat(frames.get(window).sequence()).isGreaterThanOrEqualTo(window + DROPPED);
    }
  }

  private static void awaitDropped(Cameras cameras) {
    long end = System.nanoTime() + Duration.ofMinutes(2).toNanos();
    while (cameras.status().get(0).dropped() < DROPPED) {
      assertThat(System.nanoTime()).isLessThan(end);
      LockSupport.parkNanos(20_000_000);
    }
  }

  @Test
  void aRateSelectsFramesByTheirTime() throws Exception {
    try (Cameras cameras = new Cameras(recorded, recorded)) {
      cameras.start(CameraSettings.of("webcam", WEBCAM).withRate(OptionalDouble.of(5)));
      recorded.await("fifteen frames", now -> now.frames().size() >= 15);
      assertThat(cameras.status().get(0).skipped()).isPositive();
      List<CameraFrame> frames = recorded.frames();
      Duration fourteenGaps =
          Duration.between(frames.get(0).capturedAt(), frames.get(14).capturedAt());
      assertThat(fourteenGaps).isGreaterThan(Duration.ofMillis(14 * 200 - 50));
    }
  }

  @Test
  void aPartOfTheFrameIsPublishedWithItsPlace() throws Exception {
    PictureSettings part =
        new PictureSettings(
            Optional.of(new Region(80, 40, 160, 120)), OptionalInt.of(80), Optional.empty());
    try (Cameras cameras = new Cameras(recorded, recorded)) {
      cameras.start(CameraSettings.of("webcam", WEBCAM).withPictures(part));
      recorded.await("a frame", now -> !now.frames().isEmpty());
    }
    CameraFrame frame = recorded.frames().get(0);
    assertThat(frame.picture().view()).contains(new CameraView(320, 240, 80, 40, 0.5));
    BufferedImage image = ImageIO.read(new ByteArrayInputStream(frame.jpeg()));
    assertThat(image.getWidth()).isEqualTo(80);
    assertThat(image.getHeight()).isEqualTo(60);
  }

  @Test
  void framesWithoutMotionAreWithheld() throws Exception {
    PictureSettings moving =
        new PictureSettings(
            Optional.empty(), OptionalInt.empty(), Optional.of(Duration.ofSeconds(2)));
    try (Cameras cameras = new Cameras(recorded, recorded)) {
      cameras.start(
          CameraSettings.of(
                  "wall", new CameraAddress("lavfi:color=gray:size=320x240:rate=20,realtime"))
              .withPictures(moving));
      recorded.await("two keyframes", now -> now.frames().size() >= 2);
      assertThat(cameras.status().get(0).skipped()).isGreaterThan(10);
    }
    assertThat(recorded.frames().get(1).picture().motion().orElseThrow().score()).isZero();
  }

  @Test
  void aRegionOutsideTheFrameIsNamed() throws Exception {
    PictureSettings outside =
        new PictureSettings(
            Optional.of(new Region(300, 0, 100, 100)), OptionalInt.empty(), Optional.empty());
    try (Cameras cameras = new Cameras(recorded, recorded)) {
      cameras.start(CameraSettings.of("webcam", WEBCAM).withPictures(outside));
      recorded.await("the error", now -> now.countOf(CameraEvent.Down.class) > 0);
    }
    CameraEvent.Down down = (CameraEvent.Down) recorded.events().get(0);
    assertThat(down.detail()).contains("300,0,100,100", "320 x 240");
  }

  @Test
  void aReaderEndsWithItsPublisher() throws Exception {
    ReaderProcess reader =
        ReaderProcess.start(Inputs.task(CameraSettings.of("webcam", WEBCAM), Optional.empty()));
    try (reader) {
      while (!(reader.read() instanceof ReaderMessage.Frame)) {
        // Until it reads its camera.
      }
      reader.endInput();
      assertThat(reader.handle().onExit()).succeedsWithin(Duration.ofSeconds(60));
    }
  }

  @Test
  void oneCameraThatIsAwayDoesNotAffectAnother() throws Exception {
    try (Cameras cameras = new Cameras(recorded, recorded)) {
      cameras.update(
          List.of(
              CameraSettings.of("away", RtspServer.addressAt(RtspServer.freePort())),
              CameraSettings.of("webcam", WEBCAM)));
      recorded.await(
          "an outage", now -> now.countOf(CameraEvent.Down.class) > 0 && now.frames().size() > 20);
      CameraEvent.Down down =
          (CameraEvent.Down)
              recorded.events().stream()
                  .filter(CameraEvent.Down.class::isInstance)
                  .findFirst()
                  .get();
      assertThat(down.camera()).isEqualTo("away");
      assertThat(down.reason()).isEqualTo(DownReason.UNREACHABLE);
      cameras.update(List.of(CameraSettings.of("webcam", WEBCAM)));
      assertThat(cameras.status()).extracting(CameraStatus::name).containsExactly("webcam");
    }
  }

  /** Returns the time in milliseconds that is burnt into a picture of the RTSP server. */
  private static long shownAt(CameraFrame frame) throws IOException {
    BufferedImage image = ImageIO.read(new ByteArrayInputStream(frame.jpeg()));
    long millis = 0;
    for (int i = 0; i < 44; i++) {
      int blue = image.getRGB(i % 16 * 20 + 10, i / 16 * 20 + 10) & 0xFF;
      millis = millis << 1 | (blue > 128 ? 1 : 0);
    }
    return millis;
  }

  private static byte[] picture(int grey) throws IOException {
    BufferedImage image = new BufferedImage(64, 48, BufferedImage.TYPE_3BYTE_BGR);
    for (int x = 0; x < 64; x++) {
      for (int y = 0; y < 48; y++) {
        image.setRGB(x, y, grey << 16 | x << 8 | y);
      }
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageIO.write(image, "jpg", bytes);
    return bytes.toByteArray();
  }
}
