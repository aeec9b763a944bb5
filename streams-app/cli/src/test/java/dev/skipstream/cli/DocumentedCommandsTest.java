package dev.skipstream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.ParameterException;

/** Parses the command lines of the documentation and of the help; runs none. */
class DocumentedCommandsTest {
  private static final Path ROOT = Path.of("..", "..");

  /** Minimum number of commands: a pattern that finds none would let every fault pass. */
  private static final int EXPECTED_IN_DOCUMENTS = 70;

  private static final Pattern FENCED =
      Pattern.compile("^ *```[^\n]*\n(.*?)^ *```", Pattern.MULTILINE | Pattern.DOTALL);
  private static final Pattern INDENTED = Pattern.compile("^ {4,}(\\S.*)$", Pattern.MULTILINE);
  private static final Pattern INLINE = Pattern.compile("`((?:\\./)?skipstream [^`]+)`");
  private static final Pattern CONTINUED = Pattern.compile("\\\\\n *");

  /** A command line, and the place where it is. */
  private record Documented(String where, String line, List<String> arguments) {}

  @Test
  void everyCommandLineOfTheDocumentsIsUnderstood() throws IOException {
    List<Documented> all = new ArrayList<>();
    for (Path document : documents()) {
      // A line that goes on becomes one line.
      String text = CONTINUED.matcher(Files.readString(document)).replaceAll(" ");
      String prose = FENCED.matcher(text).replaceAll("");
      Stream.of(
              FENCED.matcher(text).results().flatMap(block -> block.group(1).lines()),
              INDENTED.matcher(prose).results().map(line -> line.group(1)),
              INLINE.matcher(prose).results().map(span -> span.group(1)))
          .flatMap(lines -> lines)
          .forEach(line -> add(ROOT.relativize(document).toString(), line, all));
    }

    assertThat(all).hasSizeGreaterThan(EXPECTED_IN_DOCUMENTS);
    assertThat(faults(all)).isEmpty();
  }

  @Test
  void everyCommandShowsAnExampleThatIsUnderstood() {
    List<Documented> examples = new ArrayList<>();
    List<String> without = new ArrayList<>();
    collect(Main.commandLine(), examples, without);

    assertThat(without).isEmpty();
    assertThat(faults(examples)).isEmpty();
  }

  /** The test's own reader: what it does not see, it cannot check. */
  @Test
  void aCommandLineEndsAtItsCommentAndAtAnotherCommand() {
    assertThat(ShellLine.words("./skipstream run --model 'a b' & # later"))
        .containsExactly("./skipstream", "run", "--model", "a b");
    assertThat(ShellLine.words("skipstream detect a.jpg > found.jsonl"))
        .containsExactly("skipstream", "detect", "a.jpg");
    assertThat(faults(List.of(new Documented("here", "x", List.of("run", "--modell", "m")))))
        .singleElement()
        .asString()
        .contains("--modell");
  }

  private static List<Path> documents() throws IOException {
    try (Stream<Path> docs = Files.walk(ROOT.resolve("docs"));
        Stream<Path> root = Files.list(ROOT)) {
      return Stream.concat(root, docs)
          .filter(path -> path.toString().endsWith(".md"))
          .filter(path -> !path.endsWith("CHANGELOG.md"))
          .sorted()
          .toList();
    }
  }

  private static void collect(
      CommandLine command, List<Documented> examples, List<String> without) {
    String name = command.getCommandSpec().qualifiedName();
    int before = examples.size();
    for (String footer : command.getCommandSpec().usageMessage().footer()) {
      Matcher example = Pattern.compile("(?:Examples?:)? *(skipstream .*)").matcher(footer);
      if (example.matches()) {
        add(name + " --help", example.group(1), examples);
      }
    }
    if (examples.size() == before) {
      without.add(name);
    }
    command.getSubcommands().values().forEach(sub -> collect(sub, examples, without));
  }

  private static void add(String where, String line, List<Documented> all) {
    List<String> words = ShellLine.words(line);
    boolean compose = line.contains("docker compose run") || line.contains("docker-compose run");
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i);
      boolean first = words.subList(0, i).stream().allMatch(before -> before.matches("[A-Z_]+=.*"));
      boolean program = first && (word.equals("./skipstream") || word.equals("skipstream"));
      boolean image = line.contains("docker run") && word.matches("skipstream/app(:.*)?");
      boolean service = compose && word.equals("cli");
      if (program || image || service) {
        all.add(new Documented(where, line.strip(), words.subList(i + 1, words.size())));
        return;
      }
    }
  }

  private static List<String> faults(List<Documented> all) {
    List<String> faults = new ArrayList<>();
    for (Documented one : all) {
      try {
        Main.commandLine().parseArgs(one.arguments().toArray(String[]::new));
      } catch (MissingParameterException e) {
        // Prose may name a command without what it needs.
        String named = "skipstream " + String.join(" ", one.arguments());
        if (!e.getCommandLine().getCommandSpec().qualifiedName().equals(named)) {
          faults.add("%s: '%s': %s".formatted(one.where(), one.line(), e.getMessage()));
        }
      } catch (ParameterException e) {
        faults.add("%s: '%s': %s".formatted(one.where(), one.line(), e.getMessage()));
      }
    }
    return faults;
  }
}
