package dev.skipstream.registry.importer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.skipstream.registry.InvalidModelException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LabelsTest {
  @TempDir Path folder;

  private Path file(String content) throws IOException {
    return Files.writeString(folder.resolve("labels.txt"), content);
  }

  @Test
  void numbersNamesInTheirOrder() {
    assertThat(Labels.parse("cat, traffic light,-,dog"))
        .isEqualTo(Map.of(1, "cat", 2, "traffic light", 4, "dog"));
    assertThat(Labels.parse("cat")).isEqualTo(Map.of(1, "cat"));
  }

  @Test
  void hasTheCategoriesOfCocoAndOfPascalVoc() {
    assertThat(Labels.parse("coco")).hasSize(80).containsEntry(90, "toothbrush");
    assertThat(Labels.parse("voc")).hasSize(20).containsEntry(20, "tvmonitor");
  }

  /**
   * Reads files as the editors of each platform write them: with LF; with a byte order mark, CRLF
   * and no last line end.
   */
  @ParameterizedTest
  @ValueSource(strings = {"cat\n-\nred, round\n", "\uFEFFcat\r\n-\r\nred, round"})
  void readsAFileWithALabelALine(String content) throws IOException {
    assertThat(Labels.parse(file(content).toString())).isEqualTo(Map.of(1, "cat", 3, "red, round"));
  }

  @ParameterizedTest
  @CsvSource({
    "'cat\n\ndog\n', line 2 is blank",
    "'cat\ndog\n \n', line 3 is blank",
    "'cat\ndog\ncat\n', lines 1 and 3 are both 'cat'",
    "'N/A\ndog\nN/A\n', a dash (-) is for a class without a name",
    "'__background__\ncat\n', 'line 1 is ''__background__'': the background has no label'",
    "'ca\tt\n', line 1 is 'ca?t'",
    "'-\n', there is no line with a label",
    "'', there is no line with a label",
  })
  void refusesAFileWithTheNumbersOfItsLines(String content, String message) throws IOException {
    Path file = file(content);

    assertThatExceptionOfType(InvalidModelException.class)
        .isThrownBy(() -> Labels.parse(file.toString()))
        .withMessageStartingWith("labels file " + file + ": ")
        .withMessageContaining(message)
        .withMessageNotContaining("\n");
  }

  @Test
  void refusesAFileThatIsNotThereOrNotText() throws IOException {
    refuses("classes.names", "labels file classes.names: there is no such file");
    refuses("./classes", "labels file ./classes: there is no such file");
    Path latin = folder.resolve("latin.txt");
    Files.write(latin, "caf\u00e9".getBytes(StandardCharsets.ISO_8859_1));
    refuses(latin.toString(), "it is not UTF-8 text");
    refuses(folder + "/", "labels file " + folder + ": it ");
  }

  @Test
  void asksWhichIsMeantWhereAFileHasTheNameOfALabel() {
    // The working directory of this test has such a file.
    refuses("pom.xml", "write ./pom.xml for the file");
  }

  @Test
  void refusesNamesThatAreBlankOrComeTwice() {
    refuses("cat,,dog", "name 2 is blank");
    refuses("cat,dog, cat", "names 1 and 3 are both 'cat'");
  }

  private static void refuses(String text, String message) {
    assertThatExceptionOfType(InvalidModelException.class)
        .isThrownBy(() -> Labels.parse(text))
        .withMessageContaining(message);
  }
}
