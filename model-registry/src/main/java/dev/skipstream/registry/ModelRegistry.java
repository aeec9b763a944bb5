package dev.skipstream.registry;

import java.time.Duration;
import java.util.List;

/**
 * Says which model versions there are and what a {@link ModelRef} stands for.
 *
 * <p>Whatever cannot be carried out changes nothing: {@link UnknownModelException} for a version or
 * an alias that there is not, {@link InvalidModelException} for what is not allowed, {@link
 * RegistryUnavailableException} when the registry cannot be reached.
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
   * @param moves how often it had moved then, by {@link RegisteredModel#moveCount}
   * @throws AliasMovedException when it has moved since
   */
  void setAlias(String name, String alias, int version, int moves);

  /** Makes an alias stand for nothing. */
  void deleteAlias(String name, String alias);

  /**
   * Deletes an alias, unless it moved since the caller read it.
   *
   * @param moves how often it had moved then, by {@link RegisteredModel#moveCount}
   * @throws AliasMovedException when it has moved since
   */
  void deleteAlias(String name, String alias, int moves);

  /**
   * Makes an alias point where it pointed before its last move.
   *
   * @return that version
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

  /** What is registered under a name. */
  RegisteredModel model(String name);

  /** The version that a reference stands for. */
  ModelVersion resolve(ModelRef ref);

  /** How many changes the registry has seen. */
  long revision();

  /**
   * Waits for a change.
   *
   * @param since the revision that is known
   * @param atMost how long
   * @return the revision after it; {@code since} when there was none
   */
  long awaitChange(long since, Duration atMost);

  @Override
  void close();
}
