package dev.skipstream.registry.artifact;

import dev.skipstream.registry.Digests;
import dev.skipstream.registry.InvalidModelException;
import dev.skipstream.registry.MissingArtifactException;
import dev.skipstream.registry.RegistryUnavailableException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * Artifacts in a bucket, {@code <prefix>sha256/<hex>}, and those that were used here last in a
 * folder: a worker that cannot reach the bucket starts with what it has.
 *
 * <p>Threading: any thread; each call has a client of its own. Two that fetch the same artifact at
 * once both download it, and one of the files stays.
 */
public final class S3ArtifactStore implements ArtifactStore {
  private final Supplier<S3Client> clients;
  private final String bucket;
  private final String prefix;
  private final ArtifactCache cache;

  /**
   * Opens a store; nothing is asked before it is used.
   *
   * @param clients makes clients, which are closed after each call
   * @param prefix of all keys; empty or with a slash at its end
   */
  public S3ArtifactStore(
      Supplier<S3Client> clients, String bucket, String prefix, ArtifactCache cache) {
    this.clients = clients;
    this.bucket = bucket;
    this.prefix = prefix;
    this.cache = cache;
  }

  /**
   * Opens the store of a URI. Region and credentials come from the sources of Amazon's tools. The
   * store is Amazon's, unless {@code AWS_ENDPOINT_URL} names another.
   *
   * @param place {@code s3://BUCKET} or {@code s3://BUCKET/PREFIX}
   */
  public static S3ArtifactStore at(URI place, ArtifactCache cache) {
    String path = place.getPath() == null ? "" : place.getPath().replaceFirst("^/", "");
    if (place.getAuthority() == null) {
      throw new InvalidModelException(
          "artifact store is '%s': expected s3://BUCKET or s3://BUCKET/PREFIX".formatted(place));
    }
    String prefix = path.isEmpty() || path.endsWith("/") ? path : path + "/";
    return new S3ArtifactStore(S3ArtifactStore::connect, place.getAuthority(), prefix, cache);
  }

  private static S3Client connect() {
    S3ClientBuilder builder =
        S3Client.builder().httpClientBuilder(UrlConnectionHttpClient.builder());
    // Other stores rarely have a host name for each bucket.
    Optional.ofNullable(System.getenv("AWS_ENDPOINT_URL_S3"))
        .or(() -> Optional.ofNullable(System.getenv("AWS_ENDPOINT_URL")))
        .ifPresent(endpoint -> builder.endpointOverride(URI.create(endpoint)).forcePathStyle(true));
    return builder.build();
  }

  @Override
  public void put(Path file, String digest) {
    try (S3Client client = clients.get()) {
      Digests.require(file, digest, file.toString());
      client.putObject(
          request -> request.bucket(bucket).key(keyOf(digest)), RequestBody.fromFile(file));
    } catch (SdkException | IOException e) {
      throw unavailable(keyOf(digest), e);
    }
  }

  @Override
  public Path fetch(String digest) {
    String key = keyOf(digest);
    try {
      return cache.fetch(digest, "s3://%s/%s".formatted(bucket, key), file -> download(key, file));
    } catch (SdkException | IOException e) {
      throw unavailable(key, e);
    }
  }

  private void download(String key, Path file) throws IOException {
    try (S3Client client = clients.get();
        InputStream object = client.getObject(request -> request.bucket(bucket).key(key))) {
      Files.copy(object, file, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  @Override
  public void requireStored(String digest) {
    try (S3Client client = clients.get()) {
      client.headObject(request -> request.bucket(bucket).key(keyOf(digest)));
    } catch (SdkException e) {
      throw unavailable(keyOf(digest), e);
    }
  }

  @Override
  public Removed removeUnused(Set<String> used, Instant before) {
    Set<String> kept = used.stream().map(this::keyOf).collect(Collectors.toSet());
    int count = 0;
    long bytes = 0;
    try (S3Client client = clients.get()) {
      String folder = prefix + "sha256/";
      for (S3Object object :
          client
              .listObjectsV2Paginator(request -> request.bucket(bucket).prefix(folder))
              .contents()) {
        if (!kept.contains(object.key()) && object.lastModified().isBefore(before)) {
          client.deleteObject(request -> request.bucket(bucket).key(object.key()));
          count++;
          bytes += object.size();
        }
      }
      return new Removed(count, bytes);
    } catch (SdkException e) {
      throw unavailable(prefix, e);
    }
  }

  private String keyOf(String digest) {
    return prefix + "sha256/" + Digests.hex(digest);
  }

  private RegistryUnavailableException unavailable(String key, Exception e) {
    if (e instanceof NoSuchKeyException) {
      return new MissingArtifactException(
          "artifact s3://%s/%s: is not there; check bucket, prefix and region (AWS_REGION, AWS_ENDPOINT_URL)"
              .formatted(bucket, key),
          e);
    }
    return new RegistryUnavailableException(
        "artifact s3://%s/%s: %s; check bucket, region and credentials (AWS_REGION, AWS_ENDPOINT_URL)"
            .formatted(bucket, key, e.getMessage()),
        e);
  }
}
