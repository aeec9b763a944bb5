package dev.skipstream.stream.internal.outcome;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/**
 * An outcome as the record that is written.
 *
 * @param key may be null
 * @param value may be null
 */
public record Written(byte[] key, byte[] value, Headers headers) {
  /** Size of a batch of one record, with the varints of the record at their longest. */
  private static final int BATCH_BYTES = 128;

  private static final int HEADER_BYTES = 10;

  /** Returns an upper bound of what the record takes, the header of its batch included. */
  public long size() {
    return BATCH_BYTES + length(key) + length(value) + size(headers);
  }

  /** Returns an upper bound of what headers take. */
  static long size(Headers headers) {
    long size = 0;
    for (Header header : headers) {
      size += HEADER_BYTES + header.key().getBytes(UTF_8).length + length(header.value());
    }
    return size;
  }

  private static long length(byte[] bytes) {
    return bytes == null ? 0 : bytes.length;
  }
}
