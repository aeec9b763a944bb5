package dev.skipstream.tracking;

import dev.skipstream.track.CameraStateFormat;
import dev.skipstream.zones.WatchStateFormat;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import org.apache.kafka.common.Uuid;

/**
 * The bytes of a {@link CameraRecord}, below 64 KiB. Equal records have equal bytes. The first byte
 * is the version of the format; the two states have versions of their own.
 */
final class CameraRecordFormat {
  private static final byte VERSION = 1;
  private static final int HEADER_BYTES = Byte.BYTES + 2 * Long.BYTES + Integer.BYTES;

  /** The most bytes of a record. */
  static final int MOST_BYTES =
      HEADER_BYTES + CameraStateFormat.MOST_BYTES + WatchStateFormat.MOST_BYTES;

  private CameraRecordFormat() {}

  /** Returns the bytes of a record; the caller owns them. */
  static byte[] encode(CameraRecord record) {
    byte[] tracker = CameraStateFormat.encode(record.tracker());
    byte[] watch = WatchStateFormat.encode(record.watch());
    return ByteBuffer.allocate(HEADER_BYTES + tracker.length + watch.length)
        .put(VERSION)
        .putLong(record.topicId().getMostSignificantBits())
        .putLong(record.topicId().getLeastSignificantBits())
        .putInt(tracker.length)
        .put(tracker)
        .put(watch)
        .array();
  }

  /**
   * Returns the record of bytes.
   *
   * @throws IllegalArgumentException when they are not exactly one record of this version
   */
  static CameraRecord decode(byte[] bytes) {
    if (bytes.length == 0 || bytes[0] != VERSION) {
      throw new IllegalArgumentException(
          "record of a camera begins with %s: expected version %d; a later release may have written it"
              .formatted(bytes.length == 0 ? "nothing" : "version " + bytes[0], VERSION));
    }
    ByteBuffer in = ByteBuffer.wrap(bytes, 1, bytes.length - 1);
    try {
      Uuid topicId = new Uuid(in.getLong(), in.getLong());
      int length = in.getInt();
      if (length < 0 || length > in.remaining()) {
        throw damaged(bytes, null);
      }
      byte[] tracker = new byte[length];
      in.get(tracker);
      byte[] watch = new byte[in.remaining()];
      in.get(watch);
      return new CameraRecord(
          topicId, CameraStateFormat.decode(tracker), WatchStateFormat.decode(watch));
    } catch (BufferUnderflowException e) {
      throw damaged(bytes, e);
    }
  }

  private static IllegalArgumentException damaged(byte[] bytes, Throwable cause) {
    return new IllegalArgumentException(
        "record of a camera of %d bytes is cut off or damaged".formatted(bytes.length), cause);
  }
}
