package dev.skipstream.camera;

import dev.skipstream.source.PictureSettings;
import dev.skipstream.source.VideoFile;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Supplier;

/**
 * The settings of one camera.
 *
 * @param name id of the source, and key of its records
 * @param address the camera, without its password
 * @param password asked before each connection, so a changed file is read; empty for none
 * @param rate frames per second to publish at most, selected by time; empty for all frames
 * @param transport carrier of an RTSP stream
 * @param trust certificates that are accepted for {@code rtsps} and {@code https}
 * @param quality JPEG quality of encoded frames, 1 to 100; MJPEG passes as it is, unless its size
 *     or its region differs
 * @param pictures the part, the size and the selection of the frames to publish
 * @param limits times and bounds
 */
public record CameraSettings(
    String name,
    CameraAddress address,
    Supplier<Optional<Secret>> password,
    OptionalDouble rate,
    Transport transport,
    Trust trust,
    int quality,
    PictureSettings pictures,
    Limits limits) {

  /** Carrier of an RTSP stream's packets. */
  public enum Transport {
    /** In the RTSP connection: the default. */
    TCP,
    /** In datagrams of their own. */
    UDP
  }

  /**
   * Times and bounds of a camera.
   *
   * @param connectDeadline the reader is ended when the first packet has not come by then
   * @param frameDeadline the reader is ended when no packet came for this time
   * @param firstBackoff pause before the first attempt to reconnect; doubles for each further one
   * @param maxBackoff longest pause
   * @param maxClockSkew a camera's clock that differs by more is wrong, and the arrival counts
   * @param window encoded frames of this camera that wait for the broker at most
   */
  public record Limits(
      Duration connectDeadline,
      Duration frameDeadline,
      Duration firstBackoff,
      Duration maxBackoff,
      Duration maxClockSkew,
      int window) {

    /** 10 s to connect, 4 s for a packet; pauses of 0.25 s to 3 s; 2 s of skew; four frames. */
    public static final Limits DEFAULT =
        new Limits(
            Duration.ofSeconds(10),
            Duration.ofSeconds(4),
            Duration.ofMillis(250),
            Duration.ofSeconds(3),
            Duration.ofSeconds(2),
            4);

    /** Frame deadline of segments, which come at once, and then not for up to 10 s. */
    private static final Duration SEGMENT_DEADLINE = Duration.ofSeconds(30);

    /** Returns {@link #DEFAULT}, with 30 s for a packet where an address is that of segments. */
    public static Limits defaultOf(CameraAddress address) {
      return address.isSegmented()
          ? new Limits(
              DEFAULT.connectDeadline,
              SEGMENT_DEADLINE,
              DEFAULT.firstBackoff,
              DEFAULT.maxBackoff,
              DEFAULT.maxClockSkew,
              DEFAULT.window)
          : DEFAULT;
    }

    /**
     * Checks the limits.
     *
     * @throws IllegalArgumentException that names the limit and its value
     */
    public Limits {
      requirePositive("connectDeadline", connectDeadline);
      requirePositive("frameDeadline", frameDeadline);
      requirePositive("firstBackoff", firstBackoff);
      requirePositive("maxBackoff", maxBackoff);
      requirePositive("maxClockSkew", maxClockSkew);
      if (window < 1) {
        throw new IllegalArgumentException("window is %d: expected at least 1".formatted(window));
      }
    }

    private static void requirePositive(String name, Duration value) {
      if (value.isNegative() || value.isZero()) {
        throw new IllegalArgumentException(
            "%s is %s: expected a time above zero".formatted(name, value));
      }
    }
  }

  /**
   * Checks the settings.
   *
   * @throws IllegalArgumentException that names the invalid setting and its value
   */
  public CameraSettings {
    if (name.isEmpty()) {
      throw new IllegalArgumentException("the camera's name is empty: expected a source id");
    }
    if (quality < 1 || quality > 100) {
      throw new IllegalArgumentException("quality is %d: expected 1 to 100".formatted(quality));
    }
    if (rate.isPresent() && !(rate.getAsDouble() > 0 && rate.getAsDouble() < 1e4)) {
      throw new IllegalArgumentException(
          "rate is %s: expected a number above 0".formatted(rate.getAsDouble()));
    }
  }

  /** Returns the default settings of a camera. */
  public static CameraSettings of(String name, CameraAddress address) {
    return new CameraSettings(
        name,
        address,
        Optional::empty,
        OptionalDouble.empty(),
        Transport.TCP,
        new Trust.SystemAuthorities(),
        VideoFile.DEFAULT_QUALITY,
        PictureSettings.WHOLE,
        Limits.defaultOf(address));
  }

  /** Returns the settings with a password, asked before each connection. */
  public CameraSettings withPassword(Supplier<Optional<Secret>> other) {
    return new CameraSettings(
        name, address, other, rate, transport, trust, quality, pictures, limits);
  }

  /** Returns the settings with a rate. */
  public CameraSettings withRate(OptionalDouble other) {
    return new CameraSettings(
        name, address, password, other, transport, trust, quality, pictures, limits);
  }

  /** Returns the settings with other limits. */
  public CameraSettings withLimits(Limits other) {
    return new CameraSettings(
        name, address, password, rate, transport, trust, quality, pictures, other);
  }

  /** Returns the settings with other pictures. */
  public CameraSettings withPictures(PictureSettings other) {
    return new CameraSettings(
        name, address, password, rate, transport, trust, quality, other, limits);
  }
}
