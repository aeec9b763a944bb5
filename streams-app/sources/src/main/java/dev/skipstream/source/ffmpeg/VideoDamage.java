package dev.skipstream.source.ffmpeg;

/**
 * Counts of what is wrong with a video, as far as it was read.
 *
 * @param corruptPackets packets that the container marks as incomplete, or before which others are
 *     missing
 * @param decodingErrors packets that the decoder rejects
 * @param damagedFrames frames that were decoded with errors
 * @param endsEarly the container ends inside of one of its parts
 */
public record VideoDamage(
    long corruptPackets, long decodingErrors, long damagedFrames, boolean endsEarly) {

  /** An undamaged video. */
  public static final VideoDamage NONE = new VideoDamage(0, 0, 0, false);

  /** Returns the counts for a message. */
  @Override
  public String toString() {
    return "corrupt packets: %d, rejected by the decoder: %d, frames decoded with errors: %d%s"
        .formatted(
            corruptPackets,
            decodingErrors,
            damagedFrames,
            endsEarly ? "; the container ends early" : "");
  }
}
