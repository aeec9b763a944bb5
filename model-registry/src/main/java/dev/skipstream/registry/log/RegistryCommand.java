package dev.skipstream.registry.log;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.skipstream.registry.AliasMove;
import dev.skipstream.registry.InvalidModelException;
import dev.skipstream.registry.ModelManifest;
import dev.skipstream.registry.ModelRef;
import dev.skipstream.registry.ModelVersion;
import dev.skipstream.registry.RegisteredModel;
import dev.skipstream.registry.UnknownModelException;
import java.time.Instant;
import java.util.List;
import java.util.OptionalInt;

/**
 * A command in an entry of the log. A reader must reject a command that it does not know: the log
 * was written by a later version.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
  @JsonSubTypes.Type(value = RegistryCommand.Register.class, name = "register"),
  @JsonSubTypes.Type(value = RegistryCommand.SetAlias.class, name = "set-alias"),
  @JsonSubTypes.Type(value = RegistryCommand.DeleteAlias.class, name = "delete-alias"),
  @JsonSubTypes.Type(value = RegistryCommand.Tag.class, name = "tag"),
  @JsonSubTypes.Type(value = RegistryCommand.Archive.class, name = "archive")
})
sealed interface RegistryCommand {

  /** The model that it is about. */
  String name();

  /**
   * The model after it.
   *
   * @throws UnknownModelException when it is about a version or an alias that there is not
   * @throws InvalidModelException when it is not allowed
   */
  RegisteredModel appliedTo(RegisteredModel model, Instant at, String by);

  /** Makes the next version of a name. Its number follows from the log, so none is written. */
  record Register(String name, ModelManifest manifest) implements RegistryCommand {
    @Override
    public RegisteredModel appliedTo(RegisteredModel model, Instant at, String by) {
      return model.with(new ModelVersion(name, model.versions().size() + 1, manifest, at, by));
    }
  }

  /** Makes an alias point at a version, wherever it pointed before. */
  record SetAlias(String name, String alias, int version) implements RegistryCommand {
    @Override
    public RegisteredModel appliedTo(RegisteredModel model, Instant at, String by) {
      model.resolve(ModelRef.of(name, version));
      if (model.archived().contains(version)) {
        throw new InvalidModelException(
            "%s is archived: alias '%s' cannot point at it"
                .formatted(ModelRef.of(name, version), alias));
      }
      Integer before = model.aliases().get(alias);
      OptionalInt from = before == null ? OptionalInt.empty() : OptionalInt.of(before);
      return model.with(new AliasMove(alias, from, OptionalInt.of(version), at, by));
    }
  }

  /** Deletes an alias. */
  record DeleteAlias(String name, String alias) implements RegistryCommand {
    @Override
    public RegisteredModel appliedTo(RegisteredModel model, Instant at, String by) {
      OptionalInt target = OptionalInt.of(model.resolve(ModelRef.of(name, alias)).version());
      return model.with(new AliasMove(alias, target, OptionalInt.empty(), at, by));
    }
  }

  /** Sets a tag of a version; an empty value removes it. */
  record Tag(String name, int version, String key, String value) implements RegistryCommand {
    @Override
    public RegisteredModel appliedTo(RegisteredModel model, Instant at, String by) {
      model.resolve(ModelRef.of(name, version));
      return model.withTag(version, key, value);
    }
  }

  /** Takes a version out of use. */
  record Archive(String name, int version) implements RegistryCommand {
    @Override
    public RegisteredModel appliedTo(RegisteredModel model, Instant at, String by) {
      model.resolve(ModelRef.of(name, version));
      List<String> aliases = model.aliasesOf(version);
      if (!aliases.isEmpty()) {
        throw new InvalidModelException(
            "%s is in use, as %s: move the alias first, then archive the version"
                .formatted(ModelRef.of(name, version), String.join(", ", aliases)));
      }
      return model.withArchived(version);
    }
  }
}
