package dev.skipstream.camera.file;

import com.fasterxml.jackson.databind.JsonNode;
import dev.skipstream.camera.CameraAddress;
import dev.skipstream.camera.CameraSettings;
import dev.skipstream.camera.CameraSettings.Limits;
import dev.skipstream.camera.CameraSettings.Transport;
import dev.skipstream.camera.Secret;
import dev.skipstream.camera.Trust;
import dev.skipstream.source.PictureSettings;
import dev.skipstream.source.Region;
import dev.skipstream.source.SourceException;
import dev.skipstream.source.VideoFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One camera of the file: its keys, and the conversion of their values. */
final class CameraEntry {
  /** The keys of a camera, in the order of the documentation. */
  static final List<String> KEYS =
      List.of(
          "name",
          "url",
          "password-file",
          "password-env",
          "fps",
          "quality",
          "region",
          "max-size",
          "motion",
          "keyframe",
          "transport",
          "ca",
          "insecure",
          "frame-deadline",
          "max-clock-skew");

  private static final Pattern DURATION = Pattern.compile("([0-9]{1,9})(ms|s|m)");

  /** One object, so that the settings of an unchanged camera are equal. */
  private static final Supplier<Optional<Secret>> NO_PASSWORD = Optional::empty;

  private static final double MAX_RATE = 1e4;

  private final Path file;
  private final String name;
  private final JsonNode keys;

  private CameraEntry(Path file, String name, JsonNode keys) {
    this.file = file;
    this.name = name;
    this.keys = keys;
  }

  /**
   * Checks the keys of an entry.
   *
   * @param number of the entry in the file, from 1: its name before the name is read
   */
  static CameraEntry of(Path file, int number, JsonNode entry) {
    CameraEntry unnamed = new CameraEntry(file, "number " + number, entry);
    if (!entry.isObject()) {
      throw unnamed.bad("expected keys such as 'name: gate' and 'url: rtsp://HOST/PATH'");
    }
    String name =
        unnamed
            .text("name")
            .orElseThrow(() -> unnamed.bad("'name' is missing: expected the id of the source"));
    CameraEntry named = new CameraEntry(file, name, entry);
    for (Map.Entry<String, JsonNode> key : entry.properties()) {
      if (!KEYS.contains(key.getKey())) {
        throw named.bad(
            "'%s' is no key: expected one of %s".formatted(key.getKey(), String.join(", ", KEYS)));
      }
    }
    return named;
  }

  CameraSettings settings() {
    CameraAddress address = address();
    try {
      return new CameraSettings(
          name,
          address,
          password(address),
          rate(),
          transport(),
          trust(),
          quality(),
          pictures(),
          limits(Limits.defaultOf(address)));
    } catch (IllegalArgumentException e) {
      throw bad(e.getMessage());
    }
  }

  private CameraAddress address() {
    String url = text("url").orElseThrow(() -> bad("'url' is missing: expected rtsp://HOST/PATH"));
    try {
      return new CameraAddress(url);
    } catch (IllegalArgumentException e) {
      throw bad("url: " + e.getMessage());
    }
  }

  /** Returns the place of the password; it is read once, so that a missing one is an error now. */
  private Supplier<Optional<Secret>> password(CameraAddress address) {
    Optional<Path> in = path("password-file");
    Optional<String> variable = text("password-env");
    if (in.isEmpty() && variable.isEmpty()) {
      return NO_PASSWORD;
    }
    if (in.isPresent() && variable.isPresent()) {
      throw bad("'password-file' and 'password-env' are both given: expected one of them");
    }
    if (!address.namesUser()) {
      throw bad("the password has no user: expected one in the url, as in rtsp://user@HOST/PATH");
    }
    Supplier<Optional<Secret>> password =
        in.isPresent() ? new PasswordFile(in.get()) : new PasswordVariable(variable.get());
    try {
      var unused = password.get();
    } catch (SourceException e) {
      throw bad(e.getMessage());
    }
    return password;
  }

  private OptionalDouble rate() {
    Optional<Double> rate =
        value("fps", JsonNode::isNumber, "a number above 0, such as 5 or 0.5", JsonNode::asDouble);
    if (rate.isPresent() && !(rate.get() > 0 && rate.get() < MAX_RATE)) {
      throw bad("'fps' is %s: expected a number above 0".formatted(rate.get()));
    }
    return rate.map(OptionalDouble::of).orElse(OptionalDouble.empty());
  }

  private int quality() {
    return value("quality", JsonNode::isInt, "a whole number from 1 to 100", JsonNode::asInt)
        .orElse(VideoFile.DEFAULT_QUALITY);
  }

  private PictureSettings pictures() {
    boolean motion =
        value("motion", JsonNode::isBoolean, "true or false", JsonNode::asBoolean).orElse(false);
    Optional<Duration> keyframe = duration("keyframe");
    if (keyframe.isPresent() && !motion) {
      throw bad("'keyframe' is given without 'motion: true': expected both");
    }
    return new PictureSettings(
        text("region").map(Region::parse),
        value("max-size", JsonNode::isInt, "a whole number of pixels", JsonNode::asInt)
            .map(OptionalInt::of)
            .orElse(OptionalInt.empty()),
        motion ? Optional.of(keyframe.orElse(PictureSettings.DEFAULT_KEYFRAME)) : Optional.empty());
  }

  private Transport transport() {
    return text("transport")
        .map(
            one ->
                switch (one) {
                  case "tcp" -> Transport.TCP;
                  case "udp" -> Transport.UDP;
                  default ->
                      throw bad(
                          "'transport' is '%s': expected tcp or udp"
                              .formatted(one.toLowerCase(Locale.ROOT)));
                })
        .orElse(Transport.TCP);
  }

  private Trust trust() {
    Optional<Path> authority = path("ca");
    boolean insecure =
        value("insecure", JsonNode::isBoolean, "true or false", JsonNode::asBoolean).orElse(false);
    if (authority.isPresent() && insecure) {
      throw bad("'ca' and 'insecure: true' are both given: expected one of them");
    }
    authority
        .filter(pem -> !Files.isReadable(pem))
        .ifPresent(
            pem -> {
              throw bad("'ca' is %s, which cannot be read: expected a PEM file".formatted(pem));
            });
    return insecure
        ? new Trust.Insecure()
        : authority.<Trust>map(Trust.Authority::new).orElse(new Trust.SystemAuthorities());
  }

  private Limits limits(Limits defaults) {
    return new Limits(
        defaults.connectDeadline(),
        duration("frame-deadline").orElse(defaults.frameDeadline()),
        defaults.firstBackoff(),
        defaults.maxBackoff(),
        duration("max-clock-skew").orElse(defaults.maxClockSkew()),
        defaults.window());
  }

  private Optional<Duration> duration(String key) {
    return text(key)
        .map(
            written -> {
              Matcher parts = DURATION.matcher(written);
              if (!parts.matches() || Long.parseLong(parts.group(1)) == 0) {
                throw bad(
                    "'%s' is '%s': expected a time such as 500ms, 10s or 2m"
                        .formatted(key, written));
              }
              long amount = Long.parseLong(parts.group(1));
              return switch (parts.group(2)) {
                case "ms" -> Duration.ofMillis(amount);
                case "s" -> Duration.ofSeconds(amount);
                default -> Duration.ofMinutes(amount);
              };
            });
  }

  private Optional<Path> path(String key) {
    return text(key).map(written -> file.toAbsolutePath().resolveSibling(written).normalize());
  }

  private Optional<String> text(String key) {
    return value(
        key,
        value -> value.isTextual() && !value.asText().isEmpty(),
        "a text; quote a number",
        JsonNode::asText);
  }

  private <T> Optional<T> value(
      String key, Predicate<JsonNode> fits, String expected, Function<JsonNode, T> read) {
    JsonNode value = keys.get(key);
    if (value == null) {
      return Optional.empty();
    }
    if (!fits.test(value)) {
      throw bad("'%s' is of another type: expected %s".formatted(key, expected));
    }
    return Optional.of(read.apply(value));
  }

  private SourceException bad(String what) {
    return new SourceException("%s: camera %s: %s".formatted(file, name, what));
  }
}
