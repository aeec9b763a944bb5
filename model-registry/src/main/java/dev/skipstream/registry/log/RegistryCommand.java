package dev.skipstream.registry.log;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.skipstream.registry.ModelManifest;
import java.time.Instant;

/**
 * One entry of the registry's log. A reader that meets a command it does not know must not guess:
 * the log was written by a later version.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "command")
@JsonSubTypes({
  @JsonSubTypes.Type(value = RegistryCommand.Register.class, name = "register"),
  @JsonSubTypes.Type(value = RegistryCommand.SetAlias.class, name = "set-alias")
})
sealed interface RegistryCommand {

  /** Changes the registry's state, or throws and leaves it as it was. */
  void applyTo(RegistryState state);

  /** Makes the next version of a name. Its number follows from the log, so none is written. */
  record Register(String name, ModelManifest manifest, Instant at) implements RegistryCommand {
    @Override
    public void applyTo(RegistryState state) {
      state.add(name, manifest, at);
    }
  }

  /** Makes an alias point at a version, wherever it pointed before. */
  record SetAlias(String name, String alias, int version, Instant at) implements RegistryCommand {
    @Override
    public void applyTo(RegistryState state) {
      state.point(name, alias, version);
    }
  }
}
