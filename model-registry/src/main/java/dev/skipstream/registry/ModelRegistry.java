package dev.skipstream.registry;

import java.time.Duration;
import java.util.List;

/**
 * A registry of model versions, which resolves each {@link ModelRef} to a version.
 *
 * <p>A call that fails changes nothing. It throws {@link UnknownModelException} for a version or an
 * alias that does not exist, and {@link InvalidModelException} for a change that is not allowed. It
 * throws {@link RegistryUnavailableException} when the registry cannot be reached.
 */
public interface ModelRegistry extends AutoCloseable {

  /**
   * Registers a model under the next free version of its name.
   *
   * @param manifest whose archive is in the artifact store already: a version never points at
   *     nothing
   */
  ModelVersion register(String name, ModelManifest manifest);

  /**
   * Registers a model unless its name has a version of this model already. Of several concurrent
   * calls for one model, one registers it.
   *
   * @return the version that is there, by {@link ModelManifest#isSameModelAs}, or else the new one
   */
  ModelVersion registerOnce(String name, ModelManifest manifest);

  /** Makes an alias of a name point at one of its versions, wherever it pointed before. */
  void setAlias(String name, String alias, int version);

  /**
   * Makes an alias of a name point at one of its versions, unless the alias moved since the caller
   * read it.
   *
   * @param moves the number of its moves at that time, by {@link RegisteredModel#moveCount}
   * @throws AliasMovedException when it has moved since
   */
  void setAlias(String name, String alias, int version, int moves);

  /** Deletes an alias. */
  void deleteAlias(String name, String alias);

  /**
   * Deletes an alias, unless it moved since the caller read it.
   *
   * @param moves the number of its moves at that time, by {@link RegisteredModel#moveCount}
   * @throws AliasMovedException when it has moved since
   */
  void deleteAlias(String name, String alias, int moves);

  /**
   * Moves an alias back to the version that it pointed to before its last move.
   *
   * @return the version that the alias points to now
   */
  ModelVersion rollback(String name, String alias);

  /**
   * Sets a tag of a version.
   *
   * @param value replaces another; empty removes the tag
   */
  void tag(String name, int version, String key, String value);

  /**
   * Takes a version out of use: it can still be named by its number, but is never the newest, and
   * no alias can point at it.
   */
  void archive(String name, int version);

  /** All that is registered, by name. */
  List<RegisteredModel> models();

  /** Returns the model that is registered under a name. */
  RegisteredModel model(String name);

  /** Returns the version to which a reference resolves. */
  ModelVersion resolve(ModelRef ref);

  /** Returns the number of changes that the registry has accepted. */
  long revision();

  /**
   * Waits for a change.
   *
   * @param since the revision that is known
   * @param atMost the longest wait
   * @return the revision after it; {@code since} when there was none
   */
  long awaitChange(long since, Duration atMost);

  @Override
  void close();
}
