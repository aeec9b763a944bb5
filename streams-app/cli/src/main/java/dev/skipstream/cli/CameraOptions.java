package dev.skipstream.cli;

import dev.skipstream.camera.CameraAddress;
import dev.skipstream.camera.CameraSettings;
import dev.skipstream.camera.CameraSettings.Limits;
import dev.skipstream.camera.CameraSettings.Transport;
import dev.skipstream.camera.Secret;
import dev.skipstream.camera.Trust;
import dev.skipstream.camera.file.PasswordFile;
import dev.skipstream.camera.file.PasswordVariable;
import dev.skipstream.publish.CameraSource;
import dev.skipstream.source.PictureSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Supplier;
import picocli.CommandLine.Option;

/** The options of one camera. */
final class CameraOptions {
  @Option(
      names = "--password-file",
      paramLabel = "FILE",
      description =
          "of a camera: file whose first line is the password of the URL's user (default: the"
              + " variable SKIPSTREAM_CAMERA_PASSWORD)")
  private Optional<Path> passwordFile;

  @Option(
      names = "--transport",
      paramLabel = "tcp|udp",
      defaultValue = "tcp",
      description = "of an RTSP camera: carrier of its packets (default: ${DEFAULT-VALUE})")
  private Carrier transport;

  @Option(
      names = "--ca",
      paramLabel = "FILE",
      description = "of a camera: PEM file of the authority, or of the self-signed certificate")
  private Optional<Path> authority;

  @Option(names = "--insecure", description = "of a camera: accept any certificate")
  private boolean insecure;

  @Option(
      names = "--frame-deadline",
      paramLabel = "DURATION",
      description =
          "of a camera: connect again when nothing came for this time (default: 4s; 30s for HLS)",
      converter = DurationConverter.class)
  private Optional<Duration> frameDeadline;

  @Option(
      names = "--max-clock-skew",
      paramLabel = "DURATION",
      defaultValue = "2s",
      description =
          "of a camera: use the time of arrival where its clock differs by more (default:"
              + " ${DEFAULT-VALUE})",
      converter = DurationConverter.class)
  private Duration maxClockSkew;

  /** The carriers, as the user writes them. */
  enum Carrier {
    tcp,
    udp
  }

  /**
   * Returns the settings of a camera.
   *
   * @param key id of the source; empty for the host and the path, or the device
   * @param rate frames a second, above 0; empty for all
   * @throws BadInputException when an option is unfit; never contains a password
   */
  CameraSettings camera(String url, Optional<String> key, OptionalDouble rate, int quality) {
    CameraAddress address = Settings.checked(() -> new CameraAddress(url));
    return Settings.checked(
        () ->
            new CameraSettings(
                CameraSource.of(address, key, quality).source(),
                address,
                password(address),
                rate,
                transport == Carrier.udp ? Transport.UDP : Transport.TCP,
                trust(),
                quality,
                PictureSettings.WHOLE,
                limits(Limits.defaultOf(address))));
  }

  private Supplier<Optional<Secret>> password(CameraAddress address) {
    if (passwordFile.isPresent()) {
      if (!address.namesUser()) {
        throw new BadInputException(
            "--password-file: %s names no user: expected one, as in rtsp://user@HOST/PATH"
                .formatted(address.shown()));
      }
      PasswordFile password = new PasswordFile(passwordFile.get());
      var unused =
          password.get(); // A missing file is the user's error now, and not an outage later.
      return password;
    }
    return address.namesUser() && System.getenv(CameraSource.PASSWORD) != null
        ? new PasswordVariable(CameraSource.PASSWORD)
        : Optional::empty;
  }

  private Trust trust() {
    if (authority.isPresent() && insecure) {
      throw new BadInputException("--ca and --insecure are both given: expected one of them");
    }
    if (authority.isPresent() && !Files.isReadable(authority.get())) {
      throw new BadInputException(
          "--ca is %s, which cannot be read: expected a PEM file".formatted(authority.get()));
    }
    return insecure
        ? new Trust.Insecure()
        : authority.<Trust>map(Trust.Authority::new).orElse(new Trust.SystemAuthorities());
  }

  private Limits limits(Limits defaults) {
    return new Limits(
        defaults.connectDeadline(),
        frameDeadline.orElse(defaults.frameDeadline()),
        defaults.firstBackoff(),
        defaults.maxBackoff(),
        maxClockSkew,
        defaults.window());
  }
}
