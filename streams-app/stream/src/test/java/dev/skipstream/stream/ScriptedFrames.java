package dev.skipstream.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.skipstream.image.Frame;
import dev.skipstream.image.header.InvalidImageException;
import dev.skipstream.schemas.event.RejectReason;
import java.util.Arrays;

/**
 * Images that are a line of text, and frames that carry it in their pixels: what a test wrote into
 * a record is what its scripted detector reads.
 */
public final class ScriptedFrames {
  private static final int WIDTH = 16;
  private static final int HEIGHT = 4;

  private ScriptedFrames() {}

  public static byte[] image(String text) {
    return text.getBytes(UTF_8);
  }

  /** A decoder; {@code damaged} is a damaged image, {@code bug} makes it fail. */
  public static Frame decode(byte[] encoded) throws InvalidImageException {
    String text = new String(encoded, UTF_8);
    if (text.isEmpty()) {
      throw new InvalidImageException(RejectReason.EMPTY_IMAGE, "no bytes");
    }
    if (text.startsWith("damaged")) {
      throw new InvalidImageException(RejectReason.DAMAGED_IMAGE, "cut short");
    }
    if (text.startsWith("bug")) {
      throw new IllegalStateException("a defect of the decoder");
    }
    int height = text.startsWith("tall") ? 2 * HEIGHT : HEIGHT;
    return new Frame(Arrays.copyOf(encoded, 3 * WIDTH * height), WIDTH, height);
  }

  public static String textOf(Frame frame) {
    int end = 0;
    while (end < frame.rgb().length && frame.rgb()[end] != 0) {
      end++;
    }
    return new String(frame.rgb(), 0, end, UTF_8);
  }
}
