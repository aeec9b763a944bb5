package dev.skipstream.source.ffmpeg;

import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_move_ref;

import java.util.Optional;
import org.bytedeco.ffmpeg.avutil.AVFrame;

/**
 * A picture of a live input: the bytes of a JPEG, or a decoded frame.
 *
 * <p>Threading: one thread at a time. {@link #close} frees the pixels.
 */
public final class LivePicture implements AutoCloseable {
  private final LiveTime time;
  private final Optional<byte[]> jpeg;
  private final AVFrame frame;

  private LivePicture(LiveTime time, Optional<byte[]> jpeg, AVFrame frame) {
    this.time = time;
    this.jpeg = jpeg;
    this.frame = frame;
  }

  static LivePicture ofJpeg(byte[] jpeg, LiveTime time) {
    return new LivePicture(time, Optional.of(jpeg), null);
  }

  /** Takes the pixels of a decoded frame, which is empty then. */
  static LivePicture ofDecoded(AVFrame decoded, LiveTime time) {
    AVFrame own = av_frame_alloc();
    av_frame_move_ref(own, decoded);
    return new LivePicture(time, Optional.empty(), own);
  }

  /** Returns the times of the picture. */
  public LiveTime time() {
    return time;
  }

  /** Returns the picture as the camera encoded it, if it passed without decoding. */
  public Optional<byte[]> jpeg() {
    return jpeg;
  }

  /** Returns the decoded frame of a picture that has no {@link #jpeg}. */
  AVFrame frame() {
    return frame;
  }

  @Override
  public void close() {
    if (frame != null) {
      av_frame_free(frame);
    }
  }
}
