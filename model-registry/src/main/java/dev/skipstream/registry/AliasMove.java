package dev.skipstream.registry;

import java.time.Instant;
import java.util.OptionalInt;

/**
 * A move of an alias from one version to another.
 *
 * @param from the previous version; empty if the alias was new
 * @param to the new version; empty if the alias was deleted
 * @param by the author of the log entry
 */
public record AliasMove(String alias, OptionalInt from, OptionalInt to, Instant at, String by) {}
