package dev.skipstream.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skipstream.image.Frame;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import org.bytedeco.ffmpeg.global.avutil;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VideoFileTest extends FrameSourceContract {
  private static final int QUALITY = 95;

  @RegisterExtension final CapturedLog log = new CapturedLog(VideoFile.class);

  @Override
  FrameSource create() throws Exception {
    return video(TestVideo.ofGreys(folder.resolve("lobby.mp4"), GREYS));
  }

  @Test
  void numbersItsFramesAndEncodesThemAsJpeg() throws Exception {
    try (FrameReader reader = create().open()) {
      List<EncodedFrame> frames = all(reader);

      assertThat(frames)
          .extracting(EncodedFrame::name)
          .containsExactly("000000", "000001", "000002");
      assertThat(frames).extracting(EncodedFrame::contentType).containsOnly("image/jpeg");
      Frame first = decoded(frames.get(0));
      assertThat(first.width()).isEqualTo(TestVideo.WIDTH);
      assertThat(first.height()).isEqualTo(TestVideo.HEIGHT);
    }
  }

  @Test
  void givesEachFrameItsOwnTimeStamp() throws Exception {
    Path file = new TestRecording().at(0, 40, 55, 500, 501).write(folder.resolve("vfr.mkv"));

    assertThat(ptsMillis(video(file))).containsExactly(0L, 40L, 55L, 500L, 501L);
  }

  @Test
  void givesEachFrameItsLength() throws Exception {
    try (FrameReader reader = create().open()) {
      assertThat(all(reader))
          .extracting(frame -> frame.time().orElseThrow().lasts())
          .containsOnly(Duration.ofMillis(100));
    }
  }

  @ParameterizedTest
  @CsvSource({"libopenh264, raw.h264, 25", "mpeg2video, raw.m2v, 50"})
  void givesAStreamWithoutTimeStampsItsNominalRate(String codec, String name, int rate)
      throws Exception {
    Path file = new TestRecording().codec(codec).rate(rate).frames(5).write(folder.resolve(name));

    List<Long> times = ptsMillis(video(file));

    assertThat(times).hasSize(5);
    for (int i = 0; i < 5; i++) {
      assertThat(times.get(i) - times.get(0)).isEqualTo(i * 1000L / rate);
    }
    assertThat(video(file).framesPerSecond()).hasValue(rate);
  }

  @Test
  void isNamedAfterTheFileUnlessItIsToldOtherwise() throws Exception {
    Path file = TestVideo.ofGreys(folder.resolve("lobby.mp4"), GREYS);

    assertThat(video(file).source()).isEqualTo("lobby");
    assertThat(VideoFile.of(file, Optional.of("gate"), QUALITY).source()).isEqualTo("gate");
  }

  /** White was above: turned by a quarter counter-clockwise it is on the left. */
  @ParameterizedTest
  @CsvSource({"0, 64, 48, top", "90, 48, 64, left", "180, 64, 48, bottom", "-90, 48, 64, right"})
  void standsUprightAsItsHeaderAsks(double degrees, int width, int height, String white)
      throws Exception {
    Path file = TestVideo.rotated(folder.resolve("phone.mp4"), degrees);
    try (FrameReader reader = video(file).open()) {
      Frame frame = decoded(reader.next().orElseThrow());

      assertThat(frame.width()).isEqualTo(width);
      assertThat(frame.height()).isEqualTo(height);
      assertThat(brightSideOf(frame)).isEqualTo(white);
    }
  }

  @Test
  void refusesAFileThatIsNoVideo() throws Exception {
    Path file = Files.writeString(folder.resolve("notes.mp4"), "not a video");

    assertThatThrownBy(() -> video(file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(
            "notes.mp4: FFmpeg finds no video in it (Invalid data found when processing input);"
                + " expected an MP4");
  }

  @Test
  void refusesAFileThatIsNotThere() {
    assertThatThrownBy(() -> video(folder.resolve("absent.mp4")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("absent.mp4: no such file");
  }

  @Test
  void saysThatAVideoWasCutShortAfterItsLastWholeFrame() throws Exception {
    Path file = TestVideo.cutShort(folder.resolve("cut.mp4"));

    try (FrameReader reader = video(file).open()) {
      assertThatThrownBy(() -> all(reader))
          .isInstanceOf(IOException.class)
          .hasMessageMatching(
              ".*cut.mp4: ends after \\d+ frames, its header announces 100; the file is damaged or"
                  + " cut short");
    }
  }

  /** A mirrored display matrix has a negative determinant. */
  @ParameterizedTest
  @CsvSource({
    "1, 0, 0, 1, 64, 48, top",
    "1, 0, 0, -1, 64, 48, bottom",
    "-1, 0, 0, 1, 64, 48, top",
    "0, 1, 1, 0, 48, 64, left",
    "0, -1, -1, 0, 48, 64, right"
  })
  void isMirroredAsItsHeaderAsks(int a, int b, int c, int d, int width, int height, String white)
      throws Exception {
    Path file = TestVideo.rotated(folder.resolve("mirror.mp4"), 90);
    TestVideo.setDisplayMatrix(file, a, b, c, d);
    try (FrameReader reader = video(file).open()) {
      Frame frame = decoded(reader.next().orElseThrow());

      assertThat(frame.width()).isEqualTo(width);
      assertThat(frame.height()).isEqualTo(height);
      assertThat(brightSideOf(frame)).isEqualTo(white);
    }
  }

  /** The numbers of a colour by the formulas of the ITU's recommendations. */
  @ParameterizedTest
  @CsvSource({
    "UNSPECIFIED, false, 8",
    "BT_601, false, 8",
    "BT_601, true, 8",
    "BT_709, false, 8",
    "BT_709, true, 8",
    "BT_709, false, 10",
    "BT_709, true, 10",
    "BT_2020, false, 10",
    "BT_2020, true, 10"
  })
  void appliesMatrixRangeAndDepthAsTagged(ColourMatrix matrix, boolean full, int depth)
      throws Exception {
    int[] rgb = {192, 64, 32};
    Path file =
        new TestRecording()
            .codec("ffv1")
            .colour(
                matrix.yuv(rgb, full, depth),
                depth,
                matrix.tag(),
                full ? avutil.AVCOL_RANGE_JPEG : avutil.AVCOL_RANGE_MPEG)
            .write(folder.resolve("colour.mkv"));

    try (FrameReader reader = VideoFile.of(file, Optional.empty(), 100).open()) {
      byte[] pixels = decoded(reader.next().orElseThrow()).rgb();

      for (int channel = 0; channel < 3; channel++) {
        assertThat(Byte.toUnsignedInt(pixels[channel]))
            .isBetween(rgb[channel] - 3, rgb[channel] + 3);
      }
    }
  }

  /** Red and blue columns, one pixel wide: chroma of 2 x 2 pixels would make them purple. */
  @Test
  void keepsTheColourOfEachPixel() throws Exception {
    Path file = new TestRecording().stripes().write(folder.resolve("stripes.mkv"));

    try (FrameReader reader =
        VideoFile.of(file, Optional.empty(), VideoFile.DEFAULT_QUALITY).open()) {
      byte[] rgb = decoded(reader.next().orElseThrow()).rgb();

      for (int x = 8; x < 24; x++) {
        int red = Byte.toUnsignedInt(rgb[3 * x]);
        int blue = Byte.toUnsignedInt(rgb[3 * x + 2]);
        assertThat(x % 2 == 0 ? red - blue : blue - red).as("column %d", x).isGreaterThan(150);
      }
    }
  }

  @Test
  void selectsTheStreamWithTheMostPixels() throws Exception {
    Path file =
        new TestRecording().frames(4).withLargerSecondStream().write(folder.resolve("two.mp4"));

    try (FrameReader reader = video(file).open()) {
      List<EncodedFrame> frames = all(reader);

      assertThat(frames).hasSize(4);
      assertThat(decoded(frames.get(0)).width()).isEqualTo(128);
    }
    assertThat(video(file).frames()).hasValue(4);
  }

  @Test
  void givesTheFramesThatAnEditListShows() throws Exception {
    Path file =
        new TestRecording()
            .at(LongStream.range(-5, 15).map(i -> 40 * i).toArray())
            .option("avoid_negative_ts=disabled")
            .write(folder.resolve("edit.mp4"));

    VideoFile video = video(file);

    assertThat(video.frames()).hasValue(15);
    assertThat(ptsMillis(video)).hasSize(15).startsWith(0L, 40L);
    assertThat(log.messages()).isEmpty();
  }

  @Test
  void warnsOnceOfDamageAndGivesTheFramesThatDecode() throws Exception {
    Path file = TestVideo.ofNoise(folder.resolve("noise.mp4"), 40);
    TestVideo.overwriteMiddle(file, 400);
    VideoFile video = video(file);

    int given = ptsMillis(video).size();
    ptsMillis(video);

    assertThat(given).isBetween(30, 40);
    assertThat(log.messages())
        .satisfiesExactly(
            message ->
                assertThat(message)
                    .startsWith(file + ": damaged: " + given + " frames were decoded; corrupt")
                    .containsPattern("rejected by the decoder: [1-9]|with errors: [1-9]"));
  }

  @Test
  void warnsOfAMatroskaFileThatWasCutShort() throws Exception {
    Path whole = new TestRecording().codec("ffv1").frames(20).write(folder.resolve("whole.mkv"));
    byte[] bytes = Files.readAllBytes(whole);
    Path cut = Files.write(folder.resolve("cut.mkv"), Arrays.copyOf(bytes, bytes.length / 2));

    assertThat(ptsMillis(video(whole))).hasSize(20);
    assertThat(log.messages()).isEmpty();
    assertThat(ptsMillis(video(cut))).hasSizeBetween(1, 19);
    assertThat(log.messages()).singleElement().asString().endsWith("the container ends early");
  }

  @Test
  void refusesAVideoOfWhichNothingCanBeDecoded() throws Exception {
    Path file = TestVideo.ofNoise(folder.resolve("noise.mp4"), 3);
    TestVideo.overwriteSamples(file);

    try (FrameReader reader = video(file).open()) {
      assertThatThrownBy(() -> all(reader))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("noise.mp4: none of its frames can be decoded");
    }
  }

  @Test
  @EnabledOnOs({OS.LINUX, OS.MAC})
  void readsAPipeOnceFromItsFirstByte() throws Exception {
    Path whole =
        new TestRecording().codec("mpeg2video").frames(30).write(folder.resolve("whole.ts"));
    Path pipe = folder.resolve("camera.ts");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    CompletableFuture<Void> writing =
        CompletableFuture.runAsync(
            () -> {
              try {
                Files.write(pipe, Files.readAllBytes(whole), StandardOpenOption.WRITE);
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });

    FrameSource video = VideoFile.of(pipe, Optional.empty(), QUALITY);

    assertThat(video.repeatable()).isFalse();
    try (FrameReader reader = video.open()) {
      assertThat(all(reader)).hasSize(30);
    }
    assertThatThrownBy(video::open).hasMessage(pipe + ": a pipe cannot be read a second time");
    writing.join();
  }

  @Test
  void readsAFileWhoseNameLooksLikeAUrl() throws Exception {
    Path file = TestVideo.ofGreys(folder.resolve("plain.mp4"), GREYS);
    Path colon = Files.move(file, folder.resolve("http:12.30%03d.mp4"));

    assertThat(ptsMillis(video(colon))).hasSize(GREYS.size());
  }

  @Test
  void refusesAQualityThatJpegDoesNotHave() throws Exception {
    Path file = TestVideo.ofGreys(folder.resolve("lobby.mp4"), GREYS);

    assertThatThrownBy(() -> VideoFile.of(file, Optional.empty(), 0))
        .hasMessage("JPEG quality is 0: expected 1 to 100");
  }

  private static VideoFile video(Path file) throws IOException {
    return VideoFile.of(file, Optional.empty(), QUALITY);
  }

  private static List<Long> ptsMillis(VideoFile video) throws IOException {
    try (FrameReader reader = video.open()) {
      return all(reader).stream()
          .map(frame -> frame.time().orElseThrow().pts().toMillis())
          .toList();
    }
  }

  private static String brightSideOf(Frame frame) {
    int middle = frame.width() / 2;
    int centre = frame.height() / 2;
    if (isWhite(frame, middle, 4) && !isWhite(frame, middle, frame.height() - 4)) {
      return "top";
    }
    if (!isWhite(frame, middle, 4) && isWhite(frame, middle, frame.height() - 4)) {
      return "bottom";
    }
    return isWhite(frame, 4, centre) ? "left" : "right";
  }

  private static boolean isWhite(Frame frame, int x, int y) {
    return Byte.toUnsignedInt(frame.rgb()[3 * (y * frame.width() + x)]) > 127;
  }
}
