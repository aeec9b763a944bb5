package dev.skipstream.source.ffmpeg;

import static org.bytedeco.ffmpeg.global.avcodec.AV_PKT_FLAG_CORRUPT;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_unref;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_alloc_context3;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_decoder;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_free_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_open2;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_parameters_to_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_receive_frame;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_send_packet;
import static org.bytedeco.ffmpeg.global.avformat.av_read_frame;
import static org.bytedeco.ffmpeg.global.avformat.avformat_close_input;
import static org.bytedeco.ffmpeg.global.avutil.AV_LOG_QUIET;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_log_set_level;

import java.io.IOException;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.global.avutil;

/**
 * One reading of a video's frames, from the first to the last. It reads the input once, in order,
 * so a pipe will do.
 *
 * <p>Threading: for one thread, which {@link #open} and {@link #next} block while the input has no
 * bytes.
 */
public final class VideoStream implements AutoCloseable {
  /** {@code AV_FRAME_FLAG_CORRUPT} of FFmpeg's frame.h, which the bindings leave out. */
  private static final int FRAME_IS_CORRUPT = 1;

  static {
    // FFmpeg writes to stderr by itself otherwise; errors come to us as codes and flags.
    av_log_set_level(AV_LOG_QUIET);
  }

  private final VideoLocation location;
  private final AVFormatContext container;
  private final AVStream stream;
  private final AVCodecContext decoder;
  private final StreamIndex index;
  private final FrameTimes times;
  private final UprightBgr pixels = new UprightBgr();
  private final AVPacket packet = av_packet_alloc();
  private final AVFrame frame = av_frame_alloc();
  private long packets;
  private long frames;
  private long corruptPackets;
  private long decodingErrors;
  private long damagedFrames;
  private boolean endsEarly;

  private VideoStream(
      VideoLocation location, AVFormatContext container, AVStream stream, AVCodecContext decoder) {
    this.location = location;
    this.container = container;
    this.stream = stream;
    this.decoder = decoder;
    this.index = StreamIndex.of(stream);
    this.times = FrameTimes.of(container, stream);
  }

  /**
   * Opens a video and selects its stream of frames.
   *
   * @throws IOException when FFmpeg finds no video in it
   */
  public static VideoStream open(VideoLocation location) throws IOException {
    AVFormatContext container = Container.open(location);
    try {
      AVStream stream = Container.selectVideo(container, location);
      return new VideoStream(location, container, stream, decoder(stream, location));
    } catch (IOException e) {
      avformat_close_input(container);
      throw e;
    }
  }

  private static AVCodecContext decoder(AVStream stream, VideoLocation location)
      throws IOException {
    AVCodec codec = avcodec_find_decoder(stream.codecpar().codec_id());
    AVCodecContext decoder = avcodec_alloc_context3(codec);
    avcodec_parameters_to_context(decoder, stream.codecpar());
    decoder.pkt_timebase(stream.time_base());
    decoder.thread_count(0); // As many as there are processors.
    int code = avcodec_open2(decoder, codec, (AVDictionary) null);
    if (code < 0) {
      avcodec_free_context(decoder);
      throw new IOException(
          "%s: FFmpeg cannot decode its %s: %s"
              .formatted(location.name(), codec.name().getString(), Container.reason(code)));
    }
    return decoder;
  }

  /** Returns the number of frames, where the container says it; it may be an estimate. */
  public OptionalLong frames() {
    return index.visible().isPresent() ? index.visible() : times.estimatedFrames();
  }

  /** Returns the mean number of frames in a second, where the container or the codec says it. */
  public OptionalDouble framesPerSecond() {
    return times.framesPerSecond();
  }

  /**
   * Returns the next frame, or nothing after the last.
   *
   * @throws IOException when the container ends before the packets that its index lists, or when
   *     nothing of it can be decoded
   */
  public Optional<VideoFrame> next() throws IOException {
    while (true) {
      int code = avcodec_receive_frame(decoder, frame);
      if (code >= 0) {
        return Optional.of(visible());
      }
      if (code == avutil.AVERROR_EOF()) {
        requireVideo();
        return Optional.empty();
      }
      if (code == avutil.AVERROR_EAGAIN()) {
        feed();
      } else {
        decodingErrors++;
      }
    }
  }

  private VideoFrame visible() throws IOException {
    frames++;
    if (frame.decode_error_flags() != 0 || (frame.flags() & FRAME_IS_CORRUPT) != 0) {
      damagedFrames++;
    }
    FrameTimes.Stamp stamp = times.of(frame);
    try {
      return new VideoFrame(pixels.convert(frame), stamp.pts(), stamp.lasts());
    } catch (IOException e) {
      throw new IOException(location.name() + ": " + e.getMessage(), e);
    }
  }

  /** Gives the decoder the next packet, or tells it that there is none. */
  private void feed() throws IOException {
    int code = av_read_frame(container, packet);
    while (code >= 0 && packet.stream_index() != stream.index()) {
      av_packet_unref(packet);
      code = av_read_frame(container, packet);
    }
    if (code < 0) {
      endsEarly = code != avutil.AVERROR_EOF() || isCutShort();
      avcodec_send_packet(decoder, null);
      return;
    }
    packets++;
    if ((packet.flags() & AV_PKT_FLAG_CORRUPT) != 0) {
      corruptPackets++;
    }
    if (avcodec_send_packet(decoder, packet) < 0) {
      decodingErrors++;
    }
    av_packet_unref(packet);
  }

  private void requireVideo() throws IOException {
    if (index.lacks(packets)) {
      throw new IOException(
          "%s: ends after %d frames, its header announces %d; the file is damaged or cut short"
              .formatted(location.name(), frames, index.visible().orElse(index.packets())));
    }
    if (frames == 0 && !damage().equals(VideoDamage.NONE)) {
      throw new IOException(
          "%s: none of its frames can be decoded (%s)".formatted(location.name(), damage()));
    }
  }

  private boolean isCutShort() throws IOException {
    return container.iformat().name().getString().startsWith("matroska")
        && location.file().isPresent()
        && MatroskaSegment.isCutShort(location.file().get());
  }

  /** Returns the counts of what was wrong with the video up to now. */
  public VideoDamage damage() {
    return new VideoDamage(corruptPackets, decodingErrors, damagedFrames, endsEarly);
  }

  @Override
  public void close() {
    pixels.close();
    av_frame_free(frame);
    av_packet_free(packet);
    avcodec_free_context(decoder);
    avformat_close_input(container);
  }
}
