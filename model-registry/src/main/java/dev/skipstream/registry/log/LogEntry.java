package dev.skipstream.registry.log;

import java.time.Instant;
import java.util.Objects;

/**
 * One entry of the log.
 *
 * @param revision the number of accepted entries that its writer knew of. An entry is accepted when
 *     that is all that there are; otherwise another came first, and readers pass it over
 * @param at when it was written, by the writer's clock
 * @param by who wrote it
 */
record LogEntry(long revision, Instant at, String by, RegistryCommand command) {
  LogEntry {
    Objects.requireNonNull(at, "at");
    Objects.requireNonNull(by, "by");
    Objects.requireNonNull(command, "command");
  }
}
