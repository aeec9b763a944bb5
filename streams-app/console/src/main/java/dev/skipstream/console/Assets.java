package dev.skipstream.console;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The files of the page: our own, and those of its libraries. All are in jars, so the page works
 * without a network.
 */
final class Assets {
  private static final String INDEX = "index.html";
  private static final Pattern IMPORT_MAP =
      Pattern.compile("<script type=\"importmap\">(.*?)</script>", Pattern.DOTALL);

  private static final List<String> OWN =
      List.of(
          INDEX,
          "console.css",
          "console.js",
          "stream.js",
          "draw.js",
          "shapes.js",
          "wall.js",
          "camera.js",
          "tracks.js",
          "rules.js",
          "flow.js",
          "losses.js",
          "redrive.js",
          "models.js",
          "move.js",
          "shadow.js",
          "replays.js",
          "icon.svg");

  private static final Map<String, String> LIBRARIES =
      Map.of(
          "lit.js", "lit/index.js",
          "lit-html.js", "lit-html/lit-html.js",
          "is-server.js", "lit-html/is-server.js",
          "directive.js", "lit-html/directive.js",
          "directives/repeat.js", "lit-html/directives/repeat.js",
          "directive-helpers.js", "lit-html/directive-helpers.js",
          "lit-element.js", "lit-element/lit-element.js",
          "reactive-element.js", "lit__reactive-element/reactive-element.js",
          "css-tag.js", "lit__reactive-element/css-tag.js",
          "uplot.js", "uplot/dist/uPlot.iife.min.js");

  private final Map<String, Asset> files = new HashMap<>();
  private final String policy;

  /** A file. */
  record Asset(String contentType, byte[] bytes) {}

  Assets() {
    OWN.forEach(name -> files.put("/app/" + name, read("app/" + name, name)));
    files.put("/", files.remove("/app/" + INDEX));
    LIBRARIES.forEach((name, path) -> files.put("/lib/" + name, read(webjar(path), name)));
    files.put("/lib/uplot.css", read(webjar("uplot/dist/uPlot.min.css"), "uplot.css"));
    policy = policy(new String(files.get("/").bytes(), UTF_8));
  }

  Optional<Asset> find(String path) {
    return Optional.ofNullable(files.get(path));
  }

  /** Returns the Content-Security-Policy: nothing but this server, and no inline script. */
  String policy() {
    return policy;
  }

  private static String policy(String page) {
    Matcher map = IMPORT_MAP.matcher(page);
    if (!map.find()) {
      throw new IllegalStateException("the page has no import map");
    }
    return String.join(
        "; ",
        "default-src 'none'",
        "script-src 'self' 'sha256-%s'".formatted(sha256(map.group(1))),
        "style-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'");
  }

  private static String sha256(String text) {
    try {
      return Base64.getEncoder()
          .encodeToString(MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A library's folder has its version, which only its jar knows. */
  static String webjar(String path) {
    String name = path.substring(0, path.indexOf('/'));
    String properties = "/META-INF/maven/org.webjars.npm/%s/pom.properties".formatted(name);
    String version =
        new String(resource(properties), UTF_8)
            .lines()
            .filter(line -> line.startsWith("version="))
            .map(line -> line.substring("version=".length()).strip())
            .findFirst()
            .orElseThrow();
    return "/META-INF/resources/webjars/%s/%s%s"
        .formatted(name, version, path.substring(name.length()));
  }

  private static Asset read(String path, String name) {
    return new Asset(contentType(name), resource(path));
  }

  private static byte[] resource(String path) {
    try (InputStream in = Assets.class.getResourceAsStream(path)) {
      if (in == null) {
        throw new IllegalStateException("the jars lack " + path);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String contentType(String name) {
    return switch (name.substring(name.lastIndexOf('.') + 1)) {
      case "html" -> "text/html; charset=utf-8";
      case "css" -> "text/css; charset=utf-8";
      case "svg" -> "image/svg+xml";
      default -> "text/javascript; charset=utf-8";
    };
  }
}
