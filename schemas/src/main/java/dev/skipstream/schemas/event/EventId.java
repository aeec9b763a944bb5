package dev.skipstream.schemas.event;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.apache.kafka.common.Uuid;

/**
 * The ID ({@code ce_id}) of an outcome. It is a function of the input record alone. So a reader
 * that sees an outcome twice can tell, independent of the model, the outcome and the run.
 */
public final class EventId {

  /** The role of an outcome; a frame has one outcome for each role. */
  public enum Role {
    /** The answer to an image event. */
    OUTCOME,
    /** The answer of the shadow model. */
    SHADOW,
    /** The tracks of the frame of a detection event. */
    TRACKS,
    /** A happening in the frame of a detection event. */
    HAPPENING,
    /** The count of a line, with a crossing in the frame of a detection event. */
    COUNT
  }

  private static final int LENGTH = 16;

  private EventId() {}

  /**
   * The ID of the outcome of one input record.
   *
   * @param topicId of the input topic: a topic made anew under an old name has other frames
   * @return 32 hex digits: the first 16 bytes of SHA-256 over topic ID, partition, offset and role
   */
  public static String of(Uuid topicId, int partition, long offset, Role role) {
    return digest(topicId, partition, offset, role, new byte[0]);
  }

  /**
   * The ID of one of several events of a role that one input record has.
   *
   * @param number of the event among those of the record and the role, from 0
   * @return 32 hex digits: the first 16 bytes of SHA-256 over topic ID, partition, offset, role and
   *     number
   */
  public static String of(Uuid topicId, int partition, long offset, Role role, int number) {
    byte[] last = ByteBuffer.allocate(Integer.BYTES).putInt(number).array();
    return digest(topicId, partition, offset, role, last);
  }

  private static String digest(Uuid topicId, int partition, long offset, Role role, byte[] number) {
    byte[] roleName = role.name().getBytes(StandardCharsets.US_ASCII);
    ByteBuffer bytes =
        ByteBuffer.allocate(
            2 * Long.BYTES + Integer.BYTES + Long.BYTES + roleName.length + number.length);
    bytes.putLong(topicId.getMostSignificantBits()).putLong(topicId.getLeastSignificantBits());
    bytes.putInt(partition).putLong(offset).put(roleName).put(number);
    return HexFormat.of().formatHex(sha256().digest(bytes.array()), 0, LENGTH);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
