package dev.skipstream.publish;

import dev.skipstream.camera.CameraAddress;
import dev.skipstream.camera.CameraSettings;
import dev.skipstream.camera.Secret;
import dev.skipstream.source.FrameReader;
import dev.skipstream.source.FrameSource;
import dev.skipstream.source.Pace;
import dev.skipstream.source.PictureSettings;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * A live camera. Its frames come when the camera takes them, and never end, so nothing plays it:
 * {@link FramePublisher} publishes it with {@link CameraPublisher}.
 */
public final class CameraSource implements FrameSource {
  /** Environment variable with the password of a camera that is given by its address. */
  public static final String PASSWORD = "SKIPSTREAM_CAMERA_PASSWORD";

  private final CameraSettings settings;

  private CameraSource(CameraSettings settings) {
    this.settings = settings;
  }

  /**
   * Returns a camera whose password is in the environment variable {@value #PASSWORD}.
   *
   * @param key id of the source; empty for the host and the path, or the device
   * @param quality JPEG quality, 1 to 100
   */
  public static CameraSource of(CameraAddress address, Optional<String> key, int quality) {
    CameraSettings defaults = CameraSettings.of(key.orElseGet(() -> nameOf(address)), address);
    return of(
        new CameraSettings(
            defaults.name(),
            address,
            () ->
                Optional.ofNullable(System.getenv(PASSWORD))
                    .filter(password -> !password.isEmpty())
                    .map(Secret::new),
            defaults.rate(),
            defaults.transport(),
            defaults.trust(),
            quality,
            defaults.pictures(),
            defaults.limits()));
  }

  /** Returns this camera with other pictures. */
  CameraSource withPictures(PictureSettings pictures) {
    return of(settings.withPictures(pictures));
  }

  /** Returns a camera with all its settings. */
  public static CameraSource of(CameraSettings settings) {
    return new CameraSource(settings);
  }

  /** Returns {@code 10.0.0.7-stream1} for {@code rtsp://user@10.0.0.7:554/stream1?x=y}. */
  private static String nameOf(CameraAddress address) {
    String place =
        address.isDevice()
            ? address.device()
            : address.shown().replaceFirst("^[^:]*://", "").replaceFirst(":[0-9]+", "");
    String name =
        place.replaceFirst("[?].*", "").replaceAll("[^A-Za-z0-9._]+", "-").replaceAll("^-|-$", "");
    return name.isEmpty() ? "camera" : name;
  }

  /** Returns the camera's settings, with the rate of a pace. */
  CameraSettings settings(Pace pace) {
    return pace instanceof Pace.Rate rate
        ? settings.withRate(OptionalDouble.of(rate.framesPerSecond()))
        : settings;
  }

  @Override
  public String source() {
    return settings.name();
  }

  @Override
  public OptionalLong frames() {
    return OptionalLong.empty();
  }

  @Override
  public boolean repeatable() {
    return false;
  }

  @Override
  public FrameReader open() throws IOException {
    throw new IOException(
        "camera %s is live and cannot be played: expected a folder, a data set, a video or a street"
            .formatted(settings.name()));
  }
}
