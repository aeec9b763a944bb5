package dev.skipstream.registry;

import dev.skipstream.schemas.event.ModelIdentity;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names a model version: {@code models:/cells/3}, {@code models:/cells@champion} for the one that
 * an alias points at, or {@code models:/cells} for the newest.
 *
 * @param version absent where there is an alias, and for the newest
 * @param alias absent where there is a version, and for the newest
 */
public record ModelRef(String name, OptionalInt version, Optional<String> alias) {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,127}");
  private static final Pattern URI =
      Pattern.compile("models:/(?<name>[^/@]+)(?:/(?<version>[1-9][0-9]{0,8})|@(?<alias>[^/@]+))?");

  public ModelRef {
    requireName(name);
    alias.ifPresent(ModelRef::requireAlias);
    if (version.isPresent() && alias.isPresent()) {
      throw new InvalidModelException(
          "model %s has version %d and alias '%s': expected one of the two"
              .formatted(name, version.getAsInt(), alias.get()));
    }
  }

  /** The newest version of a name. */
  public static ModelRef newest(String name) {
    return new ModelRef(name, OptionalInt.empty(), Optional.empty());
  }

  /** Returns a reference to the version that an alias points to. */
  public static ModelRef of(String name, String alias) {
    return new ModelRef(name, OptionalInt.empty(), Optional.of(alias));
  }

  /** A version by its number. */
  public static ModelRef of(String name, int version) {
    return new ModelRef(name, OptionalInt.of(version), Optional.empty());
  }

  /** The version that an event names. */
  public static ModelRef of(ModelIdentity model) {
    return of(model.name(), model.version());
  }

  /** Reads a model URI. */
  public static ModelRef parse(String uri) {
    Matcher matcher = URI.matcher(uri);
    if (!matcher.matches()) {
      throw new InvalidModelException(
          "model reference is '%s': expected models:/NAME/VERSION, models:/NAME@ALIAS or models:/NAME"
              .formatted(uri));
    }
    String version = matcher.group("version");
    return new ModelRef(
        matcher.group("name"),
        version == null ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(version)),
        Optional.ofNullable(matcher.group("alias")));
  }

  /**
   * Checks a model's name: it becomes part of URIs, metrics and files.
   *
   * @return the name
   */
  public static String requireName(String name) {
    return require(name, "model name");
  }

  /**
   * Checks an alias, which follows a name in URIs.
   *
   * @return the alias
   */
  public static String requireAlias(String alias) {
    return require(alias, "alias");
  }

  /**
   * Checks that a reference is by an alias.
   *
   * @return the reference
   */
  public static ModelRef requireAliased(ModelRef ref) {
    if (ref.alias().isEmpty()) {
      throw new InvalidModelException(
          "model reference is '%s': expected an alias, models:/NAME@ALIAS".formatted(ref));
    }
    return ref;
  }

  private static String require(String name, String what) {
    if (!NAME.matcher(name).matches()) {
      throw new InvalidModelException(
          "%s is '%s': expected up to 128 letters, digits, '.', '_' or '-', the first a letter or a digit"
              .formatted(what, name));
    }
    return name;
  }

  /** The URI, as {@link #parse} reads it. */
  @Override
  public String toString() {
    return "models:/"
        + name
        + (version.isPresent() ? "/" + version.getAsInt() : "")
        + alias.map(one -> "@" + one).orElse("");
  }
}
