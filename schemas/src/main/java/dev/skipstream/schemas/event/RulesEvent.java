package dev.skipstream.schemas.event;

import java.time.Instant;

/**
 * One version of the rules of cameras: lines and zones. Readers number the versions.
 *
 * @param from the first {@code ce_time} to which it applies
 * @param by the user who set it
 * @param file the rules, as the YAML file of the user has them
 */
public record RulesEvent(Instant from, String by, String file) {

  /** The value of {@code ce_type}. */
  public static final String TYPE = "dev.skipstream.rules.v1";

  /** The key of all versions. */
  public static final String KEY = "rules";
}
