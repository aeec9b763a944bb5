package dev.skipstream.camera;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class InputsTest {
  private static final Secret PASSWORD = new Secret("s3cr@t");

  @Test
  void onlyTheUrlOfATaskHasThePassword() throws IOException {
    ReaderTask task = task("rtsp://viewer@10.0.0.17/stream1", Optional.of(PASSWORD));

    assertThat(task.url()).isEqualTo("rtsp://viewer:s3cr%40t@10.0.0.17/stream1");
    assertThat(task.toString()).doesNotContain("s3cr");
    assertThat(task.input().toString()).doesNotContain("s3cr");
  }

  @Test
  void aCertificateIsComparedWithTheHost() throws IOException {
    ReaderTask task = task("rtsps://camera.example/stream1", Optional.empty());

    assertThat(task.options())
        .containsEntry("tls_verify", "1")
        .containsEntry("verifyhost", "camera.example")
        .containsKey("ca_file");
  }

  @Test
  void segmentsHaveALongerDeadlineThanFrames() {
    assertThat(deadline("https://camera.example/live/stream.m3u8?a=b").toSeconds()).isEqualTo(30);
    assertThat(deadline("https://camera.example/video.mjpg").toSeconds()).isEqualTo(4);
    assertThat(deadline("rtsp://camera.example/stream1").toSeconds()).isEqualTo(4);
  }

  private static java.time.Duration deadline(String url) {
    return CameraSettings.of("gate", new CameraAddress(url)).limits().frameDeadline();
  }

  private static ReaderTask task(String url, Optional<Secret> password) throws IOException {
    return Inputs.task(CameraSettings.of("gate", new CameraAddress(url)), password);
  }
}
