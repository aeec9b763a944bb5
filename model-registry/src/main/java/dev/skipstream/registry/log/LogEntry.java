package dev.skipstream.registry.log;

import java.time.Instant;
import java.util.Objects;

/**
 * One entry of the log.
 *
 * @param revision the number of accepted entries that its writer knew of. An entry is accepted if
 *     this number is still current. Otherwise another entry came first, and readers skip this one
 * @param at the time of writing, by the writer's clock
 * @param by the author
 */
record LogEntry(long revision, Instant at, String by, RegistryCommand command) {
  LogEntry {
    Objects.requireNonNull(at, "at");
    Objects.requireNonNull(by, "by");
    Objects.requireNonNull(command, "command");
  }
}
