package dev.skipstream.async;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;

/**
 * The notes that an {@link AsyncStage} writes into the metadata of committed offsets, in the format
 * of Kafka Streams. The format is Base64 of a version byte, the partition's time and the notes.
 * Each note is the length of its name, the name, and a long.
 *
 * <p>Kafka Streams (4.4.0) has no public class for the format. {@code CommittedNotesTest} compares
 * this class with its internal one.
 */
public final class CommittedNotes {
  private static final byte VERSION = 2;
  private static final long UNKNOWN_TIME = -1;

  private CommittedNotes() {}

  /** Reads the notes; there are none where the metadata is not from a stage with notes. */
  public static Map<String, Long> read(String metadata) {
    Map<String, Long> notes = new HashMap<>();
    try {
      ByteBuffer bytes = ByteBuffer.wrap(Base64.getDecoder().decode(metadata));
      if (!bytes.hasRemaining() || bytes.get() != VERSION) {
        return Map.of();
      }
      bytes.getLong();
      int count = bytes.hasRemaining() ? bytes.getInt() : 0;
      for (int i = 0; i < count; i++) {
        int length = bytes.getInt();
        if (length < 0 || length > bytes.remaining()) {
          return Map.of();
        }
        byte[] name = new byte[length];
        bytes.get(name);
        notes.put(new String(name, UTF_8), bytes.getLong());
      }
      return notes;
    } catch (IllegalArgumentException | BufferUnderflowException e) {
      // This offset was not committed by an asynchronous stage.
      return Map.of();
    }
  }

  /** Writes metadata in the format of Kafka Streams, for a partition without a time. */
  public static String write(Map<String, Long> notes) {
    int size = Byte.BYTES + Long.BYTES + Integer.BYTES;
    for (String name : notes.keySet()) {
      size += Integer.BYTES + bytes(name).length + Long.BYTES;
    }
    ByteBuffer out = ByteBuffer.allocate(size);
    out.put(VERSION).putLong(UNKNOWN_TIME).putInt(notes.size());
    notes.forEach((name, value) -> out.putInt(bytes(name).length).put(bytes(name)).putLong(value));
    return Base64.getEncoder().encodeToString(out.array());
  }

  private static byte[] bytes(String name) {
    return name.getBytes(UTF_8);
  }
}
