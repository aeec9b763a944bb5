package dev.skipstream.stream.internal.outcome;

/** The event of a frame is not one that its topic accepts. */
public final class OutcomeUnwritableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private OutcomeUnwritableException(String message) {
    super(message);
  }

  public static OutcomeUnwritableException tooLarge(String topic, long bytes, long room) {
    return new OutcomeUnwritableException(
        "the event of this frame has up to %d bytes with its key and headers: expected at most %d for topic %s; raise its max.message.bytes and the producer's max.request.size, or look at the image event's key and ce_id"
            .formatted(bytes, room, topic));
  }

  public static OutcomeUnwritableException withoutKey(String topic) {
    return new OutcomeUnwritableException(
        "the image event has no key: topic %s is compacted and accepts no record without one; set its cleanup.policy to delete"
            .formatted(topic));
  }
}
