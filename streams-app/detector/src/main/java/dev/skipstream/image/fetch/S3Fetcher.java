package dev.skipstream.image.fetch;

import dev.skipstream.image.header.InvalidImageException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * Gets objects from the allowed buckets. Region and credentials come from where Amazon's tools look
 * for them.
 */
final class S3Fetcher implements ImageFetcher {
  static final FetchProtocol PROTOCOL =
      new FetchProtocol(
          List.of("s3"),
          "s3://BUCKET",
          "s3://BUCKET[/PREFIX]",
          place -> place.getAuthority() != null,
          S3Fetcher::connect);

  private static final int CHUNK_BYTES = 64 << 10;

  /** The bucket and the key of an object. */
  private record ObjectName(String bucket, String key) {
    /** A key has no dots that lead upwards: it is text, and so is the prefix of one. */
    static ObjectName of(URI uri) {
      String path = uri.getPath();
      return new ObjectName(uri.getAuthority(), path.isEmpty() ? "" : path.substring(1));
    }

    boolean isBelow(ObjectName place) {
      return bucket.equals(place.bucket) && key.startsWith(place.key);
    }
  }

  private final S3Client client;
  private final List<ObjectName> allowed;
  private final int maxBytes;
  private final Duration timeout;

  private S3Fetcher(S3Client client, List<ObjectName> allowed, int maxBytes, Duration timeout) {
    this.client = client;
    this.allowed = allowed;
    this.maxBytes = maxBytes;
    this.timeout = timeout;
  }

  static S3Fetcher connect(FetchSettings settings, List<URI> places) {
    S3ClientBuilder builder =
        S3Client.builder()
            .httpClientBuilder(
                UrlConnectionHttpClient.builder()
                    .connectionTimeout(settings.timeout())
                    .socketTimeout(settings.timeout()))
            .overrideConfiguration(
                config ->
                    config
                        .apiCallTimeout(settings.timeout())
                        // The caller decides on retries and their time limit.
                        .retryStrategy(AwsRetryStrategy.doNotRetry()));
    // Other stores rarely have a host name for each bucket.
    settings.s3Endpoint().ifPresent(uri -> builder.endpointOverride(uri).forcePathStyle(true));
    return new S3Fetcher(
        build(builder),
        places.stream().map(ObjectName::of).toList(),
        settings.maxBytes(),
        settings.timeout());
  }

  private static S3Client build(S3ClientBuilder builder) {
    try {
      return builder.build();
    } catch (SdkClientException e) {
      throw new IllegalArgumentException(
          "S3 is allowed, and has no region; set AWS_REGION (%s)".formatted(e.getMessage()), e);
    }
  }

  @Override
  public byte[] fetch(URI dataref) throws InvalidImageException, TransientFetchException {
    ObjectName name = requireAllowed(dataref);
    try {
      byte[] bytes =
          client.getObject(
              GetObjectRequest.builder().bucket(name.bucket()).key(name.key()).build(),
              (response, in) -> read(in));
      if (bytes.length > maxBytes) {
        throw Refusals.tooLarge(dataref, maxBytes);
      }
      return bytes;
    } catch (ApiCallTimeoutException e) {
      throw Refusals.timeout(dataref, timeout);
    } catch (S3Exception e) {
      throw failure(dataref, e);
    } catch (SdkClientException e) {
      if (e.getCause() instanceof SocketTimeoutException) {
        throw Refusals.timeout(dataref, timeout);
      }
      throw new TransientFetchException("ce_dataref %s: %s".formatted(dataref, e.getMessage()), e);
    }
  }

  private ObjectName requireAllowed(URI dataref) throws InvalidImageException {
    if (dataref.getAuthority() != null) {
      ObjectName name = ObjectName.of(dataref);
      if (allowed.stream().anyMatch(name::isBelow)) {
        return name;
      }
    }
    throw Refusals.notAllowed(dataref, "its bucket and key are not among the allowed ones");
  }

  /** At most one byte more than the limit, which tells that it is passed. */
  private byte[] read(AbortableInputStream in) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    byte[] chunk = new byte[CHUNK_BYTES];
    int read = in.read(chunk);
    while (read >= 0 && bytes.size() <= maxBytes) {
      // The time limit interrupts us, and a slow stream of bytes would not notice.
      if (Thread.currentThread().isInterrupted()) {
        in.abort();
        throw AbortedException.create("interrupted while an object was read");
      }
      bytes.write(chunk, 0, read);
      read = in.read(chunk);
    }
    if (read >= 0) {
      in.abort();
    }
    return bytes.toByteArray();
  }

  /**
   * Returns the failure of a transient error, such as one of the server. Throws for a permanent
   * one.
   */
  private static TransientFetchException failure(URI dataref, S3Exception e)
      throws InvalidImageException {
    if (e.statusCode() == 404) {
      throw Refusals.notFound(dataref);
    }
    if (e.statusCode() >= 500 || e.statusCode() == 429) {
      return new TransientFetchException("ce_dataref %s: %s".formatted(dataref, e.getMessage()), e);
    }
    throw Refusals.refused(dataref, e.getMessage());
  }

  @Override
  public void close() {
    client.close();
  }
}
