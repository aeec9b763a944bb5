package dev.skipstream.schemas.event;

/** The record that a frame came in: topic, partition and offset. */
public record InputPosition(String topic, int partition, long offset) {

  /** {@code images-3@9121}. */
  @Override
  public String toString() {
    return topic + "-" + partition + "@" + offset;
  }
}
