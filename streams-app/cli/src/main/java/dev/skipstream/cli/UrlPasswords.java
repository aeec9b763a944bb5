package dev.skipstream.cli;

import java.util.regex.Pattern;

/** Hides passwords of URLs in messages: the user may have written one where none is expected. */
final class UrlPasswords {
  /**
   * The user and the password of a URL: up to the last at sign, since a password may contain a
   * slash.
   */
  private static final Pattern USER_INFO = Pattern.compile("(?<=://)[^/?#\\s'\"]*:[^\\s'\"]*@");

  private UrlPasswords() {}

  /** Returns a message without the users and passwords of its URLs. */
  static String hide(String message) {
    return USER_INFO.matcher(message).replaceAll("");
  }
}
