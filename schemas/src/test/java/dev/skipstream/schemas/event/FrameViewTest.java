package dev.skipstream.schemas.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The place of an image in the frame of its camera. */
class FrameViewTest {
  private static final CameraView CAMERA = new CameraView(1920, 1080, 480, 270, 0.5);

  @Test
  void mapsABoxOfThePictureToTheFrameAndBack() {
    FrameView view = CAMERA.of(480, 270);
    BoundingBox inPicture = new BoundingBox(10, 20, 30, 40);

    BoundingBox inFrame = view.toFrame(inPicture, 1920, 1080);

    assertThat(inFrame).isEqualTo(new BoundingBox(500, 310, 60, 80));
    assertThat(view.toPicture(inFrame)).isEqualTo(inPicture);
  }

  /** A mask stays in pixels of the picture. */
  @Test
  void mapsKeypointsWithTheirBoxAndLeavesTheMask() {
    FrameView view = CAMERA.of(480, 270);
    Detection inPicture =
        new Detection("person", 1, 0.9, new BoundingBox(10, 20, 30, 40))
            .withMask(new InstanceMask(List.of(270, 480), "PSl3"))
            .withKeypoints(List.of(new Keypoint("nose", 12, 24, 3.5)));

    Detection inFrame = view.toFrame(inPicture, 1920, 1080);

    assertThat(inFrame.keypoints().orElseThrow())
        .containsExactly(new Keypoint("nose", 504, 318, 3.5));
    assertThat(inFrame.mask()).isEqualTo(inPicture.mask());
    assertThat(view.toPicture(inFrame)).isEqualTo(inPicture);
  }

  @Test
  void cutsABoxAtTheEdgeOfTheFrame() {
    // 5 pixels shrink to 3, of which the last one is there by half.
    FrameView view = new CameraView(5, 5, 0, 0, 0.5).of(3, 3);

    assertThat(view.toFrame(new BoundingBox(2, 0, 1, 3), 5, 5))
        .isEqualTo(new BoundingBox(4, 0, 1, 5));
  }

  @ParameterizedTest
  @CsvSource({"720, 405", "1, 1", "720, 1"})
  void acceptsAnImageInsideTheFrame(int width, int height) {
    assertThat(CAMERA.of(width, height)).isEqualTo(new FrameView(480, 270, 0.5, width, height));
  }

  @ParameterizedTest
  @CsvSource({"722, 405", "721, 405", "720, 406", "100000, 1"})
  void refusesAnImageThatIsLargerThanTheRestOfTheFrame(int width, int height) {
    assertThatThrownBy(() -> CAMERA.of(width, height))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("exceeds its frame of 1920 x 1080");
  }

  @Test
  void theEventOfBoxesIsInPixelsOfTheFrame() {
    FrameInfo frame =
        new FrameInfo(
            "a",
            "a",
            Optional.empty(),
            Optional.empty(),
            1920,
            1080,
            Optional.empty(),
            Optional.of(CAMERA.of(480, 270)));
    Boxes found = new Boxes(List.of(new Detection("car", 1, 0.9, new BoundingBox(0, 0, 1, 2))));

    DetectionEvent event =
        found.event(
            frame, Optional.empty(), new EventModel("street", 1, "sha256:00", Optional.empty()));

    assertThat(event.detections())
        .containsExactly(new Detection("car", 1, 0.9, new BoundingBox(480, 270, 2, 4)));
  }
}
