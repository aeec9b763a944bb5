package dev.skipstream.source.ffmpeg;

import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_FLAG_LOW_DELAY;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_MJPEG;
import static org.bytedeco.ffmpeg.global.avcodec.AV_PKT_FLAG_CORRUPT;
import static org.bytedeco.ffmpeg.global.avcodec.av_new_packet;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_unref;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_alloc_context3;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_decoder;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_free_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_get_name;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_open2;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_parameters_to_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_receive_frame;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_send_packet;
import static org.bytedeco.ffmpeg.global.avformat.av_guess_frame_rate;
import static org.bytedeco.ffmpeg.global.avformat.av_read_frame;
import static org.bytedeco.ffmpeg.global.avformat.avformat_close_input;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_unref;

import java.util.ArrayDeque;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Queue;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVRational;

/**
 * A live input: its pictures with their times, as soon as FFmpeg has them.
 *
 * <p>Threading: for one thread, which {@link #open} and {@link #next} block while the camera is
 * silent, for any time. Only the end of the process ends such a call with certainty.
 */
public final class LiveStream implements AutoCloseable {
  /** Pictures that a decoder may hold back, with a margin. */
  private static final int TICKETS = 256;

  private final AVFormatContext container;
  private final int stream;
  private final AVCodecContext decoder;

  /** Facts of the header: another thread may own the container of an RTP stream. */
  private final Header header;

  /** Pictures of an RTP stream; without them, FFmpeg's packets are pictures. */
  private final Optional<RtpPictures> rtp;

  private final AVPacket packet = av_packet_alloc();
  private final AVFrame frame = av_frame_alloc();
  private final Queue<LivePicture> ready = new ArrayDeque<>();

  /** Times of the packets in the decoder; the time stamp of a packet is its place here. */
  private final LiveTime[] times = new LiveTime[TICKETS];

  private final boolean passJpeg;
  private long packets;
  private long undecodable;

  private record Header(String codec, int width, int height, OptionalDouble framesPerSecond) {
    static Header of(AVFormatContext container, AVStream stream) {
      AVCodecParameters facts = stream.codecpar();
      return new Header(
          avcodec_get_name(facts.codec_id()).getString(),
          facts.width(),
          facts.height(),
          rate(container, stream));
    }

    private static OptionalDouble rate(AVFormatContext container, AVStream stream) {
      AVRational rate = av_guess_frame_rate(container, stream, null);
      return rate.num() > 0 && rate.den() > 0 && rate.num() < 1000L * rate.den()
          ? OptionalDouble.of((double) rate.num() / rate.den())
          : OptionalDouble.empty();
    }
  }

  private LiveStream(
      AVFormatContext container, AVStream stream, AVCodecContext decoder, LiveInput input) {
    this.container = container;
    this.stream = stream.index();
    this.decoder = decoder;
    this.header = Header.of(container, stream);
    this.passJpeg = input.passJpeg() && stream.codecpar().codec_id() == AV_CODEC_ID_MJPEG;
    this.rtp =
        LiveContainer.isRtp(container)
            ? Optional.of(new RtpPictures(container, stream))
            : Optional.empty();
  }

  /** Loads FFmpeg, which takes a while on a busy machine. {@link #open} does it otherwise. */
  public static void load() {
    LiveContainer.load();
  }

  /**
   * Opens the input and its decoder.
   *
   * @throws LiveException with the kind of the failure
   */
  public static LiveStream open(LiveInput input) throws LiveException {
    AVFormatContext container = LiveContainer.open(input);
    try {
      AVStream stream = LiveContainer.selectVideo(container);
      return new LiveStream(container, stream, decoder(stream), input);
    } catch (LiveException e) {
      avformat_close_input(container);
      throw e;
    }
  }

  private static AVCodecContext decoder(AVStream stream) throws LiveException {
    AVCodec codec = avcodec_find_decoder(stream.codecpar().codec_id());
    AVCodecContext decoder = avcodec_alloc_context3(codec);
    avcodec_parameters_to_context(decoder, stream.codecpar());
    // More threads would hold back a picture each.
    decoder.thread_count(1);
    decoder.flags(decoder.flags() | AV_CODEC_FLAG_LOW_DELAY);
    if (avcodec_open2(decoder, codec, (AVDictionary) null) < 0) {
      avcodec_free_context(decoder);
      throw new LiveException(
          LiveException.Kind.UNSUPPORTED_CODEC,
          "FFmpeg cannot decode its " + codec.name().getString());
    }
    return decoder;
  }

  /** Returns FFmpeg's name of the codec: {@code h264}. */
  public String codec() {
    return header.codec();
  }

  /** Returns the width in pixels; 0 while it is unknown. */
  public int width() {
    return Math.max(decoder.width(), header.width());
  }

  /** Returns the height in pixels; 0 while it is unknown. */
  public int height() {
    return Math.max(decoder.height(), header.height());
  }

  /** Returns the nominal rate, where the stream states it. */
  public OptionalDouble framesPerSecond() {
    return header.framesPerSecond();
  }

  /** Returns the number of packets up to now: while it grows, the camera is alive. */
  public long packets() {
    return packets;
  }

  /** Returns the number of packets that were damaged or could not be decoded. */
  public long undecodable() {
    return undecodable;
  }

  /**
   * Reads one packet.
   *
   * @return a picture, or nothing if the packet completed none
   * @throws LiveException when the input ends
   */
  public Optional<LivePicture> next() throws LiveException {
    if (ready.isEmpty()) {
      read();
    }
    return Optional.ofNullable(ready.poll());
  }

  static LiveException ended(int code) {
    return new LiveException(
        LiveException.Kind.ENDED, "the stream ended: " + Container.reason(code));
  }

  private void read() throws LiveException {
    try {
      if (rtp.isPresent()) {
        LivePart picture = rtp.get().next();
        av_new_packet(packet, picture.bytes().length);
        packet.data().put(picture.bytes());
        take(picture.time(), picture.damaged());
        return;
      }
      int code = av_read_frame(container, packet);
      if (code < 0) {
        throw ended(code);
      }
      if (packet.stream_index() == stream && packet.size() > 0) {
        take(LiveClock.now(packet), (packet.flags() & AV_PKT_FLAG_CORRUPT) != 0);
      }
    } finally {
      av_packet_unref(packet);
    }
  }

  private void take(LiveTime time, boolean damaged) {
    packets++;
    if (damaged) {
      undecodable++;
    } else if (!passJpeg || !passed(time)) {
      decode(time);
    }
  }

  /** Gives a JPEG as it is; a JPEG without tables has to be decoded. */
  private boolean passed(LiveTime time) {
    byte[] jpeg = new byte[packet.size()];
    packet.data().limit(jpeg.length).get(jpeg);
    if (!JpegBytes.isWhole(jpeg)) {
      undecodable++;
      return true;
    }
    if (!JpegBytes.hasTables(jpeg)) {
      return false;
    }
    ready.add(LivePicture.ofJpeg(jpeg, time));
    return true;
  }

  private void decode(LiveTime time) {
    int ticket = (int) (packets % TICKETS);
    times[ticket] = time;
    packet.pts(ticket);
    packet.dts(ticket);
    if (avcodec_send_packet(decoder, packet) < 0) {
      undecodable++;
      return;
    }
    while (avcodec_receive_frame(decoder, frame) >= 0) {
      long shown = frame.pts();
      LiveTime known = shown >= 0 && shown < TICKETS ? times[(int) shown] : null;
      ready.add(LivePicture.ofDecoded(frame, known == null ? time : known));
      av_frame_unref(frame);
    }
  }

  @Override
  public void close() {
    ready.forEach(LivePicture::close);
    av_frame_free(frame);
    av_packet_free(packet);
    avcodec_free_context(decoder);
    rtp.ifPresentOrElse(RtpPictures::close, () -> avformat_close_input(container));
  }
}
