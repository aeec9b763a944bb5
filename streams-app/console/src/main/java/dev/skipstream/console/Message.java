package dev.skipstream.console;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;

/**
 * A server-sent event, encoded once for all viewers. A later message with the same key replaces it.
 *
 * @param version distinguishes messages with one key
 * @param source the frame of the message, or null
 * @param bytes the event on the wire; never changed
 */
record Message(String key, long version, FrameView source, byte[] bytes) {
  static final String STATE = "state";

  static Message of(String key, long version, String event, byte[] json) {
    return new Message(key, version, null, encode(event, json));
  }

  static Message ofFrame(String key, FrameView frame) {
    return new Message(key, frame.offset(), frame, encode("frame", Json.bytes(frame)));
  }

  private static byte[] encode(String event, byte[] json) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(json.length + 32);
    out.writeBytes(("event: " + event + "\ndata: ").getBytes(UTF_8));
    out.writeBytes(json); // Jackson writes no line break
    out.writeBytes("\n\n".getBytes(UTF_8));
    return out.toByteArray();
  }
}
