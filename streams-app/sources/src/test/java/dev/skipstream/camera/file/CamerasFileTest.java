package dev.skipstream.camera.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skipstream.camera.CameraSettings;
import dev.skipstream.camera.CameraSettings.Transport;
import dev.skipstream.camera.Secret;
import dev.skipstream.camera.Trust;
import dev.skipstream.source.SourceException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CamerasFileTest {
  private static final String PASSWORD = "s3cret";

  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void secrets() throws Exception {
    file = folder.resolve("cameras.yaml");
    Files.writeString(folder.resolve("gate.password"), PASSWORD + "\nnot this line\n");
    Files.writeString(folder.resolve("empty.password"), "\n");
    Files.writeString(folder.resolve("ca.pem"), "-----BEGIN CERTIFICATE-----");
  }

  @Test
  void readsEachKeyOfACamera() {
    List<CameraSettings> cameras =
        CamerasFile.parse(
            file,
            """
            cameras:
              - name: gate
                url: rtsps://viewer@10.0.0.17/stream1
                password-file: gate.password
                fps: 2.5
                quality: 80
                transport: udp
                ca: ca.pem
                frame-deadline: 2m
                max-clock-skew: 500ms
              - name: "7"
                url: v4l2:/dev/video0
            """);

    CameraSettings gate = cameras.get(0);
    assertThat(gate.name()).isEqualTo("gate");
    assertThat(gate.address().text()).isEqualTo("rtsps://viewer@10.0.0.17/stream1");
    assertThat(gate.password().get()).contains(new Secret(PASSWORD));
    assertThat(gate.rate()).hasValue(2.5);
    assertThat(gate.quality()).isEqualTo(80);
    assertThat(gate.transport()).isEqualTo(Transport.UDP);
    assertThat(gate.trust()).isEqualTo(new Trust.Authority(folder.resolve("ca.pem")));
    assertThat(gate.limits().frameDeadline()).isEqualTo(Duration.ofMinutes(2));
    assertThat(gate.limits().maxClockSkew()).isEqualTo(Duration.ofMillis(500));
    CameraSettings device = cameras.get(1);
    assertThat(device.name()).isEqualTo("7");
    assertThat(device.rate()).isEqualTo(OptionalDouble.empty());
    assertThat(device.password().get()).isEmpty();
    assertThat(device.limits()).isEqualTo(CameraSettings.Limits.DEFAULT);
  }

  @Test
  void readsThePasswordOfAVariable() {
    CameraSettings camera = one("url: rtsp://viewer@h/s\n    password-env: PATH");

    assertThat(camera.password().get()).contains(new Secret(System.getenv("PATH")));
    assertThat(camera.toString()).doesNotContain(System.getenv("PATH"));
  }

  @Test
  void asksAPasswordFileBeforeEachConnection() throws Exception {
    CameraSettings camera = one("url: rtsp://viewer@h/s\n    password-file: gate.password");

    Files.writeString(folder.resolve("gate.password"), "another");

    assertThat(camera.password().get()).contains(new Secret("another"));
    assertThat(camera.toString()).doesNotContain("another");
  }

  @Test
  void twoReadingsOfOneFileAreEqual() {
    String both = "url: rtsp://viewer@h/s\n    password-file: gate.password\n    fps: 5";

    assertThat(one(both)).isEqualTo(one(both)).isNotEqualTo(one(both + "\n    quality: 50"));
    assertThat(one("url: rtsp://h/s")).isEqualTo(one("url: rtsp://h/s"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "url: rtsp://h/s; rate: 5 | 'rate' is no key: expected one of name, url, password-file",
        "fps: 5 | 'url' is missing: expected rtsp://HOST/PATH",
        "url: rtsp://h/s; fps: fast | 'fps' is of another type: expected a number above 0",
        "url: rtsp://h/s; fps: 0 | 'fps' is 0.0: expected a number above 0",
        "url: rtsp://h/s; quality: 101 | quality is 101: expected 1 to 100",
        "url: rtsp://h/s; transport: sctp | 'transport' is 'sctp': expected tcp or udp",
        "url: rtsp://h/s; insecure: perhaps | 'insecure' is of another type: expected true or"
            + " false",
        "url: rtsp://h/s; ca: absent.pem | absent.pem, which cannot be read: expected a PEM file",
        "url: rtsp://h/s; ca: ca.pem; insecure: true | 'ca' and 'insecure: true' are both given",
        "url: rtsp://h/s; frame-deadline: 0s | 'frame-deadline' is '0s': expected a time such as",
        "url: rtsp://h/s; password-file: gate.password | the password has no user",
        "url: v4l2:/dev/video0; password-file: gate.password | the password has no user",
        "url: rtsp://u@h/s; password-file: absent | password file",
        "url: rtsp://u@h/s; password-file: empty.password | begins with an empty line",
        "url: rtsp://u@h/s; password-env: NO_SUCH_VARIABLE | NO_SUCH_VARIABLE is not set",
        "url: rtsp://u@h/s; password-env: PATH; password-file: gate.password | are both given",
        "url: ftp://h/s | url: camera address begins with 'ftp:'",
        "url: rtsp://u:s3cret@h/s | url: camera address rtsp://h/s contains a password",
        "url: rtsp://u:a/s3cret@h/s | url: camera address 'rtsp://…' has a port that is no number",
        "url: 7 | 'url' is of another type: expected a text",
      })
  void eachFaultOfACameraIsOneLineWithFileAndCamera(String keys, String expected) {
    assertThatThrownBy(() -> one(keys.replace("; ", "\n    ")))
        .isInstanceOf(SourceException.class)
        .hasMessageStartingWith(file + ": camera gate: ")
        .hasMessageContaining(expected)
        .message()
        .doesNotContain(PASSWORD, "\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | expected 'cameras:' and below it a list of cameras",
        "cameras: [] | expected 'cameras:' and below it a list of cameras",
        "cameras: [gate] | camera number 1: expected keys such as 'name: gate'",
        "cameras: [{url: 'rtsp://h/s'}] | camera number 1: 'name' is missing",
        "cameras: [{name: 7, url: 'rtsp://h/s'}] | camera number 1: 'name' is of another type",
        "{cameras: [{name: a, url: 'rtsp://h/s'}], camera: 1} | 'camera' is no key: expected"
            + " cameras",
        "cameras: [{name: a, url: 'rtsp://h/s'}, {name: a, url: 'rtsp://h/t'}] | two cameras have"
            + " the name a",
        "cameras: [{name: a, name: b, url: 'rtsp://h/s'}] | line 1, column",
        "cameras: [{name: a, url: 'rtsp://u:s3cret@h/s | line 1, column",
      })
  void eachFaultOfAFileIsOneLine(String yaml, String expected) {
    assertThatThrownBy(() -> CamerasFile.parse(file, yaml))
        .isInstanceOf(SourceException.class)
        .hasMessageStartingWith(file.toString())
        .hasMessageContaining(expected)
        .message()
        .doesNotContain(PASSWORD, "\n");
  }

  @Test
  void aMissingFileIsNamed() {
    assertThatThrownBy(() -> CamerasFile.read(file))
        .isInstanceOf(SourceException.class)
        .hasMessage(file + ": there is no such file");
  }

  private CameraSettings one(String keys) {
    return CamerasFile.parse(file, "cameras:\n  - name: gate\n    " + keys + "\n").get(0);
  }
}
