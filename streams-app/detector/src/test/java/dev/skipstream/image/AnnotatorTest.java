package dev.skipstream.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skipstream.schemas.event.BoundingBox;
import dev.skipstream.schemas.event.Boxes;
import dev.skipstream.schemas.event.Classes;
import dev.skipstream.schemas.event.Detection;
import dev.skipstream.schemas.event.InstanceMask;
import dev.skipstream.schemas.event.Keypoint;
import dev.skipstream.schemas.event.Region;
import dev.skipstream.schemas.event.Regions;
import dev.skipstream.schemas.event.ScoredClass;
import dev.skipstream.shape.InvalidShapeException;
import dev.skipstream.shape.RunLengthMask;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pixels of the pictures that {@link Annotator} writes, on a black frame. */
class AnnotatorTest {
  private static final int WIDTH = 200;
  private static final int HEIGHT = 120;
  private static final Detection PERSON =
      new Detection("person", 1, 0.9, new BoundingBox(20, 30, 100, 80));

  @TempDir Path folder;

  private BufferedImage picture(Detection detection) throws IOException {
    Path file = folder.resolve("picture.png");
    Frame frame = new Frame(new byte[WIDTH * HEIGHT * 3], WIDTH, HEIGHT);
    Annotator.write(frame, new Boxes(List.of(detection)), file);
    assertThat(frame.rgb()).containsOnly(0);
    return ImageIO.read(file.toFile());
  }

  private static int at(BufferedImage picture, int x, int y) {
    return picture.getRGB(x, y) & 0xFFFFFF;
  }

  /** Returns true for the colour of class 1, whose edges are mixed with the frame. */
  private static boolean isRed(BufferedImage picture, int x, int y) {
    int rgb = at(picture, x, y);
    return (rgb >> 16) > 0xA0 && ((rgb >> 8) & 0xFF) < 0x20;
  }

  @Test
  void drawsABoxWhosePixelsInsideStay() throws IOException {
    BufferedImage picture = picture(PERSON);

    assertThat(isRed(picture, 20, 70)).isTrue();
    assertThat(at(picture, 60, 70)).isZero();
  }

  @Test
  void shadesThePixelsOfTheMaskHalfAndHalf() throws IOException {
    RunLengthMask mask =
        RunLengthMask.ofPixels(HEIGHT, WIDTH, (x, y) -> x >= 40 && x < 80 && y >= 60 && y < 90);

    BufferedImage picture =
        picture(PERSON.withMask(new InstanceMask(List.of(HEIGHT, WIDTH), mask.text())));

    assertThat(at(picture, 40, 60)).isEqualTo(0x730C25);
    assertThat(at(picture, 79, 89)).isEqualTo(0x730C25);
    assertThat(at(picture, 39, 60)).isZero();
    assertThat(at(picture, 80, 89)).isZero();
    assertThat(at(picture, 40, 59)).isZero();
    assertThat(at(picture, 79, 90)).isZero();
  }

  @Test
  void refusesAMaskOfAnotherSize() {
    InstanceMask turned =
        new InstanceMask(
            List.of(WIDTH, HEIGHT), RunLengthMask.ofRuns(WIDTH, HEIGHT, WIDTH * HEIGHT).text());

    assertThatThrownBy(() -> picture(PERSON.withMask(turned)))
        .isInstanceOf(InvalidShapeException.class)
        .hasMessage(
            "the mask is of an image of [200, 120] rows and columns: expected [120, 200], those of"
                + " the frame");
  }

  @Test
  void shadesEachRegionInTheColourOfItsClass() throws IOException {
    Path file = folder.resolve("regions.png");
    List<Region> regions =
        List.of(region(1, (x, y) -> x >= 100 && y < 60), region(2, (x, y) -> x >= 100 && y >= 60));

    Annotator.write(
        new Frame(new byte[WIDTH * HEIGHT * 3], WIDTH, HEIGHT), new Regions(regions), file);

    BufferedImage picture = ImageIO.read(file.toFile());
    assertThat(at(picture, 150, 59)).isEqualTo(0x730C25);
    assertThat(at(picture, 150, 60)).isEqualTo(0x1E5A25);
    assertThat(at(picture, 99, 60)).isZero();
  }

  @Test
  void namesTheClassesOfAFrameInTheirColours() throws IOException {
    Path file = folder.resolve("classes.png");
    List<ScoredClass> classes =
        List.of(new ScoredClass("fox", 1, 0.9), new ScoredClass("dog", 2, 0.1));

    Annotator.write(
        new Frame(new byte[WIDTH * HEIGHT * 3], WIDTH, HEIGHT), new Classes(classes), file);

    BufferedImage picture = ImageIO.read(file.toFile());
    assertThat(at(picture, 0, 0)).isEqualTo(0xE6194B);
    List<Integer> column =
        IntStream.range(0, HEIGHT).map(y -> at(picture, 0, y)).distinct().boxed().toList();
    assertThat(column).as("one plate below the other").containsSubsequence(0xE6194B, 0x3CB44B, 0);
  }

  @Test
  void aShadedFrameHasItsMasksAndNoText() {
    Frame frame = new Frame(new byte[WIDTH * HEIGHT * 3], WIDTH, HEIGHT);
    Region region = region(1, (x, y) -> x >= 100 && y < 60);

    byte[] ofRegions = Annotator.shaded(frame, new Regions(List.of(region))).rgb();
    byte[] ofBoxes =
        Annotator.shaded(frame, new Boxes(List.of(PERSON.withMask(region.mask())))).rgb();
    byte[] ofClasses =
        Annotator.shaded(frame, new Classes(List.of(new ScoredClass("road", 1, 1)))).rgb();

    int inside = 3 * (59 * WIDTH + 100);
    assertThat(ofRegions[inside]).isEqualTo((byte) 0x73);
    assertThat(ofRegions[inside - 3]).isZero();
    assertThat(ofBoxes).as("an object of the same class").isEqualTo(ofRegions);
    assertThat(ofClasses).isEqualTo(frame.rgb());
  }

  private static Region region(int classId, RunLengthMask.Pixels pixels) {
    RunLengthMask mask = RunLengthMask.ofPixels(HEIGHT, WIDTH, pixels);
    return new Region(
        "road", classId, mask.area(), 0.25, new InstanceMask(List.of(HEIGHT, WIDTH), mask.text()));
  }

  @Test
  void joinsTheKeypointsOfAPerson() throws IOException {
    BufferedImage picture =
        picture(
            PERSON.withKeypoints(
                List.of(
                    new Keypoint("left_shoulder", 40, 80, 3),
                    new Keypoint("right_shoulder", 100, 80, 3),
                    new Keypoint("nose", 70, 50, 3))));

    // A line between the shoulders, and a point that nothing joins.
    assertThat(isRed(picture, 70, 80)).isTrue();
    assertThat(isRed(picture, 70, 50)).isTrue();
    assertThat(at(picture, 70, 65)).isZero();
  }
}
