package dev.skipstream.registry.log;

import dev.skipstream.registry.ModelManifest;
import java.time.Instant;

/**
 * One entry of the registry's log: makes the next version of {@code name}. Its number follows from
 * the log, so none is written.
 *
 * @param command {@code register}; others will follow, and a reader that meets one it does not know
 *     must not guess
 */
record RegistryCommand(String command, String name, ModelManifest manifest, Instant at) {
  private static final String REGISTER = "register";

  RegistryCommand {
    if (!command.equals(REGISTER)) {
      throw new IllegalArgumentException(
          "command '%s' is not known here: the log was written by a later version"
              .formatted(command));
    }
  }

  static RegistryCommand register(String name, ModelManifest manifest, Instant at) {
    return new RegistryCommand(REGISTER, name, manifest, at);
  }
}
