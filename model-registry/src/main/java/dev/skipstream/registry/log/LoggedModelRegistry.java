package dev.skipstream.registry.log;

import dev.skipstream.registry.InvalidModelException;
import dev.skipstream.registry.ModelManifest;
import dev.skipstream.registry.ModelRef;
import dev.skipstream.registry.ModelRegistry;
import dev.skipstream.registry.ModelVersion;
import dev.skipstream.registry.RegisteredModel;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * A registry in the form of a log of commands: the log is the history, and its fold is the current
 * state.
 *
 * <p>A writer states in its entry the revision that it knew. If another entry came first, the
 * writer reads again and retries. Version numbers are therefore assigned once, and no move of an
 * alias overwrites one that its writer has not read.
 *
 * <p>Threading: thread-safe. Callers use the log one at a time. {@link #awaitChange} occupies the
 * log while it waits, so a thread that waits for changes needs its own registry.
 */
public final class LoggedModelRegistry implements ModelRegistry {
  private final RegistryLog log;
  private final Clock clock;
  private final String author;

  private LoggedModelRegistry(RegistryLog log, Clock clock, String author) {
    this.log = log;
    this.clock = clock;
    this.author = author;
  }

  /**
   * Returns the registry of a folder, for use without a broker: {@code log.jsonl} holds one entry
   * per line.
   *
   * @param folder made when the first version is registered
   * @param author the author of this registry's entries
   */
  public static LoggedModelRegistry inFolder(Path folder, Clock clock, String author) {
    return new LoggedModelRegistry(new FileLog(folder.resolve("log.jsonl")), clock, author);
  }

  /**
   * Returns the registry of a Kafka topic.
   *
   * @param client the Kafka client properties for the cluster
   * @param topic the topic, of one partition, created when the first version is registered
   * @param author the author of this registry's entries
   */
  public static LoggedModelRegistry onTopic(
      Map<String, Object> client, String topic, Clock clock, String author) {
    return new LoggedModelRegistry(new KafkaLog(client, topic), clock, author);
  }

  /**
   * This registry, for another who writes.
   *
   * @param other for the record
   * @return it shares the log of this one, which closes it
   */
  public LoggedModelRegistry writtenBy(String other) {
    return new LoggedModelRegistry(log, clock, other);
  }

  @Override
  public ModelVersion register(String name, ModelManifest manifest) {
    ModelRef.requireName(name);
    RegistryState after = write(new RegistryCommand.Register(name, manifest));
    List<ModelVersion> versions = after.models().get(name).versions();
    return versions.get(versions.size() - 1);
  }

  @Override
  public ModelVersion registerOnce(String name, ModelManifest manifest) {
    ModelRef.requireName(name);
    Function<RegistryState, Optional<ModelVersion>> there =
        state ->
            Optional.ofNullable(state.models().get(name))
                .flatMap(model -> model.versionOf(manifest));
    RegistryState after =
        writeUnlessDone(
            state ->
                there.apply(state).isPresent()
                    ? Optional.empty()
                    : Optional.of(new RegistryCommand.Register(name, manifest)));
    return there.apply(after).orElseThrow();
  }

  @Override
  public void setAlias(String name, String alias, int version) {
    ModelRef.requireAlias(alias);
    write(new RegistryCommand.SetAlias(name, alias, version));
  }

  @Override
  public void setAlias(String name, String alias, int version, int moves) {
    ModelRef.requireAlias(alias);
    write(
        state -> {
          state.model(ModelRef.newest(name)).requireMoveCount(alias, moves);
          return new RegistryCommand.SetAlias(name, alias, version);
        });
  }

  @Override
  public void deleteAlias(String name, String alias) {
    write(new RegistryCommand.DeleteAlias(name, alias));
  }

  @Override
  public void deleteAlias(String name, String alias, int moves) {
    write(
        state -> {
          state.model(ModelRef.newest(name)).requireMoveCount(alias, moves);
          return new RegistryCommand.DeleteAlias(name, alias);
        });
  }

  @Override
  public ModelVersion rollback(String name, String alias) {
    ModelRef ref = ModelRef.of(name, alias);
    return write(
            state -> {
              state.resolve(ref);
              int before = state.model(ref).previousTarget(alias);
              return new RegistryCommand.SetAlias(name, alias, before);
            })
        .resolve(ref);
  }

  @Override
  public void tag(String name, int version, String key, String value) {
    if (key.isBlank()) {
      throw new InvalidModelException("tag has no key: expected KEY=VALUE");
    }
    write(new RegistryCommand.Tag(name, version, key, value));
  }

  @Override
  public void archive(String name, int version) {
    write(new RegistryCommand.Archive(name, version));
  }

  @Override
  public List<RegisteredModel> models() {
    return List.copyOf(read().models().values());
  }

  @Override
  public RegisteredModel model(String name) {
    return read().model(ModelRef.newest(name));
  }

  @Override
  public ModelVersion resolve(ModelRef ref) {
    return read().resolve(ref);
  }

  @Override
  public long revision() {
    return read().revision();
  }

  @Override
  public long awaitChange(long since, Duration atMost) {
    synchronized (log) {
      return log.await(since, atMost).revision();
    }
  }

  @Override
  public void close() {
    synchronized (log) {
      log.close();
    }
  }

  private RegistryState read() {
    synchronized (log) {
      return log.read();
    }
  }

  private RegistryState write(RegistryCommand command) {
    return write(state -> command);
  }

  private RegistryState write(Function<RegistryState, RegistryCommand> command) {
    return writeUnlessDone(state -> Optional.of(command.apply(state)));
  }

  private RegistryState writeUnlessDone(
      Function<RegistryState, Optional<RegistryCommand>> command) {
    synchronized (log) {
      while (true) {
        RegistryState state = log.read();
        Optional<RegistryCommand> wanted = command.apply(state);
        if (wanted.isEmpty()) {
          return state;
        }
        LogEntry entry = new LogEntry(state.revision(), clock.instant(), author, wanted.get());
        RegistryState after = state.after(entry);
        if (log.append(entry)) {
          return after;
        }
      }
    }
  }
}
