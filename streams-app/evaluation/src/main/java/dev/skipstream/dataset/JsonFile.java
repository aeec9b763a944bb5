package dev.skipstream.dataset;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;

/**
 * A file with one JSON value, plain or gzip: a file that begins as gzip does is unpacked. Damaged
 * JSON, and data after the value, are errors that name the place.
 */
final class JsonFile {
  private static final JsonFactory JSON =
      JsonFactory.builder()
          // Python writes them. Only an area may be one: all other fields reject them by name.
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
          .build();

  private static final int GZIP_FIRST = 0x1f;
  private static final int GZIP_SECOND = 0x8b;

  private JsonFile() {}

  /** Reads the value of a file. */
  @FunctionalInterface
  interface Content {
    void read(StrictJson json) throws IOException;
  }

  /**
   * Reads a file to its end.
   *
   * @throws IOException that names the file, and the place in it
   */
  static void read(Path file, Content content) throws IOException {
    try (InputStream bytes = unpacked(file);
        JsonParser parser = JSON.createParser(bytes)) {
      StrictJson json = new StrictJson(file, parser);
      try {
        parser.nextToken();
        content.read(json);
      } catch (JsonProcessingException e) {
        throw damaged(file, json.place(), e);
      }
      requireEnd(file, parser);
    } catch (NoSuchFileException e) {
      throw new IOException(file + ": no such file", e);
    }
  }

  private static InputStream unpacked(Path file) throws IOException {
    if (Files.isDirectory(file) || (Files.exists(file) && !Files.isReadable(file))) {
      throw new IOException(file + ": is no file that can be read");
    }
    InputStream bytes = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
    bytes.mark(2);
    boolean packed = bytes.read() == GZIP_FIRST && bytes.read() == GZIP_SECOND;
    bytes.reset();
    if (!packed) {
      return bytes;
    }
    try {
      return new BufferedInputStream(new GZIPInputStream(bytes, 1 << 16), 1 << 16);
    } catch (IOException e) {
      bytes.close();
      throw new IOException("%s: the gzip is damaged: %s".formatted(file, e.getMessage()), e);
    }
  }

  private static void requireEnd(Path file, JsonParser parser) throws IOException {
    JsonToken more;
    try {
      more = parser.nextToken();
    } catch (JsonProcessingException e) {
      throw extraData(file, parser, e);
    }
    if (more != null) {
      throw extraData(file, parser, null);
    }
  }

  private static IOException damaged(Path file, String place, JsonProcessingException cause) {
    return new IOException(
        "%s: %sthe JSON is damaged at line %d, column %d: %s"
            .formatted(
                file,
                place,
                cause.getLocation().getLineNr(),
                cause.getLocation().getColumnNr(),
                cause.getOriginalMessage()),
        cause);
  }

  private static IOException extraData(Path file, JsonParser parser, Exception cause) {
    return new IOException(
        "%s: extra data after the JSON value, at line %d, column %d: expected one list or object in the file; write lists that were concatenated as one"
            .formatted(
                file,
                parser.currentTokenLocation().getLineNr(),
                parser.currentTokenLocation().getColumnNr()),
        cause);
  }
}
