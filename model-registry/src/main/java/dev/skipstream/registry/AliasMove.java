package dev.skipstream.registry;

import java.time.Instant;
import java.util.OptionalInt;

/**
 * That an alias came to point elsewhere.
 *
 * @param from the version before; empty where the alias was new
 * @param to the version since; empty where the alias was deleted
 * @param by who wrote it into the log
 */
public record AliasMove(String alias, OptionalInt from, OptionalInt to, Instant at, String by) {}
