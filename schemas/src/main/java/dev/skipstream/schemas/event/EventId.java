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
    SHADOW
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
    byte[] roleName = role.name().getBytes(StandardCharsets.US_ASCII);
    ByteBuffer bytes =
        ByteBuffer.allocate(2 * Long.BYTES + Integer.BYTES + Long.BYTES + roleName.length);
    bytes.putLong(topicId.getMostSignificantBits()).putLong(topicId.getLeastSignificantBits());
    bytes.putInt(partition).putLong(offset).put(roleName);
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
