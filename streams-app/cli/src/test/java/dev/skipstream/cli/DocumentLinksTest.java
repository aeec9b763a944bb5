package dev.skipstream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Follows the links between the documents: each names an existing file, and a heading in it. */
class DocumentLinksTest {
  private static final Path ROOT = Path.of("..", "..");

  /** The documents have at least this many links: a reader that finds none would find no fault. */
  private static final int EXPECTED_LINKS = 100;

  private static final Pattern FENCED =
      Pattern.compile("^ *```.*?^ *```", Pattern.MULTILINE | Pattern.DOTALL);
  private static final Pattern LINK = Pattern.compile("]\\(([^()#\\s]*)(?:#([^()\\s]+))?\\)");
  private static final Pattern HEADING = Pattern.compile("^#+ (.*)$", Pattern.MULTILINE);
  private static final Pattern LINK_TEXT = Pattern.compile("\\[([^\\]]*)]\\([^)]*\\)");
  private static final Pattern NOT_IN_ANCHORS = Pattern.compile("[^\\p{L}\\p{N}_\\- ]");

  @Test
  void everyLinkNamesAFileAndAHeadingThatExist() throws IOException {
    List<String> faults = new ArrayList<>();
    int links = 0;
    for (Path document : documents()) {
      String text = FENCED.matcher(Files.readString(document)).replaceAll("");
      for (MatchResult link : LINK.matcher(text).results().toList()) {
        if (link.group(1).contains("://")) {
          continue;
        }
        links++;
        Path target =
            link.group(1).isEmpty() ? document : document.resolveSibling(link.group(1)).normalize();
        String place = "%s: %s".formatted(ROOT.relativize(document), link.group());
        if (!Files.exists(target)) {
          faults.add(place + ": no such file");
        } else if (link.group(2) != null && !anchors(target).contains(link.group(2))) {
          faults.add(place + ": no such heading");
        }
      }
    }

    assertThat(faults).isEmpty();
    assertThat(links).isGreaterThan(EXPECTED_LINKS);
  }

  private static Set<String> anchors(Path document) throws IOException {
    String text = FENCED.matcher(Files.readString(document)).replaceAll("");
    return HEADING
        .matcher(text)
        .results()
        .map(heading -> anchor(heading.group(1)))
        .collect(Collectors.toSet());
  }

  /** Returns the anchor that GitHub gives a heading. */
  private static String anchor(String heading) {
    String plain = LINK_TEXT.matcher(heading.strip()).replaceAll("$1").toLowerCase(Locale.ROOT);
    return NOT_IN_ANCHORS.matcher(plain).replaceAll("").replace(' ', '-');
  }

  private static List<Path> documents() throws IOException {
    try (Stream<Path> docs = Files.walk(ROOT.resolve("docs"));
        Stream<Path> root = Files.list(ROOT)) {
      return Stream.concat(root, docs)
          .filter(path -> path.toString().endsWith(".md"))
          .sorted()
          .toList();
    }
  }
}
