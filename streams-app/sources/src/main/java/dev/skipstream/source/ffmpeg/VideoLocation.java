package dev.skipstream.source.ffmpeg;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The place of a video.
 *
 * @param url of FFmpeg, with its protocol: a file name may contain a colon
 * @param name for messages
 * @param file a regular file, which can be read again; nothing for a pipe, whose bytes come once
 */
public record VideoLocation(String url, String name, Optional<Path> file) {

  /** The name of standard input on a command line. */
  public static final String STANDARD_INPUT = "-";

  /**
   * A regular file, or a pipe with a name.
   *
   * @throws IOException when there is no such file, or it cannot be read
   */
  public static VideoLocation of(Path file) throws IOException {
    if (!Files.isReadable(file)) {
      throw new IOException(file + ": no such file, or it cannot be read");
    }
    return new VideoLocation(
        "file:" + file.toAbsolutePath(),
        file.toString(),
        Optional.of(file).filter(Files::isRegularFile));
  }

  /** Standard input. It is taken as a pipe, also where a shell put a file in its place. */
  public static VideoLocation ofStandardInput() {
    return new VideoLocation("fd:", "standard input", Optional.empty());
  }

  /** Returns if the video can be read from its beginning again. */
  public boolean repeatable() {
    return file.isPresent();
  }
}
