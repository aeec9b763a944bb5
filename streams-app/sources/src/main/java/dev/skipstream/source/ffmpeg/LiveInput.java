package dev.skipstream.source.ffmpeg;

import java.util.Map;

/**
 * The arguments with which FFmpeg opens a live input.
 *
 * @param url the URL or the device, with the password: it is never shown
 * @param format FFmpeg's name of the input format; empty to let FFmpeg detect it
 * @param options FFmpeg's options of the input
 * @param passJpeg gives the packets of MJPEG as they are, without decoding them
 */
public record LiveInput(String url, String format, Map<String, String> options, boolean passJpeg) {
  public LiveInput {
    options = Map.copyOf(options);
  }

  @Override
  public String toString() {
    return "LiveInput[" + format + "]";
  }
}
