package dev.skipstream.source;

import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_FLAG_GLOBAL_HEADER;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_rescale_ts;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_alloc_context3;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_encoder_by_name;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_free_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_open2;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_parameters_from_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_receive_packet;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_send_frame;
import static org.bytedeco.ffmpeg.global.avformat.AVFMT_GLOBALHEADER;
import static org.bytedeco.ffmpeg.global.avformat.AVFMT_NOFILE;
import static org.bytedeco.ffmpeg.global.avformat.AVIO_FLAG_WRITE;
import static org.bytedeco.ffmpeg.global.avformat.AV_DISPOSITION_DEFAULT;
import static org.bytedeco.ffmpeg.global.avformat.av_interleaved_write_frame;
import static org.bytedeco.ffmpeg.global.avformat.av_write_trailer;
import static org.bytedeco.ffmpeg.global.avformat.avformat_alloc_output_context2;
import static org.bytedeco.ffmpeg.global.avformat.avformat_free_context;
import static org.bytedeco.ffmpeg.global.avformat.avformat_new_stream;
import static org.bytedeco.ffmpeg.global.avformat.avformat_write_header;
import static org.bytedeco.ffmpeg.global.avformat.avio_closep;
import static org.bytedeco.ffmpeg.global.avformat.avio_open;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_RANGE_UNSPECIFIED;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_SPC_UNSPECIFIED;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_BGR0;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_YUV420P;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_YUV420P10LE;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_free;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_set;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_get_buffer;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_make_writable;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.LongStream;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVIOContext;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.javacpp.BytePointer;

/**
 * A small video whose time stamps, pixel values and tags a test chooses. Its frames are of one
 * colour each.
 */
final class TestRecording {
  private static final int MILLIS = 1000;
  private static final int WIDTH = 64;
  private static final int HEIGHT = 48;
  private static final int KEY_FRAMES = 12;

  private String codec = "mpeg4";
  private long[] ptsMillis = {0};
  private int rate = 25;
  private int[] yuv = {128, 128, 128};
  private int depth = 8;
  private int matrix = AVCOL_SPC_UNSPECIFIED;
  private int range = AVCOL_RANGE_UNSPECIFIED;
  private int streams = 1;
  private boolean stripes;
  private String options = "";

  /** Frames at these times. */
  TestRecording at(long... millis) {
    ptsMillis = millis.clone();
    return this;
  }

  /** Adds frames at the nominal rate. */
  TestRecording frames(int count) {
    return at(LongStream.range(0, count).map(i -> MILLIS / rate * i).toArray());
  }

  TestRecording codec(String name) {
    codec = name;
    return this;
  }

  /** The nominal rate in frames a second; the time stamps are chosen by {@link #at}. */
  TestRecording rate(int framesPerSecond) {
    rate = framesPerSecond;
    return this;
  }

  /** The colour of all frames, in the numbers of {@code depth} bits, and its tags. */
  TestRecording colour(int[] yuv, int depth, int matrix, int range) {
    this.yuv = yuv.clone();
    this.depth = depth;
    this.matrix = matrix;
    this.range = range;
    return this;
  }

  /** Red and blue columns, one pixel wide, without loss. */
  TestRecording stripes() {
    codec = "ffv1";
    stripes = true;
    return this;
  }

  /** A second stream with the frames and four times the pixels of the first. */
  TestRecording withLargerSecondStream() {
    streams = 2;
    return this;
  }

  /** Options of the muxer, {@code name=value}. */
  TestRecording option(String option) {
    options = option;
    return this;
  }

  /** Writes the file; its name says the container. */
  Path write(Path file) {
    AVFormatContext container = new AVFormatContext(null);
    require(avformat_alloc_output_context2(container, null, (String) null, file.toString()));
    AVStream[] outputs = new AVStream[streams];
    AVCodecContext[] encoders = new AVCodecContext[streams];
    for (int i = 0; i < streams; i++) {
      encoders[i] = encoder(container, 1 + i);
      outputs[i] = avformat_new_stream(container, null);
      require(avcodec_parameters_from_context(outputs[i].codecpar(), encoders[i]));
      outputs[i].time_base().num(1).den(MILLIS);
      outputs[i].disposition(AV_DISPOSITION_DEFAULT);
      outputs[i].avg_frame_rate().num(rate).den(1);
    }
    if ((container.oformat().flags() & AVFMT_NOFILE) == 0) {
      AVIOContext output = new AVIOContext(null);
      require(avio_open(output, file.toString(), AVIO_FLAG_WRITE));
      container.pb(output);
    }
    AVDictionary dictionary = new AVDictionary(null);
    if (!options.isEmpty()) {
      String[] option = options.split("=", 2);
      av_dict_set(dictionary, option[0], option[1], 0);
    }
    require(avformat_write_header(container, dictionary));
    av_dict_free(dictionary);
    for (int i = 0; i < streams; i++) {
      // The first stream of two ends early, as a preview does.
      int frames = streams > 1 && i == 0 ? 1 : ptsMillis.length;
      encode(container, outputs[i], encoders[i], Arrays.copyOf(ptsMillis, frames));
      avcodec_free_context(encoders[i]);
    }
    require(av_write_trailer(container));
    avio_closep(container.pb());
    avformat_free_context(container);
    return file;
  }

  private AVCodecContext encoder(AVFormatContext container, int scale) {
    AVCodec found = avcodec_find_encoder_by_name(codec);
    AVCodecContext encoder = avcodec_alloc_context3(found);
    encoder.width(WIDTH * scale);
    encoder.height(HEIGHT * scale);
    encoder.pix_fmt(pixelFormat());
    encoder.colorspace(matrix);
    encoder.color_range(range);
    boolean millis = codec.equals("ffv1") || codec.equals("mpeg4");
    encoder.time_base().num(1).den(millis ? MILLIS : rate);
    encoder.framerate().num(rate).den(1);
    encoder.gop_size(KEY_FRAMES);
    encoder.bit_rate(400_000);
    encoder.strict_std_compliance(-1);
    encoder.thread_count(1);
    if ((container.oformat().flags() & AVFMT_GLOBALHEADER) != 0) {
      encoder.flags(encoder.flags() | AV_CODEC_FLAG_GLOBAL_HEADER);
    }
    require(avcodec_open2(encoder, found, (AVDictionary) null));
    return encoder;
  }

  private int pixelFormat() {
    if (stripes) {
      return AV_PIX_FMT_BGR0;
    }
    return depth == 8 ? AV_PIX_FMT_YUV420P : AV_PIX_FMT_YUV420P10LE;
  }

  private void encode(
      AVFormatContext container, AVStream output, AVCodecContext encoder, long[] times) {
    AVFrame frame = av_frame_alloc();
    frame.width(encoder.width());
    frame.height(encoder.height());
    frame.format(encoder.pix_fmt());
    frame.colorspace(matrix);
    frame.color_range(range);
    require(av_frame_get_buffer(frame, 0));
    AVPacket packet = av_packet_alloc();
    for (long time : times) {
      require(av_frame_make_writable(frame));
      fill(frame);
      frame.pts(time * encoder.time_base().den() / MILLIS);
      require(avcodec_send_frame(encoder, frame));
      drain(container, output, encoder, packet);
    }
    require(avcodec_send_frame(encoder, null));
    drain(container, output, encoder, packet);
    av_packet_free(packet);
    av_frame_free(frame);
  }

  private static void drain(
      AVFormatContext container, AVStream output, AVCodecContext encoder, AVPacket packet) {
    while (avcodec_receive_packet(encoder, packet) >= 0) {
      av_packet_rescale_ts(packet, encoder.time_base(), output.time_base());
      packet.stream_index(output.index());
      require(av_interleaved_write_frame(container, packet));
    }
  }

  private void fill(AVFrame frame) {
    if (stripes) {
      fillWithStripes(frame);
      return;
    }
    for (int plane = 0; plane < 3; plane++) {
      int rows = plane == 0 ? frame.height() : frame.height() / 2;
      int columns = plane == 0 ? frame.width() : frame.width() / 2;
      BytePointer data = frame.data(plane);
      byte[] row = new byte[columns * (depth == 8 ? 1 : 2)];
      for (int x = 0; x < columns; x++) {
        if (depth == 8) {
          row[x] = (byte) yuv[plane];
        } else {
          row[2 * x] = (byte) yuv[plane];
          row[2 * x + 1] = (byte) (yuv[plane] >> 8);
        }
      }
      for (int y = 0; y < rows; y++) {
        data.position((long) y * frame.linesize(plane)).put(row);
      }
      data.position(0);
    }
  }

  private static void fillWithStripes(AVFrame frame) {
    byte[] row = new byte[4 * frame.width()];
    for (int x = 0; x < frame.width(); x++) {
      row[4 * x + (x % 2 == 0 ? 2 : 0)] = (byte) 255;
    }
    for (int y = 0; y < frame.height(); y++) {
      frame.data(0).position((long) y * frame.linesize(0)).put(row);
    }
  }

  private static void require(int code) {
    if (code < 0) {
      throw new AssertionError("FFmpeg cannot write the test's video: " + code);
    }
  }
}
