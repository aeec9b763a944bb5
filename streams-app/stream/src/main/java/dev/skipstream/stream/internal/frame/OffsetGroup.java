package dev.skipstream.stream.internal.frame;

/**
 * Offsets of a partition whose frames share batches, and with no others.
 *
 * @param from the first of them, a multiple of the groups' size
 */
public record OffsetGroup(int partition, long from) {

  /** The group of an offset. */
  public static OffsetGroup of(int partition, long offset, int size) {
    return new OffsetGroup(partition, offset - offset % size);
  }
}
