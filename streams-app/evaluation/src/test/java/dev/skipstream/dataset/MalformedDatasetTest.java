package dev.skipstream.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skipstream.evaluate.ScoredFrame;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Malformed data sets and results are rejected with file, index and field. */
class MalformedDatasetTest {
  private static final String IMAGES = "\"images\": [{\"id\": 7, \"file_name\": \"a.jpg\"}]";
  private static final String CATEGORIES = "\"categories\": [{\"id\": 1, \"name\": \"car\"}]";
  private static final String ANNOTATIONS =
      "\"annotations\": [{\"image_id\": 7, \"category_id\": 1, \"bbox\": [0, 0, 9, 9]}]";

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          {'id': null}                  | images[1].id is null: expected
          {'file_name': 'b.jpg'}        | images[1].id is absent: expected
          {'id': ''}                    | images[1].id is '': expected
          {'id': 1.7}                   | images[1].id is 1.7: expected
          {'id': true}                  | images[1].id is true: expected
          {'id': [8]}                   | images[1].id is a list: expected
          {'id': 99999999999999999999}  | images[1].id is 99999999999999999999: expected
          {'id': 7}                     | images[1].id is 7, and element 0 has that id too
          {'id': 8, 'id': 9}            | images[1].id is given twice
          {'id': 8, 'width': '640'}     | images[1].width is '640': expected
          {'id': 8, 'width': -1}        | images[1].width is -1: expected
          {'id': 8, 'height': 4.5}      | images[1].height is 4.5: expected
          {'id': 8, 'file_name': 5}     | images[1].file_name is 5: expected a string
          8                             | images[1] is 8: expected an object
          """)
  void rejectsAnImage(String image, String message) throws Exception {
    reject(
        "{"
            + CATEGORIES
            + ", "
            + ANNOTATIONS
            + ", "
            + IMAGES.replace("]", ", " + image + "]")
            + "}",
        message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          {'id': null, 'name': 'van'}   | categories[1].id is null: expected
          {'name': 'van'}               | categories[1].id is absent: expected
          {'id': 2}                     | categories[1].name is absent: expected
          {'id': 2, 'name': null}       | categories[1].name is null: expected
          {'id': 1, 'name': 'van'}      | categories[1].id is 1, and element 0 has that id too
          {'id': 2, 'name': 'car'}      | categories[1].name is 'car', and categories[0] has that name too
          """)
  void rejectsACategory(String category, String message) throws Exception {
    reject(
        "{"
            + IMAGES
            + ", "
            + ANNOTATIONS
            + ", "
            + CATEGORIES.replace("]", ", " + category + "]")
            + "}",
        message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          {'image_id': null, 'category_id': 1, 'bbox': [0, 0, 9, 9]}   | annotations[1].image_id is null: expected
          {'category_id': 1, 'bbox': [0, 0, 9, 9]}                     | annotations[1].image_id is absent: expected
          {'image_id': '', 'category_id': 1, 'bbox': [0, 0, 9, 9]}     | annotations[1].image_id is '': expected
          {'image_id': 7.5, 'category_id': 1, 'bbox': [0, 0, 9, 9]}    | annotations[1].image_id is 7.5: expected
          {'image_id': '7', 'category_id': 1, 'bbox': [0, 0, 9, 9]}    | annotations[1].image_id is '7': expected the id of an image
          {'image_id': 8, 'category_id': 1, 'bbox': [0, 0, 9, 9]}      | annotations[1].image_id is 8: expected the id of an image
          {'image_id': 7, 'category_id': null, 'bbox': [0, 0, 9, 9]}   | annotations[1].category_id is null: expected
          {'image_id': 7, 'bbox': [0, 0, 9, 9]}                        | annotations[1].category_id is absent: expected
          {'image_id': 7, 'category_id': '01', 'bbox': [0, 0, 9, 9]}   | annotations[1].category_id is '01': expected the id of a category
          {'image_id': 7, 'category_id': 1}                            | annotations[1].bbox is absent: expected
          {'image_id': 7, 'category_id': 1, 'bbox': null}              | annotations[1].bbox is null: expected
          {'image_id': 7, 'category_id': 1, 'bbox': [0, 0, null, 9]}   | annotations[1].bbox[2] is null: expected
          {'image_id': 7, 'category_id': 1, 'bbox': [0, '0', 9, 9]}    | annotations[1].bbox[1] is '0': expected
          {'image_id': 7, 'category_id': 1, 'bbox': [0, 0, NaN, 9]}    | annotations[1].bbox[2] is NaN: expected
          {'image_id': 7, 'category_id': 1, 'bbox': [0, 0, 9, -9]}     | annotations[1].bbox[3] is -9: expected
          {'image_id': 7, 'category_id': 1, 'bbox': [0, 0, 9]}         | annotations[1].bbox is a list of 3: expected
          {'image_id': 7, 'category_id': 1, 'bbox': [0, 0, 9, 9, 9]}   | annotations[1].bbox is a list of more than four
          {'image_id': 7, 'category_id': 1, 'bbox': [0, 0, 9, 9], 'area': '81'}  | annotations[1].area is '81': expected
          {'image_id': 7, 'category_id': 1, 'bbox': [0, 0, 9, 9], 'iscrowd': 2}  | annotations[1].iscrowd is 2: expected
          {'image_id': 7, 'category_id': 1, 'bbox': [0, 0, 9, 9], 'iscrowd': null} | annotations[1].iscrowd is null: expected
          {'id': null, 'image_id': 7, 'category_id': 1, 'bbox': [0, 0, 9, 9]}    | annotations[1].id is null: expected
          """)
  void rejectsAnAnnotation(String annotation, String message) throws Exception {
    reject(
        "{"
            + IMAGES
            + ", "
            + CATEGORIES
            + ", "
            + ANNOTATIONS.substring(0, ANNOTATIONS.length() - 1)
            + ", "
            + annotation
            + "]}",
        message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          {'image_id': null, 'category_id': 1, 'bbox': [0, 0, 1, 1], 'score': 0.5}   | results[1].image_id is null: expected
          {'category_id': 1, 'bbox': [0, 0, 1, 1], 'score': 0.5}                     | results[1].image_id is absent: expected
          {'image_id': '7', 'category_id': 1, 'bbox': [0, 0, 1, 1], 'score': 0.5}    | results[1].image_id is '7': expected the id of an image
          {'image_id': 8, 'category_id': 1, 'bbox': [0, 0, 1, 1], 'score': 0.5}      | results[1].image_id is 8: expected the id of an image
          {'image_id': 7, 'category_id': 99, 'bbox': [0, 0, 1, 1], 'score': 0.5}     | results[1].category_id is 99: expected the id of a category
          {'image_id': 7, 'category_id': 1.5, 'bbox': [0, 0, 1, 1], 'score': 0.5}    | results[1].category_id is 1.5: expected
          {'image_id': 7, 'category_id': 1, 'bbox': [0, 0, null, 1], 'score': 0.5}   | results[1].bbox[2] is null: expected
          {'image_id': 7, 'category_id': 1, 'score': 0.5}                            | results[1].bbox is absent: expected
          {'image_id': 7, 'category_id': 1, 'bbox': [0, 0, 1, 1]}                    | results[1].score is absent: expected
          {'image_id': 7, 'category_id': 1, 'bbox': [0, 0, 1, 1], 'score': null}     | results[1].score is null: expected
          {'image_id': 7, 'category_id': 1, 'bbox': [0, 0, 1, 1], 'score': '0.5'}    | results[1].score is '0.5': expected
          {'image_id': 7, 'category_id': 1, 'bbox': [0, 0, 1, 1], 'score': NaN}      | results[1].score is NaN: expected
          {'image_id': 7, 'category_id': 1, 'bbox': [0, 0, 1, 1], 'score': 1.5}      | results[1].score is 1.5: expected
          {'image_id': 7, 'category_id': 1, 'bbox': [0, 0, 1, 1], 'score': 01}       | in results[1], the JSON is damaged at line 1, column
          [7]                                                                        | results[1] is a list: expected an object
          """)
  void rejectsAResult(String result, String message) throws Exception {
    LabelledDataset dataset =
        LabelledDataset.read(write("{" + IMAGES + ", " + ANNOTATIONS + ", " + CATEGORIES + "}"));
    Path results =
        Files.writeString(
            folder.resolve("results.json"),
            "[{\"image_id\": 7, \"category_id\": 1, \"bbox\": [0, 0, 1, 1], \"score\": 1}, "
                + result.replace('\'', '"')
                + "]");

    assertThatThrownBy(() -> ImageDetections.ofResults(dataset, results))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(results + ": ")
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          []                                                     | is no object: expected COCO's instances
          {'images': [], 'annotations': []}                      | expected COCO's instances, with images
          {'images': {}, 'annotations': [], 'categories': []}    | images is an object: expected a list
          {'images': [], 'images': [], 'categories': []}         | has images twice
          {'images': [], 'annotations': [], 'categories': []} {} | extra data after the JSON value, at line 1, column 53
          {'images': [], 'annotations': [], 'categories': []} x  | extra data after the JSON value
          {'images': [], 'annotations': [                        | the JSON is damaged at line 1
          """)
  void rejectsAFileThatIsNoDataSet(String content, String message) throws Exception {
    reject(content, message);
  }

  @Test
  void rejectsListsOfResultsThatWereConcatenated() throws Exception {
    LabelledDataset dataset =
        LabelledDataset.read(write("{" + IMAGES + ", " + ANNOTATIONS + ", " + CATEGORIES + "}"));
    Path results = Files.writeString(folder.resolve("results.json"), "[][]");

    assertThatThrownBy(() -> ImageDetections.ofResults(dataset, results))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("results.json: extra data after the JSON value, at line 1, column 3");
  }

  @Test
  void takesWhatPythonAndOtherProgramsWriteWithAMeaning() throws Exception {
    LabelledDataset dataset =
        LabelledDataset.read(
            write(
                """
                {"annotations": [
                   {"image_id": "1", "category_id": 1, "bbox": [0, 0, 9, 9], "area": -1, "iscrowd": false},
                   {"image_id": "01", "category_id": 1, "bbox": [0, 0, 8, 9], "area": NaN, "iscrowd": true},
                   {"image_id": 9007199254740993, "category_id": 1.0, "bbox": [0, 0, 7, 9]}],
                 "categories": [{"id": 1, "name": "car"}],
                 "images": [{"id": "1"}, {"id": "01", "width": null}, {"id": 9007199254740993}]}
                """));
    Path results =
        Files.writeString(
            folder.resolve("results.json"),
            "[{\"image_id\": \"01\", \"category_id\": 1, \"bbox\": [0, 0, 1, 1], \"score\":"
                + " 1.0000001}]");
    List<ScoredFrame> frames = new ArrayList<>();

    ImageDetections.ofResults(dataset, results).forEach(frames::add);

    assertThat(frames)
        .extracting(ScoredFrame::name)
        .containsExactly("image 9007199254740993", "image '01'", "image '1'");
    assertThat(frames).allSatisfy(frame -> assertThat(frame.truth().get(0).area()).isEmpty());
    assertThat(frames)
        .extracting(frame -> frame.truth().get(0).crowd())
        .containsExactly(false, true, false);
    assertThat(frames.get(1).found().get(0).score()).isEqualTo(1);
    assertThat(frames.get(1).ranking()).containsExactly(1.0000001);
  }

  private void reject(String content, String message) throws Exception {
    Path file = write(content);

    assertThatThrownBy(() -> LabelledDataset.read(file))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(file + ": ")
        .hasMessageContaining(message);
  }

  private Path write(String content) throws Exception {
    return Files.writeString(folder.resolve("instances.json"), content.replace('\'', '"'));
  }
}
