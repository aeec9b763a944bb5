package dev.skipstream.ops;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The options and variables of the program, as its reference lists them: docs/cli.md. */
final class ProgramOptions {
  private static final Path PAGE = Path.of("..", "docs", "cli.md");
  private static final Pattern OPTION =
      Pattern.compile("^\\|[^|]*`(--[a-z0-9-]+)", Pattern.MULTILINE);
  private static final Pattern VARIABLE = Pattern.compile("`(SKIPSTREAM_[A-Z0-9_]+)`");

  private final String page;

  private ProgramOptions(String page) {
    this.page = page;
  }

  static ProgramOptions read() throws IOException {
    return new ProgramOptions(Files.readString(PAGE));
  }

  /**
   * Returns the options of a command, with their dashes.
   *
   * @param command such as {@code models serve}
   */
  Set<String> of(String command) {
    String heading = "\n## skipstream " + command + "\n";
    int begin = page.indexOf(heading);
    if (begin < 0) {
      throw new AssertionError("docs/cli.md has no section of the command " + command);
    }
    int end = page.indexOf("\n## ", begin + 1);
    return OPTION
        .matcher(page.substring(begin, end < 0 ? page.length() : end))
        .results()
        .map(option -> option.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** Returns the variables that stand for an option of any command, and the others. */
  Set<String> variables() {
    return VARIABLE
        .matcher(page)
        .results()
        .map(variable -> variable.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
