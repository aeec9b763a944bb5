package dev.skipstream.camera;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class CameraAddressTest {
  private static final Secret PASSWORD = new Secret("p@ss/w:rd 1");

  @Test
  void thePasswordIsPutBehindTheUser() {
    assertThat(new CameraAddress("rtsp://admin@10.0.0.7:554/a?b=c").with(PASSWORD))
        .isEqualTo("rtsp://admin:p%40ss%2Fw%3Ard%201@10.0.0.7:554/a?b=c");
    assertThat(new CameraAddress("rtsp://10.0.0.7/a").with(PASSWORD))
        .isEqualTo("rtsp://10.0.0.7/a");
  }

  @Test
  void aPasswordInTheAddressIsRejectedAndNotRepeated() {
    assertThatThrownBy(() -> new CameraAddress("rtsp://admin:hunter2@10.0.0.7/a"))
        .hasMessageContaining("SKIPSTREAM_CAMERA_PASSWORD")
        .hasMessageNotContaining("hunter2");
  }

  @Test
  void isShownWithoutUserAndQuery() {
    assertThat(new CameraAddress("http://admin@cam/mjpg?user=a&pwd=hunter2").shown())
        .isEqualTo("http://cam/mjpg?…");
  }

  @Test
  void aNameWithASchemeIsACamera() {
    assertThat(CameraAddress.isCamera("rtsp://cam/a")).isTrue();
    assertThat(CameraAddress.isCamera("v4l2:/dev/video0")).isTrue();
    assertThat(CameraAddress.isCamera("street:7")).isFalse();
    assertThat(CameraAddress.isCamera("C:\\videos\\a.mp4")).isFalse();
    assertThat(CameraAddress.isCamera("lobby.mp4")).isFalse();
    assertThatThrownBy(() -> new CameraAddress("gopher://cam/a"))
        .hasMessageContaining("'gopher:': expected rtsp");
  }

  @Test
  void aSecretIsHidden() {
    assertThat(PASSWORD).hasToString("***");
    assertThat(PASSWORD.hideIn("p@ss/w:rd 1 and p%40ss%2Fw%3Ard%201")).isEqualTo("*** and ***");
  }
}
