package dev.skipstream.source.ffmpeg;

import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_MJPEG;
import static org.bytedeco.ffmpeg.global.avcodec.AV_PKT_FLAG_CORRUPT;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_unref;
import static org.bytedeco.ffmpeg.global.avformat.av_read_frame;
import static org.bytedeco.ffmpeg.global.avformat.avformat_close_input;

import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVStream;

/**
 * Encoded pictures of an RTP stream that is read without FFmpeg's parser. The parser would hold
 * each picture until the next one begins.
 *
 * <p>Threading: a thread of its own reads the packets, and closes the container at its end. {@link
 * #next} is for one thread, and waits for packets for any time. {@link #close} returns at once; the
 * own thread may hang in FFmpeg until the end of the process.
 */
final class RtpPictures implements AutoCloseable {
  /** Parts that wait at most; the camera waits then. */
  private static final int WAITING = 4096;

  /** An end of the stream, or a part. */
  private record Item(Optional<LivePart> part, int code) {}

  private final BlockingQueue<Item> items = new LinkedBlockingQueue<>(WAITING);
  private final AVFormatContext container;
  private final int stream;
  private final boolean whole;
  private final PictureParts parts;
  private volatile boolean closed;

  /**
   * Begins to read.
   *
   * @param container owned by this object from now on
   */
  RtpPictures(AVFormatContext container, AVStream stream) {
    this.container = container;
    this.stream = stream.index();
    this.whole = stream.codecpar().codec_id() == AV_CODEC_ID_MJPEG;
    this.parts = new PictureParts(stream.codecpar().codec_id());
    Thread reading = new Thread(this::read, "packets");
    reading.setDaemon(true);
    reading.start();
  }

  private void read() {
    AVPacket packet = av_packet_alloc();
    try {
      int code = 0;
      while (!closed && (code = av_read_frame(container, packet)) >= 0) {
        if (packet.stream_index() == stream && packet.size() > 0) {
          items.put(new Item(Optional.of(part(packet)), 0));
        }
        av_packet_unref(packet);
      }
      items.put(new Item(Optional.empty(), code));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // No thread of this program interrupts it.
    } finally {
      av_packet_free(packet);
      avformat_close_input(container);
    }
  }

  private static LivePart part(AVPacket packet) {
    byte[] bytes = new byte[packet.size()];
    packet.data().limit(bytes.length).get(bytes);
    boolean damaged = (packet.flags() & AV_PKT_FLAG_CORRUPT) != 0;
    return new LivePart(bytes, packet.pts(), damaged, LiveClock.now(packet));
  }

  /**
   * Returns the next picture.
   *
   * @throws LiveException when the stream ends
   */
  LivePart next() throws LiveException {
    try {
      while (true) {
        Optional<Long> quiet = parts.quietMillis();
        Item item =
            quiet.isPresent() ? items.poll(quiet.get(), TimeUnit.MILLISECONDS) : items.take();
        if (item == null) {
          return parts.giveEarly();
        }
        LivePart part = item.part().orElseThrow(() -> LiveStream.ended(item.code()));
        if (whole) {
          return part;
        }
        Optional<LivePart> picture = parts.add(part);
        if (picture.isPresent()) {
          return picture.get();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while a camera is read", e);
    }
  }

  @Override
  public void close() {
    closed = true;
    items.clear(); // The own thread may wait for room.
  }
}
