package dev.skipstream.source.store;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.robothy.s3.rest.LocalS3;
import com.robothy.s3.rest.bootstrap.LocalS3Mode;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.services.s3.S3Client;

/** Images in a bucket of a server that speaks S3, in this process. */
class S3ImageStoreTest extends ImageStoreContract {
  private static final List<String> PROPERTIES =
      List.of("aws.region", "aws.accessKeyId", "aws.secretAccessKey");

  private static LocalS3 server;
  private static URI endpoint;

  @BeforeAll
  static void start() throws Exception {
    PROPERTIES.forEach(property -> System.setProperty(property, "test"));
    server = LocalS3.builder().port(freePort()).mode(LocalS3Mode.IN_MEMORY).build();
    server.start();
    endpoint = URI.create("http://localhost:" + server.getPort());
    try (S3Client client =
        S3Client.builder()
            .httpClientBuilder(UrlConnectionHttpClient.builder())
            .endpointOverride(endpoint)
            .forcePathStyle(true)
            .build()) {
      client.createBucket(request -> request.bucket("frames"));
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  @AfterAll
  static void stop() {
    server.shutdown();
    PROPERTIES.forEach(System::clearProperty);
  }

  @Override
  URI place() {
    return URI.create("s3://frames/site-1");
  }

  @Override
  Optional<URI> endpoint() {
    return Optional.of(endpoint);
  }

  @Test
  void aBucketThatDoesNotExistIsAnErrorThatNamesTheFrameAndTheObject() throws Exception {
    try (ImageStore store = ImageStores.open(URI.create("s3://missing"), endpoint())) {
      assertThatThrownBy(() -> store.store(event("a", "a/1", new byte[] {1})))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("frame a/1: its image cannot be stored as s3://missing/a/1-");
    }
  }
}
