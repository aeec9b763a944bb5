package dev.skipstream.image.fetch;

import com.robothy.s3.rest.LocalS3;
import com.robothy.s3.rest.bootstrap.LocalS3Mode;
import dev.skipstream.schemas.event.RejectReason;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.services.s3.S3Client;

/** Against a server that speaks S3, in this process. */
class S3FetcherTest extends RemoteFetcherContract {
  private static final List<String> PROPERTIES =
      List.of("aws.region", "aws.accessKeyId", "aws.secretAccessKey");

  private static LocalS3 store;
  private static URI endpoint;
  private static S3Client client;
  private static ImageFetcher fetcher;

  @BeforeAll
  static void start() throws Exception {
    PROPERTIES.forEach(property -> System.setProperty(property, "test"));
    store = LocalS3.builder().port(freePort()).mode(LocalS3Mode.IN_MEMORY).build();
    store.start();
    endpoint = URI.create("http://localhost:" + store.getPort());
    client =
        S3Client.builder()
            .httpClientBuilder(UrlConnectionHttpClient.builder())
            .endpointOverride(endpoint)
            .forcePathStyle(true)
            .build();
    for (String bucket : List.of("frames", "private")) {
      client.createBucket(request -> request.bucket(bucket));
      put(bucket, "lobby-1/a b.jpg", new byte[2]);
      put(bucket, "gate/c.jpg", new byte[1]);
    }
    fetcher = fetcher(endpoint, PATIENCE);
  }

  @AfterAll
  static void stop() {
    fetcher.close();
    client.close();
    store.shutdown();
    PROPERTIES.forEach(System::clearProperty);
  }

  @Override
  protected ImageFetcher fetcher() {
    return fetcher;
  }

  @Override
  protected String dataref(String name) {
    return "s3://frames/lobby-1/" + name.replace(" ", "%20");
  }

  @Override
  protected void put(String name, byte[] image) {
    put("frames", "lobby-1/" + name, image);
  }

  @Override
  protected String outside() {
    return "s3://private/lobby-1/a%20b.jpg";
  }

  @Override
  protected ImageFetcher fetcherOf(URI server, Duration timeout) {
    return fetcher(server, timeout);
  }

  @Override
  protected String datarefOf(URI server) {
    return "s3://frames/lobby-1/a.jpg";
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "s3://private/lobby-1/a%20b.jpg",
        "s3://frames/gate/c.jpg",
        "s3://frames-2/lobby-1/a.jpg",
        "s3:///lobby-1/a.jpg",
        "s3:frames"
      })
  void refusesAnotherBucketOrPrefix(String dataref) {
    Fetches.assertRefused(fetcher, dataref, RejectReason.DATAREF_NOT_ALLOWED);
  }

  private static ImageFetcher fetcher(URI endpoint, Duration timeout) {
    return new DatarefFetcher(
        new FetchSettings(
            List.of(URI.create("s3://frames/lobby-")),
            Fetches.MAX_BYTES,
            timeout,
            Optional.of(endpoint)));
  }

  private static void put(String bucket, String key, byte[] image) {
    client.putObject(request -> request.bucket(bucket).key(key), RequestBody.fromBytes(image));
  }
}
