package dev.skipstream.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skipstream.evaluate.CocoTask;
import dev.skipstream.evaluate.KeypointFrame;
import dev.skipstream.evaluate.MaskFrame;
import dev.skipstream.shape.RunLengthMask;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Malformed masks and keypoints are rejected with file, index and field. */
class MalformedShapeTest {
  private static final String HEAD =
      "{'images': [{'id': 7, 'file_name': 'a.jpg', 'width': 3, 'height': 2}], 'categories': [{'id':"
          + " 1, 'name': 'car'}], 'annotations': [{'image_id': 7, 'category_id': 1, 'bbox': [0, 0,"
          + " 2, 2]%s}]}";
  private static final String RESULTS = "[{'image_id': 7, 'category_id': 1, 'score': 0.5%s}]";
  private static final String MASK = ", 'segmentation': {'size': [2, 3], 'counts': [0, 6]}";
  private static final String POINTS = ", 'keypoints': [" + numbers("1") + "]";

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          ~~                                                | segmentation is absent: expected a list of polygons, or an object with size and counts
          , 'segmentation': null                            | segmentation is null: expected a list of polygons
          , 'segmentation': '4'                             | segmentation is '4': expected a list of polygons
          , 'segmentation': []                              | segmentation: there is no polygon: expected at least one
          , 'segmentation': [0, 0, 1, 1, 2, 0]              | segmentation[0] is 0: expected the numbers x, y, x, y
          , 'segmentation': [[0, 0, 2, 2]]                  | segmentation: a polygon has 4 numbers: expected x and y of each point
          , 'segmentation': [[0, 0, 2, 2, 1, 0, 5]]         | segmentation: a polygon has 7 numbers
          , 'segmentation': [[0, 0, 2, 2, 1, null]]         | segmentation[0][5] is null: expected a finite number
          , 'segmentation': [[0, 0, 2, 2, 1, NaN]]          | segmentation[0][5] is NaN: expected a finite number
          , 'segmentation': [[0, 0, 2, 2, 1, 4e9]]          | segmentation: number 5 of a polygon is 4.0E9: expected pixels of the image
          , 'segmentation': {}                              | segmentation.size is absent: expected two whole numbers: height and width
          , 'segmentation': {'size': [2, 3]}                | segmentation.counts is absent: expected a list of whole numbers
          , 'segmentation': {'counts': [6]}                 | segmentation.size is absent
          , 'segmentation': {'counts': [6], 'size': [2]}    | segmentation.size is a list of 1: expected two whole numbers
          , 'segmentation': {'counts': [6], 'size': [2, 3.5]} | segmentation.size[1] is 3.5: expected a whole number, not negative
          , 'segmentation': {'counts': [6], 'size': [2, 3], 'size': [2, 3]} | segmentation.size is given twice
          , 'segmentation': {'counts': [6], 'size': [0, 3]} | segmentation.counts: the image has 0 rows and 3 columns
          , 'segmentation': {'counts': [6], 'size': [3, 2]} | segmentation.size is [3, 2]: expected [2, 3], the height and width of a.jpg
          , 'segmentation': {'counts': 6, 'size': [2, 3]}   | segmentation.counts is 6: expected a list of whole numbers, or a string
          , 'segmentation': {'counts': null, 'size': [2, 3]} | segmentation.counts is null: expected a list of whole numbers
          , 'segmentation': {'counts': [5], 'size': [2, 3]} | segmentation.counts: the runs have 5 pixels: expected 6
          , 'segmentation': {'counts': [-1, 7], 'size': [2, 3]} | segmentation.counts[0] is -1: expected a whole number, not negative
          , 'segmentation': {'counts': ['6'], 'size': [2, 3]} | segmentation.counts[0] is '6': expected a whole number, not negative
          , 'segmentation': {'counts': '7', 'size': [2, 3]} | segmentation.counts: run 0 has 7 pixels: expected 0 to 6
          , 'segmentation': {'counts': '5', 'size': [2, 3]} | segmentation.counts: the runs have 5 pixels: expected 6
          , 'segmentation': {'counts': '6!', 'size': [2, 3]} | segmentation.counts: character 1 is '!': expected one from '0' to 'o'
          , 'segmentation': [[0, 0, 1, 1, 2, 0]], 'segmentation': [[0, 0, 1, 1, 2, 0]] | segmentation is given twice
          """)
  void rejectsAMask(String field, String message) throws Exception {
    rejectTruth(CocoTask.MASKS, field, "annotations[0]." + message);
    rejectResult(CocoTask.MASKS, MASK, field, "results[0]." + message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          ~~                       | keypoints is absent: expected 51 numbers: x, y and visibility of each of COCO's 17 keypoints
          , 'keypoints': null      | keypoints is null: expected 51 numbers
          , 'keypoints': [1, 2, 2] | keypoints is a list of 3: expected 51 numbers
          , 'keypoints': [#'4']    | keypoints[50] is '4': expected a finite number
          , 'keypoints': [#NaN]    | keypoints[50] is NaN: expected a finite number
          , 'keypoints': [#1], 'keypoints': [#1] | keypoints is given twice
          """)
  void rejectsKeypoints(String given, String message) throws Exception {
    String field = given.replace("#", numbers(""));
    rejectTruth(CocoTask.KEYPOINTS, field, "annotations[0]." + message);
    rejectResult(CocoTask.KEYPOINTS, POINTS, field, "results[0]." + message);
  }

  @Test
  void rejectsAVisibilityAndANumberOfKeypointsThatAreNone() throws Exception {
    rejectTruth(
        CocoTask.KEYPOINTS,
        ", 'keypoints': [" + numbers("3") + "]",
        "annotations[0].keypoints[50] is 3.0: expected 0 (not labelled), 1 (hidden) or 2"
            + " (visible)");
    rejectTruth(
        CocoTask.KEYPOINTS,
        POINTS + ", 'num_keypoints': -1",
        "annotations[0].num_keypoints is -1: expected a whole number, not negative");
    rejectTruth(
        CocoTask.KEYPOINTS,
        POINTS + ", 'num_keypoints': null",
        "annotations[0].num_keypoints is null: expected a whole number, not negative");
  }

  @Test
  void rejectsAnImageWithoutASizeWhereMasksAreRead() throws Exception {
    Path file =
        write(
            "{'images': [{'id': 7, 'file_name': 'a.jpg', 'width': 3}], 'categories': [],"
                + " 'annotations': []}");

    assertThatThrownBy(() -> LabelledDataset.read(file, CocoTask.MASKS))
        .isInstanceOf(IOException.class)
        .hasMessage(
            file
                + ": images[0].width or height is absent or 0: expected the size of the image in"
                + " pixels, which masks need");
    assertThat(LabelledDataset.read(file, CocoTask.KEYPOINTS).size()).isEqualTo(1);
  }

  @Test
  void rejectsAFolderWhereMasksAreRead() {
    assertThatThrownBy(() -> LabelledDataset.read(folder, CocoTask.MASKS))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("masks are not read from a folder: expected a file in COCO's format");
  }

  /** Boxes ignore what they do not need, as before. */
  @Test
  void boxesAreReadWhateverTheShapesAre() throws Exception {
    Path file = write(HEAD.formatted(", 'segmentation': 5, 'keypoints': 'x'"));

    assertThat(LabelledDataset.read(file).countObjects()).isEqualTo(1);
  }

  @Test
  void readsEachFormOfAMaskAndTakesTheAreaOfAGivenBox() throws Exception {
    LabelledDataset dataset =
        LabelledDataset.read(
            write(
                "{'annotations': [{'image_id': 7, 'category_id': 1, 'bbox': [0, 0, 2, 2],"
                    + " 'segmentation': [[0, 0, 0, 2, 2, 2, 2, 0]]}, {'image_id': 7, 'category_id':"
                    + " 1, 'bbox': [0, 0, 2, 2], 'iscrowd': 1, 'segmentation': {'counts': [0, 4,"
                    + " 2], 'size': [2, 3]}}], 'categories': [{'id': 1, 'name': 'car'}], 'images':"
                    + " [{'id': 7, 'width': 3, 'height': 2}]}"),
            CocoTask.MASKS);
    Path results =
        writeResults(
            "[{'segmentation': {'size': [2, 3], 'counts': '042'}, 'image_id': 7, 'category_id': 1,"
                + " 'score': 0.5}, {'image_id': 7, 'category_id': 1, 'score': 0.5, 'bbox': [0, 0,"
                + " 3, 1], 'segmentation': [[0, 0, 0, 2, 2, 2, 2, 0]]}]");
    RunLengthMask mask = RunLengthMask.ofRuns(2, 3, 0, 4, 2);
    List<MaskFrame> frames = new ArrayList<>();

    ImageShapes.ofResults(dataset, results).forEach(frame -> frames.add((MaskFrame) frame));

    assertThat(frames).hasSize(1);
    assertThat(frames.get(0).objectMasks()).containsExactly(mask, mask);
    assertThat(frames.get(0).detectionMasks()).containsExactly(mask, mask);
    assertThat(frames.get(0).detectionAreas()).containsExactly(4, 3);
    assertThat(frames.get(0).found().get(0).box()).isEqualTo(mask.box());
  }

  @Test
  void theStatedNumberOfKeypointsCounts() throws Exception {
    LabelledDataset stated =
        LabelledDataset.read(
            write(HEAD.formatted(POINTS + ", 'num_keypoints': 0")), CocoTask.KEYPOINTS);
    Path results = writeResults(RESULTS.formatted(POINTS));
    assertThat(labelled(stated, results)).containsExactly(0);

    LabelledDataset counted =
        LabelledDataset.read(write(HEAD.formatted(POINTS)), CocoTask.KEYPOINTS);
    assertThat(labelled(counted, results)).containsExactly(17);
  }

  private static int[] labelled(LabelledDataset dataset, Path results) throws IOException {
    List<KeypointFrame> frames = new ArrayList<>();
    ImageShapes.ofResults(dataset, results).forEach(frame -> frames.add((KeypointFrame) frame));
    return frames.get(0).labelledPoints();
  }

  @Test
  void rejectsADataSetThatWasReadForBoxes() throws Exception {
    LabelledDataset dataset = LabelledDataset.read(write(HEAD.formatted(MASK)));
    Path results = writeResults(RESULTS.formatted(MASK));

    assertThatThrownBy(() -> ImageShapes.ofResults(dataset, results))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("was read for boxes: expected masks or keypoints");
  }

  private void rejectTruth(CocoTask task, String field, String message) throws Exception {
    Path file = write(HEAD.formatted(field));

    assertThatThrownBy(() -> LabelledDataset.read(file, task))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(file + ": " + message);
  }

  private void rejectResult(CocoTask task, String truth, String field, String message)
      throws Exception {
    LabelledDataset dataset = LabelledDataset.read(write(HEAD.formatted(truth)), task);
    Path results = writeResults(RESULTS.formatted(field));

    assertThatThrownBy(() -> ImageShapes.ofResults(dataset, results))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(results + ": " + message);
  }

  /** The 17 points, the last number of which is given. */
  private static String numbers(String last) {
    return "1, 1, 1, ".repeat(16) + "1, 1, " + last;
  }

  private Path write(String content) throws IOException {
    return Files.writeString(folder.resolve("instances.json"), content.replace('\'', '"'));
  }

  private Path writeResults(String content) throws IOException {
    return Files.writeString(folder.resolve("results.json"), content.replace('\'', '"'));
  }
}
