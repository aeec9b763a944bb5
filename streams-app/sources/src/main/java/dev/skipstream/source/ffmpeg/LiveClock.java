package dev.skipstream.source.ffmpeg;

import static org.bytedeco.ffmpeg.global.avcodec.AV_PKT_DATA_PRFT;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_get_side_data;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.SizeTPointer;

/**
 * Times of the packets of a live input.
 *
 * <p>FFmpeg's parser gives an H.264 picture when the next one begins. The picture then has the
 * reference time of the packet that ended it, and arrived when its predecessor was given.
 *
 * <p>Threading: for one thread.
 */
final class LiveClock {
  private static final int REFERENCE_TIME_BYTES = 8;

  private final boolean parsed;
  private LiveTime last;

  /**
   * Starts without a packet.
   *
   * @param parsed a parser gives a picture when the next one begins
   */
  LiveClock(boolean parsed) {
    this.parsed = parsed;
  }

  /** Returns the times of a packet that was just read. */
  LiveTime of(AVPacket packet) {
    LiveTime now = new LiveTime(Instant.now(), System.nanoTime(), reference(packet));
    LiveTime result = parsed && last != null ? last : now;
    last = now;
    return result;
  }

  /** Returns the producer's reference time: of RTP, the time by the last sender report. */
  private static Optional<Instant> reference(AVPacket packet) {
    try (SizeTPointer size = new SizeTPointer(1)) {
      BytePointer data = av_packet_get_side_data(packet, AV_PKT_DATA_PRFT, size);
      if (data == null || data.isNull() || size.get() < REFERENCE_TIME_BYTES) {
        return Optional.empty();
      }
      return Optional.of(Instant.EPOCH.plus(data.limit(size.get()).getLong(), ChronoUnit.MICROS));
    }
  }
}
