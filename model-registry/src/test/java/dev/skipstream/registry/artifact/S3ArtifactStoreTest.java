package dev.skipstream.registry.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.robothy.s3.rest.LocalS3;
import com.robothy.s3.rest.bootstrap.LocalS3Mode;
import dev.skipstream.registry.Digests;
import dev.skipstream.registry.InvalidModelException;
import dev.skipstream.registry.MissingArtifactException;
import dev.skipstream.registry.RegistryUnavailableException;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/** Against a server that speaks S3, in this process. */
class S3ArtifactStoreTest extends OwnedArtifactStoreContract {
  private static final String BUCKET = "models";

  private static LocalS3 server;
  private static int port;

  private S3ArtifactStore store;
  private Path archive;
  private String digest;

  @BeforeAll
  static void startServer() throws IOException {
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    server = LocalS3.builder().port(port).mode(LocalS3Mode.IN_MEMORY).build();
    server.start();
    try (S3Client client = client(port)) {
      client.createBucket(request -> request.bucket(BUCKET));
    }
  }

  @AfterAll
  static void stopServer() {
    server.shutdown();
  }

  @BeforeEach
  void open() throws IOException {
    store = store(port, 1_000);
    archive = Files.writeString(folder.resolve("archive.pt"), "of " + folder);
    digest = Digests.of(archive);
  }

  /** In a folder of the bucket that no other test has. */
  @Override
  protected ArtifactStore store() {
    return new S3ArtifactStore(() -> client(port), BUCKET, prefix(), cache(1_000));
  }

  @Override
  protected void damage(String digest) {
    putDamaged(prefix(), digest);
  }

  private String prefix() {
    return folder.getFileName() + "/";
  }

  private static void putDamaged(String prefix, String digest) {
    try (S3Client client = client(port)) {
      client.putObject(
          request -> request.bucket(BUCKET).key(prefix + "sha256/" + Digests.hex(digest)),
          RequestBody.fromString("damaged"));
    }
  }

  @Test
  void keepsAFetchedArtifactInTheCache() {
    store.put(archive, digest);

    assertThat(store.fetch(digest)).isEqualTo(cached()).hasContent("of " + folder);
  }

  @Test
  void startsWithWhatItHasWhenTheBucketIsAway() {
    store.put(archive, digest);
    store.fetch(digest);

    assertThat(store(1, 1_000).fetch(digest)).hasContent("of " + folder);
  }

  @Test
  void saysWhichObjectItCannotGet() {
    assertThatThrownBy(() -> store.fetch(digest))
        .isInstanceOf(MissingArtifactException.class)
        .hasMessageContaining("artifact s3://models/cells/sha256/")
        .hasMessageContaining("is not there; check bucket, prefix and region");
    assertThat(folder.resolve("cache")).isEmptyDirectory();
  }

  @Test
  void knowsWhatIsStoredWithoutFetchingIt() {
    assertThatThrownBy(() -> store.requireStored(digest))
        .isInstanceOf(MissingArtifactException.class);
    store.put(archive, digest);

    store.requireStored(digest);

    assertThat(folder.resolve("cache")).doesNotExist();
    assertThatThrownBy(() -> store(1, 1_000).requireStored(digest))
        .isExactlyInstanceOf(RegistryUnavailableException.class)
        .hasMessageContaining("check bucket, region and credentials");
  }

  @Test
  void refusesAnObjectThatWasDamaged() {
    putDamaged("cells/", digest);

    assertThatThrownBy(() -> store.fetch(digest))
        .isInstanceOf(InvalidModelException.class)
        .hasMessageContaining("what is there is damaged or not this version");
    assertThat(folder.resolve("cache")).isEmptyDirectory();
  }

  @Test
  void fetchesAgainWhatWasDamagedInTheCache() throws IOException {
    store.put(archive, digest);
    store.fetch(digest);
    Files.writeString(cached(), "damaged");

    assertThat(store.fetch(digest)).hasContent("of " + folder);
  }

  @Test
  void keepsThoseThatWereUsedLastWithinTheBound() throws Exception {
    S3ArtifactStore small = store(port, 2 * Files.size(archive));
    Path second = Files.writeString(folder.resolve("second.pt"), "2 " + folder);
    Path third = Files.writeString(folder.resolve("third.pt"), "3 " + folder);
    String secondDigest = Digests.of(second);
    String thirdDigest = Digests.of(third);
    small.put(archive, digest);
    small.put(second, secondDigest);
    small.put(third, thirdDigest);

    Path first = small.fetch(digest);
    Path unused = small.fetch(secondDigest);
    Files.setLastModifiedTime(first, FileTime.fromMillis(0));
    Files.setLastModifiedTime(unused, FileTime.fromMillis(1));
    small.fetch(digest);
    Path last = small.fetch(thirdDigest);

    assertThat(first).exists();
    assertThat(unused).doesNotExist();
    assertThat(last).exists();
  }

  private Path cached() {
    return folder.resolve("cache/artifacts/sha256").resolve(Digests.hex(digest));
  }

  private S3ArtifactStore store(int port, long cacheBytes) {
    return new S3ArtifactStore(() -> client(port), BUCKET, "cells/", cache(cacheBytes));
  }

  private ArtifactCache cache(long bytes) {
    return new ArtifactCache(folder.resolve("cache"), bytes);
  }

  private static S3Client client(int port) {
    return S3Client.builder()
        .httpClientBuilder(UrlConnectionHttpClient.builder())
        .region(Region.US_EAST_1)
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")))
        .endpointOverride(URI.create("http://localhost:" + port))
        .forcePathStyle(true)
        .build();
  }
}
