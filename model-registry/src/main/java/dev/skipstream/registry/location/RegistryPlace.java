package dev.skipstream.registry.location;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Optional;

/** The kinds of places that hold a registry. */
sealed interface RegistryPlace {

  /** A folder with the log and, by default, the archives. */
  record Folder(Path path) implements RegistryPlace {}

  /**
   * A topic of a Kafka cluster.
   *
   * @param servers {@code HOST:PORT,...}; empty for the cluster that the program uses
   */
  record Topic(Optional<String> servers) implements RegistryPlace {}

  /** A service, as {@link dev.skipstream.registry.server.RegistryServer} is. */
  record Service(URI uri) implements RegistryPlace {}

  /**
   * Parses a location.
   *
   * @throws InvalidLocationException when its form is none of {@link RegistrySettings#where}
   */
  static RegistryPlace parse(String where) {
    if (where.matches("https?://.*")) {
      return new Service(serviceUri(where));
    }
    if (where.equals("kafka")) {
      return new Topic(Optional.empty());
    }
    if (where.startsWith("kafka:") && !where.contains("://")) {
      return new Topic(Optional.of(where.substring("kafka:".length())));
    }
    String path = where.startsWith("file:") ? where.substring("file:".length()) : where;
    if (path.contains("://")) {
      throw new InvalidLocationException(
          "registry is '%s': expected a folder, as DIR or file:DIR, or kafka, or kafka:HOST:PORT, or http://HOST:PORT"
              .formatted(where));
    }
    return new Folder(Path.of(path));
  }

  private static URI serviceUri(String where) {
    try {
      return new URI(where);
    } catch (URISyntaxException e) {
      throw new InvalidLocationException(
          "registry is '%s': expected a URL, as http://HOST:PORT (%s)"
              .formatted(where, e.getReason()));
    }
  }
}
