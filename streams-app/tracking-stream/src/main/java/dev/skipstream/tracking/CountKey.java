package dev.skipstream.tracking;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.skipstream.schemas.event.LineCount;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import org.apache.kafka.common.utils.Bytes;

/**
 * The keys of counts in their store, in the order of camera, begin of the window, length of the
 * window, line and category. The lengths of names precede them, so that no two keys are equal.
 */
final class CountKey {
  /** A camera's name is the key of an image event, which has bounds. */
  static final int MOST_CAMERA_BYTES = 1024;

  private CountKey() {}

  static Bytes of(LineCount count) {
    byte[] line = count.line().getBytes(UTF_8);
    byte[] label = count.label().getBytes(UTF_8);
    byte[] begin = begin(count.camera(), count.from());
    return Bytes.wrap(
        ByteBuffer.allocate(begin.length + Long.BYTES + Short.BYTES + line.length + label.length)
            .put(begin)
            .putLong(Duration.between(count.from(), count.to()).toMillis())
            .putShort((short) line.length)
            .put(line)
            .put(label)
            .array());
  }

  /** Returns the key before all keys of a camera whose windows begin at a time or later. */
  static Bytes from(String camera, Instant time) {
    return Bytes.wrap(begin(camera, time));
  }

  /** Returns the key before all keys of a camera. */
  static Bytes first(String camera) {
    return Bytes.wrap(camera(camera));
  }

  /** Returns the key after all keys of a camera. */
  static Bytes last(String camera) {
    byte[] prefix = camera(camera);
    return Bytes.wrap(
        ByteBuffer.allocate(prefix.length + Long.BYTES + 1)
            .put(prefix)
            .putLong(-1)
            .put((byte) -1)
            .array());
  }

  private static byte[] camera(String camera) {
    byte[] name = camera.getBytes(UTF_8);
    return ByteBuffer.allocate(Short.BYTES + name.length)
        .putShort((short) name.length)
        .put(name)
        .array();
  }

  private static byte[] begin(String camera, Instant time) {
    byte[] prefix = camera(camera);
    // With the sign flipped, bytes sort as the numbers do.
    return ByteBuffer.allocate(prefix.length + Long.BYTES)
        .put(prefix)
        .putLong(time.toEpochMilli() ^ Long.MIN_VALUE)
        .array();
  }
}
