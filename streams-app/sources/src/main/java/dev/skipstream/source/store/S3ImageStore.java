package dev.skipstream.source.store;

import dev.skipstream.schemas.event.ImageEvent;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Optional;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

/**
 * Images as objects of a bucket. The SDK tries an upload again while the store is down, until the
 * time limit of the upload.
 *
 * <p>Threading: any thread.
 */
final class S3ImageStore implements ImageStore {
  /** Time limit of an upload, retries included. */
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final S3Client client;
  private final String bucket;
  private final String prefix;

  private S3ImageStore(S3Client client, String bucket, String prefix) {
    this.client = client;
    this.bucket = bucket;
    this.prefix = prefix;
  }

  /**
   * Connects. Region and credentials come from the sources of Amazon's tools.
   *
   * @param place {@code s3://BUCKET} or {@code s3://BUCKET/PREFIX}
   * @param endpoint a store that speaks S3, where it is not Amazon's
   */
  static S3ImageStore connect(URI place, Optional<URI> endpoint) throws IOException {
    S3ClientBuilder builder =
        S3Client.builder()
            .httpClientBuilder(
                UrlConnectionHttpClient.builder().connectionTimeout(LIMIT).socketTimeout(LIMIT))
            .overrideConfiguration(config -> config.apiCallTimeout(LIMIT));
    // Other stores rarely have a host name for each bucket.
    endpoint.ifPresent(uri -> builder.endpointOverride(uri).forcePathStyle(true));
    String path = place.getPath().replaceFirst("^/", "");
    String prefix = path.isEmpty() || path.endsWith("/") ? path : path + "/";
    try {
      return new S3ImageStore(builder.build(), place.getAuthority(), prefix);
    } catch (SdkClientException e) {
      throw new IOException(
          "store %s: S3 has no region; set AWS_REGION (%s)".formatted(place, e.getMessage()), e);
    }
  }

  @Override
  public ImageEvent store(ImageEvent event) throws IOException {
    String key = prefix + ImageName.of(event);
    URI location = location(key);
    try {
      client.putObject(
          request ->
              request
                  .bucket(bucket)
                  .key(key)
                  .contentType(event.contentType().orElse("application/octet-stream")),
          RequestBody.fromBytes(event.image()));
    } catch (SdkException e) {
      throw new IOException(
          "frame %s: its image cannot be stored as %s: %s; check bucket, region and credentials"
              .formatted(event.id(), location, e.getMessage()),
          e);
    }
    return event.storedAt(location);
  }

  /** Returns the URI of an object; the prefix may have characters that a URI has not. */
  private URI location(String key) throws IOException {
    try {
      return new URI("s3", bucket, "/" + key, null, null);
    } catch (URISyntaxException e) {
      throw new IOException("store s3://%s/%s: has no URI".formatted(bucket, key), e);
    }
  }

  @Override
  public void close() {
    client.close();
  }
}
