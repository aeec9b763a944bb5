package dev.skipstream.source;

import dev.skipstream.source.ffmpeg.VideoDamage;
import dev.skipstream.source.ffmpeg.VideoFrame;
import dev.skipstream.source.ffmpeg.VideoStream;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

/** One reading of a video, whose frames it encodes as JPEG. */
final class VideoReader implements FrameReader {
  private final VideoStream stream;
  private final PictureStage stage;
  private final Consumer<Ending> onEnd;
  private long given;
  private boolean ended;

  /**
   * The state at the end of a reading.
   *
   * @param frames the number of frames that were read
   */
  record Ending(long frames, VideoDamage damage) {}

  /**
   * Starts the reader.
   *
   * @param stream closed by this reader
   * @param stage closed by this reader
   * @param onEnd gets the cause of the end once, unless it is an exception
   */
  VideoReader(VideoStream stream, PictureStage stage, Consumer<Ending> onEnd) {
    this.stream = stream;
    this.stage = stage;
    this.onEnd = onEnd;
  }

  @Override
  public Optional<EncodedFrame> next() throws IOException {
    Optional<VideoFrame> frame;
    try {
      frame = stream.next();
    } catch (IOException e) {
      ended = true;
      throw e;
    }
    if (frame.isEmpty()) {
      end();
      return Optional.empty();
    }
    return Optional.of(
        new EncodedFrame(
            String.format(Locale.ROOT, "%06d", given++),
            stage.encode(frame.get().bgr(), frame.get().pts()),
            Optional.of(new FrameTime(frame.get().pts(), frame.get().lasts())),
            Optional.empty()));
  }

  private void end() {
    if (!ended) {
      ended = true;
      onEnd.accept(new Ending(given, stream.damage()));
    }
  }

  @Override
  public void close() {
    end();
    stage.close();
    stream.close();
  }
}
