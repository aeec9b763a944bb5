package dev.skipstream.bench;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The time of a call of a scripted model, in milliseconds: evenly distributed between two bounds.
 */
public record ScriptedTimes(int leastMs, int mostMs) {
  private static final Pattern TEXT = Pattern.compile("([0-9]{1,4})(?:-([0-9]{1,4}))?");

  public ScriptedTimes {
    if (leastMs < 0 || mostMs < leastMs) {
      throw new IllegalArgumentException(
          "a model's time is %d-%d ms: expected 0 or more, the smaller bound first"
              .formatted(leastMs, mostMs));
    }
  }

  /** Reads {@code 20} or {@code 5-50}. */
  public static ScriptedTimes parse(String text) {
    Matcher matcher = TEXT.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "a model's time is '%s': expected milliseconds, such as 20 or 5-50".formatted(text));
    }
    int least = Integer.parseInt(matcher.group(1));
    return new ScriptedTimes(
        least, matcher.group(2) == null ? least : Integer.parseInt(matcher.group(2)));
  }

  double meanMs() {
    return (leastMs + mostMs) / 2.0;
  }

  boolean isZero() {
    return mostMs == 0;
  }

  @Override
  public String toString() {
    return leastMs == mostMs ? leastMs + " ms" : leastMs + "-" + mostMs + " ms";
  }
}
