package dev.skipstream.cli;

import java.util.ArrayList;
import java.util.List;

/** Splits a line of a shell into words, as far as the documentation uses the shell. */
final class ShellLine {
  private ShellLine() {}

  /**
   * The words of the first command of a line: without its comment, its redirections and the
   * commands after it. Quotes are removed, and variables stay as they are.
   */
  static List<String> words(String line) {
    List<String> words = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    boolean open = false;
    char quote = 0;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (quote != 0) {
        if (c == quote) {
          quote = 0;
        } else {
          word.append(c);
        }
      } else if (c == '\'' || c == '"') {
        quote = c;
        open = true;
      } else if (Character.isWhitespace(c)) {
        if (open) {
          words.add(word.toString());
        }
        word.setLength(0);
        open = false;
      } else if ("|&;>".indexOf(c) >= 0 || (c == '#' && !open)) {
        break;
      } else {
        word.append(c);
        open = true;
      }
    }
    if (open) {
      words.add(word.toString());
    }
    return words;
  }
}
