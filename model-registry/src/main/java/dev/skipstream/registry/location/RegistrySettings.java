package dev.skipstream.registry.location;

import java.nio.file.Path;
import java.util.Optional;

/**
 * The settings of a {@link RegistryLocation}.
 *
 * @param where a folder, as {@code DIR} or {@code file:DIR}; the topic {@code models}, as {@code
 *     kafka:HOST:PORT,...} or {@code kafka}; or a service, as {@code http://HOST:PORT}
 * @param kafka access to the cluster of the topic
 * @param token for the service
 * @param authority PEM file of the authority that signed the service's certificate; without it the
 *     platform's authorities
 * @param artifacts the archives: a folder, or {@code s3://BUCKET/PREFIX}; without it those of the
 *     registry's folder or service, or {@code home} for a topic
 * @param home folder of the archives of a registry in a topic
 * @param cache folder of archives that came from a bucket or a service
 * @param cacheBytes maximum size of the cache; the least recently used archives leave first
 * @param operator the person or program that the registry's log names
 */
public record RegistrySettings(
    String where,
    KafkaAccess kafka,
    Optional<String> token,
    Optional<Path> authority,
    Optional<String> artifacts,
    Path home,
    Path cache,
    long cacheBytes,
    String operator) {

  private static final Path USER = Path.of(System.getProperty("user.home"), ".skipstream");

  /** The default of {@code home}. */
  public static final Path DEFAULT_HOME = USER.resolve("registry");

  private static final long DEFAULT_CACHE_BYTES = 10_000_000_000L;

  /**
   * Returns settings with the defaults of the command line: the cache in {@code
   * ~/.skipstream/cache}, no security, and the user's name as the operator.
   */
  public static RegistrySettings of(String where) {
    return new RegistrySettings(
        where,
        KafkaAccess.plain(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        DEFAULT_HOME,
        USER.resolve("cache"),
        DEFAULT_CACHE_BYTES,
        System.getProperty("user.name"));
  }
}
