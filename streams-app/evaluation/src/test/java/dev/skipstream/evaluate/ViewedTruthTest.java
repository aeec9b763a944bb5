package dev.skipstream.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skipstream.schemas.event.BoundingBox;
import dev.skipstream.schemas.event.Boxes;
import dev.skipstream.schemas.event.CameraView;
import dev.skipstream.schemas.event.Detection;
import dev.skipstream.schemas.event.EventModel;
import dev.skipstream.schemas.event.FrameInfo;
import dev.skipstream.schemas.event.FrameView;
import dev.skipstream.schemas.event.GroundTruth;
import dev.skipstream.schemas.event.TrueObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Frames of which the image shows a part. */
class ViewedTruthTest {
  private static final EventModel MODEL =
      new EventModel("street", 1, "sha256:" + "0".repeat(64), Optional.empty());

  /** Shows x from 400 to 800, and y from 100 to 400. */
  private static final FrameView VIEW = new CameraView(1000, 500, 400, 100, 0.5).of(200, 150);

  private final TrueObject inside = object(500, 200, 100, 50);
  private final TrueObject cut = object(380, 200, 100, 50);
  private final TrueObject hardlyInside = object(340, 300, 100, 50);
  private final TrueObject outside = object(100, 200, 100, 50);

  @Test
  void keepsThePartOfEachObjectThatTheImageShows() {
    List<TrueObject> shown = ViewedTruth.in(VIEW, List.of(inside, cut, hardlyInside, outside));

    assertThat(shown).hasSize(3);
    assertThat(shown.get(0)).isEqualTo(inside);
    assertThat(shown.get(1).box()).isEqualTo(new BoundingBox(400, 200, 80, 50));
    assertThat(shown.get(1).area()).hasValue(4000.0);
    assertThat(shown.get(1).crowd()).isFalse();
    assertThat(shown.get(2).crowd()).as("less than half of it is inside").isTrue();
  }

  /** The detector finds all that its image shows, in the pixels of the image. */
  @Test
  void aCameraThatIsCroppedAndShrunkScoresAsTheWholeCameraInItsRegion() {
    GroundTruth truth =
        new GroundTruth(frame(Optional.empty()), List.of(inside, cut, hardlyInside, outside));
    FrameJoin cropped = new FrameJoin();
    cropped.add(truth);
    cropped.add(
        found(inside, cut, hardlyInside).event(frame(Optional.of(VIEW)), Optional.empty(), MODEL));

    assertThat(cropped.metrics().ap()).isEqualTo(1);
    List<ScoredFrame> scored = new ArrayList<>();
    cropped.forEach(scored::add);
    assertThat(scored)
        .singleElement()
        .satisfies(
            one -> {
              assertThat(one.width()).isEqualTo(1000);
              assertThat(one.view()).hasValue(VIEW);
              assertThat(one.found().get(0).box()).isEqualTo(inside.box());
            });
  }

  /** Returns detections of the visible parts, in pixels of the image. */
  private static Boxes found(TrueObject... objects) {
    return new Boxes(
        Stream.of(objects)
            .map(
                object -> {
                  BoundingBox box = object.box();
                  double left = Math.max(box.x(), 400);
                  return new Detection(
                      object.label(),
                      object.classId(),
                      0.9,
                      VIEW.toPicture(
                          new BoundingBox(
                              left, box.y(), box.x() + box.width() - left, box.height())));
                })
            .toList());
  }

  private static FrameInfo frame(Optional<FrameView> view) {
    return new FrameInfo(
        "a", "a", Optional.empty(), Optional.empty(), 1000, 500, Optional.empty(), view);
  }

  private static TrueObject object(double x, double y, double width, double height) {
    return new TrueObject(
        "car",
        1,
        new BoundingBox(x, y, width, height),
        Optional.of(width * height),
        Optional.empty(),
        /* crowd= */ false);
  }
}
