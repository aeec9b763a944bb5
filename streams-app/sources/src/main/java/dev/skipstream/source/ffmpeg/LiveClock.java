package dev.skipstream.source.ffmpeg;

import static org.bytedeco.ffmpeg.global.avcodec.AV_PKT_DATA_PRFT;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_get_side_data;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.SizeTPointer;

/** Times of the packets of a live input. */
final class LiveClock {
  private static final int REFERENCE_TIME_BYTES = 8;

  private LiveClock() {}

  /** Returns the times of a packet that was just read. */
  static LiveTime now(AVPacket packet) {
    return new LiveTime(Instant.now(), System.nanoTime(), reference(packet));
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
