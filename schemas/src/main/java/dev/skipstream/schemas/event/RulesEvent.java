package dev.skipstream.schemas.event;

import java.time.Instant;
import java.util.Optional;

/**
 * One version of the rules of cameras: lines and zones. Readers number the versions.
 *
 * @param from the first {@code ce_time} to which it applies
 * @param by the user who set it
 * @param file the rules, as the YAML file of the user has them
 * @param origin of the rules; an absent one counts as that of a file
 */
public record RulesEvent(Instant from, String by, String file, Optional<Origin> origin) {

  /** The value of {@code ce_type}. */
  public static final String TYPE = "dev.skipstream.rules.v1";

  /** The key of all versions. */
  public static final String KEY = "rules";

  /** The place at which a user changes rules. */
  public enum Origin {
    /** The file of {@code track --rules}. */
    FILE("file"),
    /** The editor of the console. */
    EDITOR("editor");

    private final String code;

    Origin(String code) {
      this.code = code;
    }

    /** Returns the name that events use. */
    @Override
    public String toString() {
      return code;
    }
  }
}
