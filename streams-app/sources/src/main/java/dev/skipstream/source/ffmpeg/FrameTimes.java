package dev.skipstream.source.ffmpeg;

import static org.bytedeco.ffmpeg.global.avformat.av_guess_frame_rate;
import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;
import static org.bytedeco.ffmpeg.global.avutil.AV_TIME_BASE;
import static org.bytedeco.ffmpeg.global.avutil.av_rescale_q;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVRational;

/**
 * Times of a stream's frames: their own time stamps, and the nominal rate where a frame has none.
 *
 * <p>Threading: for one thread.
 */
final class FrameTimes {
  /** Time stamp and length of a frame. */
  record Stamp(Duration pts, Duration lasts) {}

  private static final AVRational MICROS = new AVRational().num(1).den(1_000_000);

  private final AVRational timeBase;
  private final AVRational mean;
  private final AVRational nominal;
  private final long containerMicros;
  private long lastMicros;
  private long sinceLastStamp;

  private FrameTimes(
      AVRational timeBase, AVRational mean, AVRational nominal, long containerMicros) {
    this.timeBase = timeBase;
    this.mean = mean;
    this.nominal = nominal;
    this.containerMicros = containerMicros;
  }

  static FrameTimes of(AVFormatContext container, AVStream stream) {
    return new FrameTimes(
        stream.time_base(),
        // A stream without times has no mean: the demultiplexer's is a guess.
        container.duration() > 0 ? stream.avg_frame_rate() : new AVRational().num(0).den(1),
        av_guess_frame_rate(container, stream, null),
        container.duration());
  }

  Stamp of(AVFrame frame) {
    long stamp = frame.best_effort_timestamp();
    if (stamp == AV_NOPTS_VALUE) {
      // Counted from the last time stamp, so that rounding does not add up.
      return new Stamp(micros(lastMicros + atNominalRate(sinceLastStamp++)), lasts(frame));
    }
    lastMicros = av_rescale_q(stamp, timeBase, MICROS);
    sinceLastStamp = 1;
    return new Stamp(micros(lastMicros), lasts(frame));
  }

  private Duration lasts(AVFrame frame) {
    return micros(
        frame.best_effort_timestamp() != AV_NOPTS_VALUE && frame.duration() > 0
            ? av_rescale_q(frame.duration(), timeBase, MICROS)
            : atNominalRate(1));
  }

  private long atNominalRate(long frames) {
    return isKnown(nominal) ? Math.round(1e6 * frames * nominal.den() / nominal.num()) : 0;
  }

  OptionalDouble framesPerSecond() {
    AVRational rate = isKnown(mean) ? mean : nominal;
    return isKnown(rate)
        ? OptionalDouble.of((double) rate.num() / rate.den())
        : OptionalDouble.empty();
  }

  OptionalLong estimatedFrames() {
    OptionalDouble rate = framesPerSecond();
    return containerMicros > 0 && rate.isPresent()
        ? OptionalLong.of(Math.round(rate.getAsDouble() * containerMicros / AV_TIME_BASE))
        : OptionalLong.empty();
  }

  private static boolean isKnown(AVRational rate) {
    return rate.num() > 0 && rate.den() > 0;
  }

  private static Duration micros(long micros) {
    return Duration.of(micros, ChronoUnit.MICROS);
  }
}
