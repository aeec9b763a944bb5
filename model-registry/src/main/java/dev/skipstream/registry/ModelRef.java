package dev.skipstream.registry;

import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names a model version: {@code models:/cells/3}, or {@code models:/cells} for the newest.
 *
 * @param version absent for the newest
 */
public record ModelRef(String name, OptionalInt version) {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,127}");
  private static final Pattern URI =
      Pattern.compile("models:/(?<name>[^/@]+)(?:/(?<version>[1-9][0-9]{0,8}))?");

  public ModelRef {
    requireName(name);
  }

  /** Reads a model URI. */
  public static ModelRef parse(String uri) {
    Matcher matcher = URI.matcher(uri);
    if (!matcher.matches()) {
      throw new InvalidModelException(
          "model reference is '%s': expected models:/NAME/VERSION or models:/NAME".formatted(uri));
    }
    String version = matcher.group("version");
    return new ModelRef(
        matcher.group("name"),
        version == null ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(version)));
  }

  /**
   * Checks a model's name: it becomes part of URIs, metrics and files.
   *
   * @return the name
   */
  public static String requireName(String name) {
    if (!NAME.matcher(name).matches()) {
      throw new InvalidModelException(
          "model name is '%s': expected up to 128 letters, digits, '.', '_' or '-', the first a letter or a digit"
              .formatted(name));
    }
    return name;
  }

  /** The URI, as {@link #parse} reads it. */
  @Override
  public String toString() {
    return "models:/" + name + (version.isPresent() ? "/" + version.getAsInt() : "");
  }
}
