package dev.skipstream.registry.log;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.exc.InvalidTypeIdException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.skipstream.registry.ModelManifest;
import dev.skipstream.registry.ModelRef;
import dev.skipstream.registry.ModelRegistry;
import dev.skipstream.registry.ModelVersion;
import dev.skipstream.registry.RegistryUnavailableException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.List;
import java.util.SortedMap;

/**
 * A registry in a folder, for use without a broker: {@code log.jsonl} holds one command a line.
 *
 * <p>Threading: safe for threads and processes. Writers take turns by a lock on the log file;
 * readers take none, since a line counts only once its line feed is there.
 */
public final class FileModelRegistry implements ModelRegistry {
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .addModule(new JavaTimeModule())
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(SerializationFeature.WRITE_ENUMS_USING_TO_STRING)
          .enable(DeserializationFeature.READ_ENUMS_USING_TO_STRING)
          .build();

  /** A file lock excludes other processes only: within one it would be an error to ask twice. */
  private static final Object WRITERS_OF_THIS_PROCESS = new Object();

  private final Path log;
  private final Clock clock;

  /**
   * Opens the registry of a folder; nothing is written before the first registration.
   *
   * @param folder made when the first version is registered
   */
  public FileModelRegistry(Path folder, Clock clock) {
    this.log = folder.resolve("log.jsonl");
    this.clock = clock;
  }

  @Override
  public ModelVersion register(String name, ModelManifest manifest) {
    ModelRef.requireName(name);
    RegistryState state = append(new RegistryCommand.Register(name, manifest, clock.instant()));
    return state.resolve(ModelRef.parse("models:/" + name));
  }

  @Override
  public void setAlias(String name, String alias, int version) {
    ModelRef.requireName(name);
    ModelRef.requireAlias(alias);
    append(new RegistryCommand.SetAlias(name, alias, version, clock.instant()));
  }

  @Override
  public SortedMap<String, Integer> aliases(String name) {
    return state().aliases(name);
  }

  /** Writes a command down, unless it cannot be carried out; gives the state after it. */
  private RegistryState append(RegistryCommand command) {
    synchronized (WRITERS_OF_THIS_PROCESS) {
      try {
        Files.createDirectories(log.getParent());
        try (FileChannel channel =
            FileChannel.open(log, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
          channel.lock(); // held until the channel closes
          String committed = committedPart(Files.readString(log));
          RegistryState state = fold(committed);
          command.applyTo(state);
          String line = JSON.writeValueAsString(command) + "\n";
          // A writer that died may have left half a line: the next one writes over it.
          long end = committed.getBytes(StandardCharsets.UTF_8).length;
          channel.truncate(end).position(end);
          write(channel, line);
          channel.force(true);
          return state;
        }
      } catch (IOException e) {
        throw unavailable(e);
      }
    }
  }

  @Override
  public List<ModelVersion> list() {
    return state().list();
  }

  @Override
  public ModelVersion resolve(ModelRef ref) {
    return state().resolve(ref);
  }

  private RegistryState state() {
    try {
      return fold(Files.exists(log) ? committedPart(Files.readString(log)) : "");
    } catch (IOException e) {
      throw unavailable(e);
    }
  }

  private static String committedPart(String text) {
    return text.substring(0, text.lastIndexOf('\n') + 1);
  }

  private static RegistryState fold(String lines) throws IOException {
    RegistryState state = new RegistryState();
    for (String line : lines.lines().toList()) {
      JSON.readValue(line, RegistryCommand.class).applyTo(state);
    }
    return state;
  }

  private static void write(FileChannel channel, String line) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8));
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  private RegistryUnavailableException unavailable(IOException e) {
    if (e instanceof InvalidTypeIdException unknown) {
      return new RegistryUnavailableException(
          "registry %s: command '%s' is not known here: the log was written by a later version; use that one"
              .formatted(log, unknown.getTypeId()),
          e);
    }
    return new RegistryUnavailableException(
        "registry %s: cannot be read or written (%s); check the folder and its permissions"
            .formatted(log, e.getMessage()),
        e);
  }
}
