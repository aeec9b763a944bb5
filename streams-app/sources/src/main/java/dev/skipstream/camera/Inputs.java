package dev.skipstream.camera;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Converts the settings of a camera into arguments of FFmpeg. */
final class Inputs {
  /** FFmpeg's own time limit ends before ours, since its error names the cause. */
  private static final double OWN_SHARE = 0.8;

  private Inputs() {}

  /**
   * Returns the task of a reader.
   *
   * @param password empty for none
   * @throws IOException when a file of certificates cannot be read
   */
  static ReaderTask task(CameraSettings camera, Optional<Secret> password) throws IOException {
    CameraAddress address = camera.address();
    Map<String, String> options = new HashMap<>();
    options.put("fflags", "nobuffer");
    String url = password.map(address::with).orElse(address.text());
    String format = "";
    String micros =
        Long.toString(Math.round(camera.limits().connectDeadline().toNanos() / 1000.0 * OWN_SHARE));
    switch (address.scheme()) {
      case "rtsp", "rtsps" -> {
        format = "rtsp";
        options.put("rtsp_transport", camera.transport().name().toLowerCase(java.util.Locale.ROOT));
        options.put("allowed_media_types", "video");
        options.put("timeout", micros);
        options.put("max_delay", "100000");
        // FFmpeg's parser would hold each picture until the next one: RtpPictures replaces it.
        options.put("fflags", "nobuffer+noparse+nofillin");
      }
      case "http", "https" -> options.put("rw_timeout", micros);
      case "v4l2" -> {
        format = "video4linux2,v4l2";
        url = address.device();
      }
      case "avfoundation", "dshow", "lavfi" -> {
        format = address.scheme();
        url = address.device();
      }
      default -> {}
    }
    if (address.scheme().equals("rtsps") || address.scheme().equals("https")) {
      Optional<Path> authorities = authorities(camera.trust());
      options.put("tls_verify", authorities.isPresent() ? "1" : "0");
      if (authorities.isPresent()) {
        options.put("ca_file", authorities.get().toString());
        // Without it OpenSSL accepts the certificate of another host.
        options.put("verifyhost", address.host().orElse(""));
      }
    }
    return new ReaderTask(
        url,
        format,
        options,
        camera.rate(),
        camera.quality(),
        camera.pictures(),
        camera.limits().window());
  }

  private static Optional<Path> authorities(Trust trust) throws IOException {
    if (trust instanceof Trust.Authority one) {
      return Optional.of(one.pem());
    }
    return trust instanceof Trust.SystemAuthorities
        ? Optional.of(SystemAuthorities.pem())
        : Optional.empty();
  }
}
