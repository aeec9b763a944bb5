package dev.skipstream.source.ffmpeg;

import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_decoder;
import static org.bytedeco.ffmpeg.global.avformat.AV_DISPOSITION_ATTACHED_PIC;
import static org.bytedeco.ffmpeg.global.avformat.AV_DISPOSITION_DEFAULT;
import static org.bytedeco.ffmpeg.global.avformat.avformat_close_input;
import static org.bytedeco.ffmpeg.global.avformat.avformat_find_stream_info;
import static org.bytedeco.ffmpeg.global.avformat.avformat_open_input;
import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_VIDEO;
import static org.bytedeco.ffmpeg.global.avutil.av_strerror;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.global.avcodec;

/** Opens containers and selects the stream that the {@code ffmpeg} program selects. */
final class Container {
  /**
   * {@code AVSTREAM_EVENT_FLAG_NEW_PACKETS} of FFmpeg's avformat.h, which the bindings leave out.
   */
  private static final int NEW_PACKETS = 2;

  private static final long HAS_PACKETS = 100_000_000;
  private static final long IS_DEFAULT = 5_000_000;

  private Container() {}

  /** Opens the container; the caller closes it. */
  static AVFormatContext open(VideoLocation location) throws IOException {
    AVFormatContext container = new AVFormatContext(null);
    int code = avformat_open_input(container, location.url(), null, (AVDictionary) null);
    if (code < 0) {
      throw notAVideo(location, reason(code));
    }
    code = avformat_find_stream_info(container, (AVDictionary) null);
    if (code < 0) {
      avformat_close_input(container);
      throw notAVideo(location, reason(code));
    }
    return container;
  }

  /**
   * Selects the stream of frames: one that has packets before one that has none, then the default
   * stream, then the most pixels, then the first. A cover picture comes last.
   */
  static AVStream selectVideo(AVFormatContext container, VideoLocation location)
      throws IOException {
    AVStream best = null;
    long most = 0;
    String undecodable = null;
    for (int i = 0; i < container.nb_streams(); i++) {
      AVStream stream = container.streams(i);
      stream.discard(avcodec.AVDISCARD_ALL);
      if (stream.codecpar().codec_type() != AVMEDIA_TYPE_VIDEO) {
        continue;
      }
      if (avcodec_find_decoder(stream.codecpar().codec_id()) == null) {
        undecodable = avcodec.avcodec_get_name(stream.codecpar().codec_id()).getString();
        continue;
      }
      long score = score(stream);
      if (score > most) {
        most = score;
        best = stream;
      }
    }
    if (best == null) {
      throw notAVideo(
          location,
          undecodable == null
              ? "no stream of frames"
              : "there is no decoder for its codec " + undecodable);
    }
    best.discard(avcodec.AVDISCARD_DEFAULT);
    return best;
  }

  private static long score(AVStream stream) {
    if ((stream.disposition() & AV_DISPOSITION_ATTACHED_PIC) != 0) {
      return 1;
    }
    return (long) stream.codecpar().width() * stream.codecpar().height()
        + ((stream.event_flags() & NEW_PACKETS) != 0 ? HAS_PACKETS : 0)
        + ((stream.disposition() & AV_DISPOSITION_DEFAULT) != 0 ? IS_DEFAULT : 0);
  }

  /** Returns the text of an FFmpeg error code. */
  static String reason(int code) {
    byte[] text = new byte[128];
    av_strerror(code, text, text.length);
    int length = 0;
    while (length < text.length && text[length] != 0) {
      length++;
    }
    return new String(text, 0, length, StandardCharsets.UTF_8);
  }

  private static IOException notAVideo(VideoLocation location, String reason) {
    return new IOException(
        "%s: FFmpeg finds no video in it (%s); expected an MP4, MKV, WebM, AVI or the like, and the whole file%s"
            .formatted(
                location.name(),
                reason,
                location.repeatable()
                    ? ""
                    : "; an MP4 that comes through a pipe must have its index in front (ffmpeg"
                        + " -movflags faststart)"));
  }
}
