package dev.skipstream.camera;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The address of a camera, without its password: {@code rtsp://user@host/stream}, {@code
 * v4l2:/dev/video0}.
 *
 * @param text the address as FFmpeg and the user know it; it may name a user, never a password
 */
public record CameraAddress(String text) {
  /** Schemes of a URL: {@code scheme://[user@]host[:port]/path}. */
  private static final Set<String> STREAMS =
      Set.of("rtsp", "rtsps", "http", "https", "udp", "srt", "rtp", "tcp");

  /** User, host and port, up to the path. */
  private static final Pattern HOST =
      Pattern.compile("^(?:[^/?#]*@)?(?:\\[[^\\]/?#]*]|[^:/?#]*)(?::[0-9]*)?(?:[/?#]|$)");

  /** Schemes of a device of this machine; {@code lavfi} generates a test picture. */
  private static final Set<String> DEVICES = Set.of("v4l2", "avfoundation", "dshow", "lavfi");

  /**
   * Checks the address.
   *
   * @throws IllegalArgumentException when the scheme is not supported, the host is missing, or the
   *     address contains a password; the message never contains the password
   */
  public CameraAddress {
    String scheme = schemeOf(text);
    if (!STREAMS.contains(scheme) && !DEVICES.contains(scheme)) {
      throw new IllegalArgumentException(
          "camera address begins with '%s:': expected rtsp, rtsps, http, https, udp, srt, v4l2, avfoundation or dshow"
              .formatted(scheme));
    }
    if (STREAMS.contains(scheme)) {
      if (!text.startsWith("://", scheme.length())) {
        throw new IllegalArgumentException(
            "camera address is '%s:…': expected %s://HOST/PATH".formatted(scheme, scheme));
      }
      if (userInfo(text).filter(user -> user.contains(":")).isPresent()) {
        throw new IllegalArgumentException(
            "camera address %s contains a password: expected the user alone, as in rtsp://user@host/; give the password in the variable SKIPSTREAM_CAMERA_PASSWORD or in a file (--password-file, or password-file in a file of cameras)"
                .formatted(shown(text)));
      }
      if (!HOST.matcher(text.substring(scheme.length() + 3)).find()) {
        // Not quoted: a password with a slash looks like a port and a path.
        throw new IllegalArgumentException(
            "camera address '%s://…' has a port that is no number: expected %s://HOST:PORT/PATH, without a password; write a slash in the user's name as %%2F"
                .formatted(scheme, scheme));
      }
    }
  }

  /** Returns if a name is that of a camera, and not of a file: it begins with a scheme. */
  public static boolean isCamera(String name) {
    String scheme = schemeOf(name);
    return DEVICES.contains(scheme)
        || (scheme.length() > 1 && name.startsWith("://", scheme.length()));
  }

  /** Returns the scheme in lower case: {@code rtsp}. */
  public String scheme() {
    return schemeOf(text);
  }

  /** Returns if the address names a device of this machine. */
  public boolean isDevice() {
    return DEVICES.contains(scheme());
  }

  /** Returns if the frames come in segments, each of several seconds: HLS. */
  public boolean isSegmented() {
    return scheme().startsWith("http")
        && text.replaceFirst("[?#].*", "").toLowerCase(Locale.ROOT).endsWith(".m3u8");
  }

  /** Returns the part after the scheme and its colon: the name of a device. */
  public String device() {
    return text.substring(scheme().length() + 1);
  }

  /** Returns if the address names a user, to whom a password belongs. */
  public boolean namesUser() {
    return !isDevice() && userInfo(text).isPresent();
  }

  /** Returns the host, if the address is a URL that has one. */
  public Optional<String> host() {
    try {
      return isDevice() ? Optional.empty() : Optional.ofNullable(new URI(text).getHost());
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }

  /** Returns the port, if the address states it; -1 otherwise. */
  public int port() {
    try {
      return isDevice() ? -1 : new URI(text).getPort();
    } catch (URISyntaxException e) {
      return -1;
    }
  }

  /**
   * Returns the address with a password for its user.
   *
   * @return the address itself, where it names no user
   */
  String with(Secret password) {
    return userInfo(text)
        .map(
            user ->
                scheme()
                    + "://"
                    + user
                    + ":"
                    + password.percentEncoded()
                    + text.substring(scheme().length() + 3 + user.length()))
        .orElse(text);
  }

  /**
   * Returns the address for logs and errors: without user and query, since some cameras take a
   * password in the query.
   */
  public String shown() {
    return shown(text);
  }

  private static String shown(String text) {
    String whole = text;
    int query = whole.indexOf('?');
    if (query >= 0 && !schemeOf(text).equals("lavfi")) {
      whole = whole.substring(0, query) + "?…";
    }
    Optional<String> user = userInfo(text);
    return user.isEmpty() ? whole : whole.replaceFirst("://[^/]*@", "://");
  }

  /** Returns the text before the last {@code @} of the authority. */
  private static Optional<String> userInfo(String text) {
    int start = text.indexOf("://");
    if (start < 0) {
      return Optional.empty();
    }
    int end = start + 3;
    while (end < text.length() && "/?#".indexOf(text.charAt(end)) < 0) {
      end++;
    }
    int at = text.lastIndexOf('@', end - 1);
    return at < start + 3 ? Optional.empty() : Optional.of(text.substring(start + 3, at));
  }

  private static String schemeOf(String text) {
    int colon = text.indexOf(':');
    return colon < 0 ? "" : text.substring(0, colon).toLowerCase(Locale.ROOT);
  }

  @Override
  public String toString() {
    return shown();
  }
}
