package dev.skipstream.registry.importer;

import java.util.Optional;

/**
 * Splits the code of a TorchScript file into names, texts and signs. Spaces, line ends and comments
 * may stand between any two of them, so a search in the text would not find each name.
 *
 * <p>Threading: for one thread.
 */
final class TorchScriptTokens {
  private final String code;
  private int at;

  TorchScriptTokens(String code) {
    this.code = code;
  }

  /**
   * Returns the next name, the content of the next text, or the next sign; nothing at the end. A
   * text is returned like a name, because {@code getattr} takes the name of an operator as a text.
   */
  Optional<String> next() {
    skipSpace();
    if (at == code.length()) {
      return Optional.empty();
    }
    char first = code.charAt(at);
    if (Character.isJavaIdentifierStart(first)) {
      int begin = at;
      while (at < code.length() && Character.isJavaIdentifierPart(code.charAt(at))) {
        at++;
      }
      return Optional.of(code.substring(begin, at));
    }
    if (first == '"' || first == '\'') {
      return Optional.of(text(first));
    }
    at++;
    return Optional.of(String.valueOf(first));
  }

  private void skipSpace() {
    while (at < code.length()) {
      char one = code.charAt(at);
      if (one == '#') {
        int end = code.indexOf('\n', at);
        at = end < 0 ? code.length() : end;
      } else if (Character.isWhitespace(one) || one == '\\') {
        at++;
      } else {
        return;
      }
    }
  }

  private String text(char quote) {
    String quotes = String.valueOf(quote).repeat(3);
    String end = code.startsWith(quotes, at) ? quotes : String.valueOf(quote);
    at += end.length();
    StringBuilder content = new StringBuilder();
    while (at < code.length() && !code.startsWith(end, at)) {
      // An escaped quote does not end the text.
      if (code.charAt(at) == '\\' && at + 1 < code.length()) {
        at++;
      }
      content.append(code.charAt(at));
      at++;
    }
    at = Math.min(code.length(), at + end.length());
    return content.toString();
  }
}
