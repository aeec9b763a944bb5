package dev.skipstream.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skipstream.image.Frame;
import dev.skipstream.image.ImageDecoder;
import dev.skipstream.image.ImageLimits;
import dev.skipstream.schemas.event.CameraView;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.opencv_core.Mat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The place where a decoded frame passes before it is encoded. */
class PictureStageTest {
  private static final JpegEncoder ENCODER = new JpegEncoder(95, true);
  private static final Duration FRAME = Duration.ofMillis(100);
  private static final int WIDTH = 320;
  private static final int HEIGHT = 180;

  @Test
  void aFrameWithoutSettingsStaysWhole() throws IOException {
    Picture picture = take(PictureSettings.WHOLE, gradient()).orElseThrow();

    assertThat(picture.view()).isEmpty();
    assertThat(picture.motion()).isEmpty();
    assertThat(picture.image()).isEqualTo(ENCODER.encode(gradient(), WIDTH, HEIGHT));
  }

  /** Each pixel of the frame says where it is, so the picture shows what its view states. */
  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "'80,40,100,60', -",
        "'80,40,100,60', 50",
        "'0,0,320,180', 160",
        "-, 107",
        "'7,11,101,77', 64",
        "'319,179,1,1', -"
      })
  void theViewStatesTheFramePixelOfEachPicturePixel(String region, Integer maxSize)
      throws Exception {
    PictureSettings settings =
        new PictureSettings(
            Optional.ofNullable(region).map(Region::parse),
            maxSize == null ? OptionalInt.empty() : OptionalInt.of(maxSize),
            Optional.empty());

    Picture picture = take(settings, gradient()).orElseThrow();

    CameraView view = picture.view().orElseThrow();
    assertThat(view.width()).isEqualTo(WIDTH);
    assertThat(view.height()).isEqualTo(HEIGHT);
    Frame shown = new ImageDecoder(ImageLimits.DEFAULT).decode(picture.image());
    view.of(shown.width(), shown.height());
    if (maxSize != null) {
      assertThat(Math.max(shown.width(), shown.height())).isEqualTo(maxSize);
    }
    // Without the last row and column, which may stand for a part of a pixel.
    for (int y = 0; y < Math.max(1, shown.height() - 1); y += 7) {
      for (int x = 0; x < Math.max(1, shown.width() - 1); x += 7) {
        int at = 3 * (y * shown.width() + x);
        double frameX = view.x() + (x + 0.5) / view.scale() - 0.5;
        double frameY = view.y() + (y + 0.5) / view.scale() - 0.5;
        assertThat(shown.rgb()[at] & 0xFF)
            .isBetween((int) (frameX / 2) - 4, (int) (frameX / 2) + 5);
        assertThat(shown.rgb()[at + 1] & 0xFF).isBetween((int) frameY - 4, (int) frameY + 5);
      }
    }
  }

  @Test
  void aRegionOfTheWholeFrameIsNoView() throws IOException {
    PictureSettings settings =
        new PictureSettings(
            Optional.of(new Region(0, 0, WIDTH, HEIGHT)), OptionalInt.of(WIDTH), Optional.empty());

    assertThat(take(settings, gradient()).orElseThrow().view()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"0,0,321,180", "0,0,320,181", "320,0,1,1", "9999999,0,9999999,1"})
  void aRegionBeyondTheFrameIsAnErrorThatNamesBoth(String region) {
    PictureSettings settings =
        new PictureSettings(
            Optional.of(Region.parse(region)), OptionalInt.empty(), Optional.empty());

    assertThatThrownBy(() -> take(settings, gradient()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("region is " + region)
        .hasMessageContaining("320 x 180");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1,2,3", "1,2,3,4,5", "-1,0,3,4", "0,0,0,4", "0,0,4,0", "a,0,3,4"})
  void aRegionOfAnotherFormIsAnError(String region) {
    assertThatThrownBy(() -> Region.parse(region))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("region is");
  }

  @Test
  void anEncodedImageKeepsItsBytesWhereOnlyItsMotionIsAskedFor() throws IOException {
    byte[] encoded = ENCODER.encode(gradient(), WIDTH, HEIGHT);
    try (PictureStage stage = new PictureStage(motion(Duration.ofSeconds(1)), ENCODER)) {
      Picture first = stage.pass("image/jpeg", encoded, Duration.ZERO).orElseThrow();

      assertThat(first.image()).isSameAs(encoded);
      assertThat(first.motion()).isPresent();
      assertThat(stage.pass("image/jpeg", encoded, FRAME)).isEmpty();
    }
  }

  @Test
  void withholdsFramesWithoutMotionAndSendsOneEachInterval() throws IOException {
    try (PictureStage stage = new PictureStage(motion(Duration.ofSeconds(1)), ENCODER)) {
      for (int i = 0; i <= 40; i++) {
        Optional<Picture> picture = encode(stage, gradient(), FRAME.multipliedBy(i));

        assertThat(picture.isPresent()).as("frame %d", i).isEqualTo(i % 10 == 0);
        picture.ifPresent(
            sent -> {
              assertThat(sent.motion().orElseThrow().score()).isZero();
              assertThat(sent.motion().orElseThrow().keyframe()).hasSeconds(1);
            });
      }
    }
  }

  @Test
  void sendsTheFirstFrameOfAnAppearanceAndWithholdsAThingThatHasStopped() throws IOException {
    try (PictureStage stage = new PictureStage(motion(Duration.ofSeconds(60)), ENCODER)) {
      encode(stage, gradient(), Duration.ZERO);
      assertThat(encode(stage, gradient(), FRAME)).isEmpty();

      Picture appeared = encode(stage, withSquare(), FRAME.multipliedBy(2)).orElseThrow();
      assertThat(appeared.motion().orElseThrow().score()).isBetween(0.005, 0.02);

      Optional<Picture> still = Optional.empty();
      for (int i = 3; i <= 23; i++) {
        still = encode(stage, withSquare(), FRAME.multipliedBy(i));
      }
      assertThat(still).isEmpty();
      assertThat(encode(stage, gradient(), FRAME.multipliedBy(24))).as("it leaves").isPresent();
    }
  }

  @Test
  void aStepBackInTimeBeginsAnew() throws IOException {
    try (PictureStage stage = new PictureStage(motion(Duration.ofSeconds(60)), ENCODER)) {
      encode(stage, gradient(), Duration.ofHours(1));

      assertThat(encode(stage, gradient(), Duration.ZERO)).isPresent();
      assertThat(encode(stage, gradient(), FRAME)).isEmpty();
    }
  }

  private static PictureSettings motion(Duration keyframe) {
    return new PictureSettings(Optional.empty(), OptionalInt.empty(), Optional.of(keyframe));
  }

  private static Optional<Picture> take(PictureSettings settings, byte[] bgr) throws IOException {
    try (PictureStage stage = new PictureStage(settings, ENCODER)) {
      return encode(stage, bgr, Duration.ZERO);
    }
  }

  private static Optional<Picture> encode(PictureStage stage, byte[] bgr, Duration at)
      throws IOException {
    try (BytePointer pixels = new BytePointer(bgr);
        Mat frame = new Mat(HEIGHT, WIDTH, opencv_core.CV_8UC3, pixels)) {
      return stage.encode(frame, at);
    }
  }

  /** Red is half of x, and green is y. */
  private static byte[] gradient() {
    byte[] bgr = new byte[3 * WIDTH * HEIGHT];
    for (int i = 0; i < WIDTH * HEIGHT; i++) {
      bgr[3 * i + 1] = (byte) (i / WIDTH);
      bgr[3 * i + 2] = (byte) (i % WIDTH / 2);
    }
    return bgr;
  }

  /** A white square of 24 x 24 pixels: 1 % of the frame. */
  private static byte[] withSquare() {
    byte[] bgr = gradient();
    for (int y = 20; y < 44; y++) {
      for (int x = 40; x < 64; x++) {
        for (int c = 0; c < 3; c++) {
          bgr[3 * (y * WIDTH + x) + c] = (byte) 255;
        }
      }
    }
    return bgr;
  }
}
