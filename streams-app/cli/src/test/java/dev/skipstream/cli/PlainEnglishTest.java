package dev.skipstream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skipstream.cli.MarkdownSentences.Sentence;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Counts the words of each sentence in the documents, and reads how the Javadoc begins. */
class PlainEnglishTest {
  private static final Path ROOT = Path.of("..", "..");

  private static final int LONGEST_SENTENCE = 40;
  private static final double MEAN_BELOW = 18;

  /** The documents have at least these numbers: a reader that finds none would find no fault. */
  private static final int EXPECTED_DOCUMENTS = 25;

  private static final int EXPECTED_SENTENCES = 1000;
  private static final int EXPECTED_SOURCES = 300;

  private static final Set<String> BUILT = Set.of("target", "target-q", "node_modules");

  private static final Pattern THE_SAME = javadocThatBeginsWith("The same");

  /** Words that begin a part of a sentence. Javadoc is read alone, without the rest of it. */
  private static final Pattern SUBORDINATE = javadocThatBeginsWith("What|Whether|That");

  @Test
  void noSentenceOfADocumentHasMoreThanFortyWords() throws IOException {
    List<String> faults = new ArrayList<>();
    int sentences = 0;
    for (Path document : files(".md")) {
      for (Sentence sentence : MarkdownSentences.of(document)) {
        sentences++;
        if (sentence.words() > LONGEST_SENTENCE) {
          faults.add(
              "%s:%d: %d words, at most %d: %s"
                  .formatted(
                      ROOT.relativize(document),
                      sentence.line(),
                      sentence.words(),
                      LONGEST_SENTENCE,
                      sentence.text()));
        }
      }
    }

    assertThat(faults).isEmpty();
    assertThat(sentences).isGreaterThan(EXPECTED_SENTENCES);
  }

  @Test
  void theMeanSentenceOfEachDocumentHasFewerThanEighteenWords() throws IOException {
    List<Path> documents = files(".md");
    List<String> faults = new ArrayList<>();
    for (Path document : documents) {
      double mean =
          MarkdownSentences.of(document).stream().mapToInt(Sentence::words).average().orElse(0);
      if (mean >= MEAN_BELOW) {
        faults.add(
            "%s: the mean sentence has %s words, expected fewer than %s"
                .formatted(
                    ROOT.relativize(document),
                    String.format(Locale.ROOT, "%.1f", mean),
                    MEAN_BELOW));
      }
    }

    assertThat(faults).isEmpty();
    assertThat(documents).hasSizeGreaterThan(EXPECTED_DOCUMENTS);
  }

  @Test
  void noJavadocBeginsWithTheSame() throws IOException {
    List<Path> sources = files(".java");
    List<String> faults = new ArrayList<>();
    for (Path source : sources) {
      faults.addAll(matches(THE_SAME, nameOf(source), Files.readString(source)));
    }

    assertThat(faults).isEmpty();
    assertThat(sources).hasSizeGreaterThan(EXPECTED_SOURCES);
  }

  @Test
  void noJavadocBeginsWithWhatWhetherOrThat() throws IOException {
    List<Path> sources = files(".java");
    List<String> faults = new ArrayList<>();
    for (Path source : sources) {
      faults.addAll(matches(SUBORDINATE, nameOf(source), Files.readString(source)));
    }

    assertThat(faults).isEmpty();
    assertThat(sources).hasSizeGreaterThan(EXPECTED_SOURCES);
  }

  /** Checks the test's own reader: what it does not see, it cannot count. */
  @Test
  void countsWhatAReaderReads() {
    String markdown =
        """
        # A heading is not counted. At all.

        One two `three or more` four
        five. A [link of five words](https://example.org/a.b?c=d#e) has
        0.5 points, e.g. this one; a colon: no end. `code` begins a third (so. it. seems.)

            ./skipstream run        # indented code. Not counted.

        - an item without a stop
        - **Bold**. Two

        | a table | is not. Counted |
        |---|---|
        | nor | its cells. At all |

        ```
        fenced code. Not counted.
        ```
        <p>HTML. Not counted.</p>
        """;

    assertThat(MarkdownSentences.of(markdown))
        .containsExactly(
            new Sentence(3, "One two `code` four five.", 5),
            new Sentence(
                4, "A link of five words has 0.5 points, e.g. this one; a colon: no end.", 15),
            new Sentence(5, "`code` begins a third (so.", 5),
            new Sentence(5, "it.", 1),
            new Sentence(5, "seems.)", 1),
            new Sentence(9, "an item without a stop", 5),
            new Sentence(10, "Bold.", 1),
            new Sentence(10, "Two", 1));
  }

  @Test
  void findsJavadocThatBeginsWithTheSame() {
    // With another opening: this file is read too.
    String source =
        """
        <** The same, on one line. */
          <**
           * The same on several.
           */
        <** Returns the same. */
        // The same in a comment.
        """
            .replace('<', '/');

    assertThat(matches(THE_SAME, "A.java", source))
        .containsExactly(
            "A.java:1: /** The same, on one line. */", "A.java:2: /** * The same on several.");
  }

  @Test
  void findsJavadocThatBeginsWithWhatWhetherOrThat() {
    String source =
        """
        <** What is read. */
          <**
           * Whether it is read.
           *
           * @param name what is read
           */
        <** That it is read. */
        <** Whatever is read. */
        <** Returns what is read. */
        // What is read.
        """
            .replace('<', '/');

    assertThat(matches(SUBORDINATE, "A.java", source))
        .containsExactly(
            "A.java:1: /** What is read. */",
            "A.java:2: /** * Whether it is read.",
            "A.java:7: /** That it is read. */");
  }

  /** Matches Javadoc of one line or of several. */
  private static Pattern javadocThatBeginsWith(String words) {
    return Pattern.compile("^ */\\*\\*[\\s*]+(?:%s)\\b.*$".formatted(words), Pattern.MULTILINE);
  }

  private static String nameOf(Path source) {
    return ROOT.relativize(source).toString();
  }

  private static List<String> matches(Pattern opening, String name, String source) {
    List<String> faults = new ArrayList<>();
    Matcher javadoc = opening.matcher(source);
    while (javadoc.find()) {
      long line = source.substring(0, javadoc.start()).lines().count() + 1;
      String text = javadoc.group().strip().replaceAll("\\s+", " ");
      faults.add("%s:%d: %s".formatted(name, line, text));
    }
    return faults;
  }

  private static List<Path> files(String ending) throws IOException {
    List<Path> files = new ArrayList<>();
    Files.walkFileTree(
        ROOT,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            String name = folder.getFileName().toString();
            boolean hidden = name.startsWith(".") && !folder.equals(ROOT);
            return hidden || BUILT.contains(name)
                ? FileVisitResult.SKIP_SUBTREE
                : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (file.toString().endsWith(ending)) {
              files.add(file);
            }
            return FileVisitResult.CONTINUE;
          }
        });
    files.sort(null);
    return files;
  }
}
