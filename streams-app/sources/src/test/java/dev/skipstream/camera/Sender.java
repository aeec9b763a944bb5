package dev.skipstream.camera;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** FFmpeg's program as an encoder that sends a test picture, 10 frames a second. */
final class Sender implements AutoCloseable {
  static final int WIDTH = 320;
  static final int HEIGHT = 240;

  private final Process process;

  private Sender(Process process) {
    this.process = process;
  }

  /**
   * Starts to send.
   *
   * @param protocol FFmpeg's name of the protocol; the test is skipped where it lacks it
   * @param output FFmpeg's arguments for the output
   */
  static Sender start(String protocol, String... output) throws IOException, InterruptedException {
    assumeTrue(
        answer("-protocols").lines().anyMatch(line -> line.strip().equals(protocol))
            && answer("-encoders").contains("libx264"),
        "the sender needs Debian's ffmpeg with " + protocol);
    List<String> command =
        new ArrayList<>(
            List.of("ffmpeg", "-nostdin", "-loglevel", "error", "-re", "-f", "lavfi", "-i"));
    command.add("testsrc2=size=%dx%d:rate=10".formatted(WIDTH, HEIGHT));
    command.addAll(
        List.of("-c:v", "libx264", "-preset", "ultrafast", "-tune", "zerolatency", "-g", "10"));
    command.addAll(List.of(output));
    return new Sender(
        new ProcessBuilder(command)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start());
  }

  private static String answer(String question) throws InterruptedException {
    try {
      Process asked =
          new ProcessBuilder("ffmpeg", "-hide_banner", question)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      String text = new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      asked.waitFor();
      return text;
    } catch (IOException e) {
      return ""; // There is no such program.
    }
  }

  /** Returns the arguments for segments of HLS, of a second each, in a folder. */
  static String[] hls(Path folder) {
    return new String[] {
      "-f",
      "hls",
      "-hls_time",
      "1",
      "-hls_list_size",
      "4",
      "-hls_flags",
      "delete_segments",
      folder.resolve("live.m3u8").toString()
    };
  }

  /** Returns the arguments for a transport stream to an address. */
  static String[] transportStream(String address) {
    return new String[] {"-f", "mpegts", address};
  }

  boolean isSending() {
    return process.isAlive();
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }
}
