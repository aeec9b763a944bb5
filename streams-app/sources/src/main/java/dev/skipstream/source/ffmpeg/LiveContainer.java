package dev.skipstream.source.ffmpeg;

import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_decoder;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_get_name;
import static org.bytedeco.ffmpeg.global.avdevice.avdevice_register_all;
import static org.bytedeco.ffmpeg.global.avformat.av_find_input_format;
import static org.bytedeco.ffmpeg.global.avformat.avformat_close_input;
import static org.bytedeco.ffmpeg.global.avformat.avformat_find_stream_info;
import static org.bytedeco.ffmpeg.global.avformat.avformat_network_init;
import static org.bytedeco.ffmpeg.global.avformat.avformat_open_input;
import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_VIDEO;
import static org.bytedeco.ffmpeg.global.avutil.AV_LOG_ERROR;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_free;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_set;
import static org.bytedeco.ffmpeg.global.avutil.av_log_set_level;
import static org.bytedeco.ffmpeg.global.avutil.setLogCallback;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVInputFormat;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.LogCallback;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.BytePointer;

/** Opens live inputs, and tells the causes of a failure apart. */
final class LiveContainer {
  /** Inputs whose header has the codec: to read ahead would delay the first pictures. */
  private static final Set<String> KNOWN_BY_HEADER = Set.of("rtsp", "mpjpeg", "lavfi");

  private static final Pattern UNRESOLVED =
      Pattern.compile("resolve hostname|name or service not known|getaddrinfo");
  private static final Pattern CERTIFICATE = Pattern.compile("certificate|verify");

  private LiveContainer() {}

  /** Keeps FFmpeg's errors off standard error, since they contain the URL with its password. */
  private static final class Errors extends LogCallback {
    private static final Errors INSTANCE = new Errors();

    private final StringBuilder text = new StringBuilder();

    @Override
    public synchronized void call(int level, BytePointer message) {
      if (level <= AV_LOG_ERROR && text.length() < 4096) {
        text.append(message.getString());
      }
    }

    synchronized String take() {
      String all = text.toString().toLowerCase(Locale.ROOT);
      text.setLength(0);
      return all;
    }
  }

  static {
    av_log_set_level(AV_LOG_ERROR);
    setLogCallback(Errors.INSTANCE);
    avformat_network_init();
    avdevice_register_all();
  }

  /** Returns when FFmpeg is loaded: the initialization of this class loads it. */
  static void load() {}

  /** Opens the container; the caller closes it. */
  static AVFormatContext open(LiveInput input) throws LiveException {
    AVInputFormat format = null;
    if (!input.format().isEmpty()) {
      format = av_find_input_format(input.format());
      if (format == null || format.isNull()) {
        throw new LiveException(
            LiveException.Kind.NOT_FOUND,
            "the FFmpeg of this platform has no input " + input.format());
      }
    }
    AVFormatContext container = new AVFormatContext(null);
    AVDictionary options = new AVDictionary(null);
    input.options().forEach((name, value) -> av_dict_set(options, name, value, 0));
    Errors.INSTANCE.take();
    int code = avformat_open_input(container, input.url(), format, options);
    av_dict_free(options);
    if (code < 0) {
      throw failure(code);
    }
    if (!KNOWN_BY_HEADER.contains(container.iformat().name().getString())) {
      code = avformat_find_stream_info(container, (AVDictionary) null);
      if (code < 0) {
        avformat_close_input(container);
        throw failure(code);
      }
    }
    return container;
  }

  static boolean isRtp(AVFormatContext container) {
    String name = container.iformat().name().getString();
    return name.equals("rtsp") || name.equals("sdp") || name.equals("rtp");
  }

  private static LiveException failure(int code) {
    String log = Errors.INSTANCE.take();
    return new LiveException(kind(code, log), Container.reason(code));
  }

  private static LiveException.Kind kind(int code, String log) {
    if (code == avutil.AVERROR_HTTP_UNAUTHORIZED() || code == avutil.AVERROR_HTTP_FORBIDDEN()) {
      return LiveException.Kind.UNAUTHORIZED;
    }
    if (code == avutil.AVERROR_HTTP_NOT_FOUND()
        || code == avutil.AVERROR_HTTP_BAD_REQUEST()
        || code == avutil.AVERROR_HTTP_OTHER_4XX()
        || code == avutil.AVERROR_STREAM_NOT_FOUND()
        || code == avutil.AVERROR_ENOENT()) {
      return LiveException.Kind.NOT_FOUND;
    }
    if (code == avutil.AVERROR_INVALIDDATA()) {
      return LiveException.Kind.NOT_A_STREAM;
    }
    if (CERTIFICATE.matcher(log).find() && !UNRESOLVED.matcher(log).find()) {
      return LiveException.Kind.UNTRUSTED;
    }
    return LiveException.Kind.UNREACHABLE;
  }

  /** Selects the stream with the most pixels; without sizes, the first that can be decoded. */
  static AVStream selectVideo(AVFormatContext container) throws LiveException {
    AVStream best = null;
    long most = -1;
    String undecodable = null;
    for (int i = 0; i < container.nb_streams(); i++) {
      AVStream stream = container.streams(i);
      stream.discard(avcodec.AVDISCARD_ALL);
      if (stream.codecpar().codec_type() != AVMEDIA_TYPE_VIDEO) {
        continue;
      }
      if (avcodec_find_decoder(stream.codecpar().codec_id()) == null) {
        undecodable = avcodec_get_name(stream.codecpar().codec_id()).getString();
        continue;
      }
      long pixels = (long) stream.codecpar().width() * stream.codecpar().height();
      if (pixels > most) {
        most = pixels;
        best = stream;
      }
    }
    if (best != null) {
      best.discard(avcodec.AVDISCARD_DEFAULT);
      return best;
    }
    throw undecodable == null
        ? new LiveException(LiveException.Kind.NOT_A_STREAM, "it has no stream of frames")
        : new LiveException(
            LiveException.Kind.UNSUPPORTED_CODEC, "FFmpeg has no decoder for its " + undecodable);
  }
}
