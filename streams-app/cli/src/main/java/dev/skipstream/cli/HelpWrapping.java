package dev.skipstream.cli;

import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.IHelpSectionRenderer;

/**
 * Wraps the help at spaces only. Picocli's own wrapping also breaks after slashes and hyphens, and
 * so in the middle of URIs, paths and flags, which users copy. Examples stay on one line.
 */
final class HelpWrapping {
  private static final int WIDTH = 110;

  /** A width at which picocli breaks no line. */
  private static final int UNBROKEN = 10_000;

  /** A word of a description is at most this far to the right where a line begins with a name. */
  private static final Pattern TERM = Pattern.compile("( *\\S.*?  +)\\S.*");

  private static final Pattern INDENT = Pattern.compile("( *).*");
  private static final Pattern EXAMPLE = Pattern.compile("(Examples?:)? +skipstream .*");
  private static final Pattern AFTER_LINE = Pattern.compile("(?<=\n)");
  private static final Pattern BEFORE_SPACE = Pattern.compile("(?<=\\S)(?= )");
  private static final Pattern ANSI = Pattern.compile("\u001b\\[[0-9;]*m");

  private HelpWrapping() {}

  /** Applies to a command and all its subcommands. */
  static CommandLine apply(CommandLine command) {
    command.setUsageHelpWidth(UNBROKEN);
    Map<String, IHelpSectionRenderer> sections = new HashMap<>(command.getHelpSectionMap());
    sections.replaceAll((key, section) -> help -> wrap(section.render(help)));
    command.setHelpSectionMap(sections);
    return command;
  }

  /** Returns a section of the help with no line longer than the width, where spaces allow it. */
  static String wrap(String section) {
    int column = descriptionColumn(section);
    StringBuilder wrapped = new StringBuilder();
    for (String line : AFTER_LINE.split(section, 0)) {
      boolean ends = line.endsWith("\n");
      wrapLine(ends ? line.substring(0, line.length() - 1).stripTrailing() : line, column, wrapped);
      if (ends) {
        wrapped.append(System.lineSeparator());
      }
    }
    return wrapped.toString();
  }

  /** Returns the column at which all descriptions of a list of options or commands begin. */
  private static int descriptionColumn(String section) {
    return section
        .lines()
        .map(HelpWrapping::visible)
        .filter(line -> line.startsWith("  "))
        .map(TERM::matcher)
        .filter(Matcher::matches)
        .mapToInt(term -> term.group(1).length())
        .max()
        .orElse(0);
  }

  private static void wrapLine(String line, int column, StringBuilder wrapped) {
    String text = visible(line);
    if (text.length() <= WIDTH || EXAMPLE.matcher(text).matches()) {
      wrapped.append(line);
      return;
    }
    Matcher indent = INDENT.matcher(text);
    int own = indent.matches() ? indent.group(1).length() : 0;
    boolean isDescription = column > 0 && own >= column;
    int hanging = isDescription || !text.startsWith("  ") ? own : column;
    int used = 0;
    boolean first = true;
    for (String next : BEFORE_SPACE.split(line, 0)) {
      String word = next;
      int length = visible(word).length();
      if (!first && used + length > WIDTH) {
        wrapped.append(System.lineSeparator()).append(" ".repeat(hanging));
        word = next.stripLeading();
        used = hanging;
        length = visible(word).length();
      }
      wrapped.append(word);
      used += length;
      first = false;
    }
  }

  private static String visible(String text) {
    return ANSI.matcher(text).replaceAll("");
  }
}
