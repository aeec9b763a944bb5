package dev.skipstream.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skipstream.image.Frame;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VideoFileTest extends FrameSourceContract {
  private static final int QUALITY = 95;

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
  void saysHowFarItsFramesAreApart() throws Exception {
    try (FrameReader reader = create().open()) {
      assertThat(all(reader))
          .extracting(EncodedFrame::gap)
          .containsOnly(Optional.of(Duration.ofMillis(100)));
    }
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
        .hasMessageContaining("notes.mp4: FFmpeg finds no video in it; expected an MP4");
  }

  @Test
  void refusesAFileThatIsNotThere() {
    assertThatThrownBy(() -> video(folder.resolve("absent.mp4")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("absent.mp4: no such file");
  }

  @Test
  void saysThatAVideoWasCutShortAfterItsLastWholeFrame() throws Exception {
    Path whole =
        TestVideo.ofGreys(folder.resolve("whole.mp4"), Collections.nCopies(100, GREYS.get(1)));
    byte[] bytes = Files.readAllBytes(whole);
    Path file = Files.write(folder.resolve("cut.mp4"), Arrays.copyOf(bytes, bytes.length * 2 / 3));

    try (FrameReader reader = video(file).open()) {
      assertThatThrownBy(() -> all(reader))
          .isInstanceOf(IOException.class)
          .hasMessageMatching(
              ".*cut.mp4: ends after \\d+ frames, its header announces 100; the file is damaged or cut short");
    }
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
