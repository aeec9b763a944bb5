package dev.skipstream.source.ffmpeg;

import static org.bytedeco.ffmpeg.global.avformat.avformat_index_get_entries_count;
import static org.bytedeco.ffmpeg.global.avformat.avformat_index_get_entry;

import java.util.OptionalLong;
import org.bytedeco.ffmpeg.avformat.AVIndexEntry;
import org.bytedeco.ffmpeg.avformat.AVStream;

/**
 * The counts of a container's index before the first packet is read.
 *
 * @param packets the number of expected packets; zero if the index does not list all of them
 * @param visible the number of visible frames; the others exist so that an edit list can begin
 *     between two key frames
 */
record StreamIndex(long packets, OptionalLong visible) {
  /** Some writers list a few packets more than they write. */
  private static final double TOLERATED_LOSS = 0.02;

  private static final int TOLERATED_PACKETS = 2;

  /** {@code AVINDEX_DISCARD_FRAME} of FFmpeg's avformat.h. */
  private static final int HIDDEN = 2;

  /** The index of a stream. Only containers that count their samples list all of them. */
  static StreamIndex of(AVStream stream) {
    long announced = stream.nb_frames();
    int entries = avformat_index_get_entries_count(stream);
    if (announced <= 0 || entries == 0) {
      return new StreamIndex(0, announced > 0 ? OptionalLong.of(announced) : OptionalLong.empty());
    }
    long packets = 0;
    long visible = 0;
    for (int i = 0; i < entries; i++) {
      AVIndexEntry entry = avformat_index_get_entry(stream, i);
      if (entry.size() > 0) {
        packets++;
        visible += (entry.flags() & HIDDEN) == 0 ? 1 : 0;
      }
    }
    return new StreamIndex(packets, OptionalLong.of(visible));
  }

  /** Returns if too many of the packets did not come. */
  boolean lacks(long read) {
    return packets - read > Math.max(TOLERATED_PACKETS, TOLERATED_LOSS * packets);
  }
}
