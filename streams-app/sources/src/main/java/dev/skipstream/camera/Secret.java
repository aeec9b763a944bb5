package dev.skipstream.camera;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/**
 * A password. Its text is in no message: {@link #toString} returns {@value #HIDDEN}.
 *
 * @param value the password itself, not empty
 */
public record Secret(String value) {
  /** Replaces the password in each text that people read. */
  public static final String HIDDEN = "***";

  /**
   * Checks that there is a password.
   *
   * @throws IllegalArgumentException when it is empty
   */
  public Secret {
    if (value.isEmpty()) {
      throw new IllegalArgumentException("the camera's password is empty: expected a password");
    }
  }

  /** Returns the password as it stands in a URL. */
  String percentEncoded() {
    return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /** Returns a text with {@value #HIDDEN} in place of the password, plain or percent-encoded. */
  public String hideIn(String text) {
    return text.replace(percentEncoded(), HIDDEN).replace(value, HIDDEN);
  }

  @Override
  public String toString() {
    return HIDDEN;
  }
}
