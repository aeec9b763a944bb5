package dev.skipstream.camera;

import dev.skipstream.source.JpegEncoder;
import dev.skipstream.source.Picture;
import dev.skipstream.source.PictureStage;
import dev.skipstream.source.ffmpeg.LiveException;
import dev.skipstream.source.ffmpeg.LivePicture;
import dev.skipstream.source.ffmpeg.LiveStream;
import dev.skipstream.source.ffmpeg.UprightBgr;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/**
 * One connection in the reader process. It decodes as fast as the camera sends, and encodes only
 * pictures for which the topic has room.
 *
 * <p>Threading: {@link #run} sends the messages. A thread of its own reads the camera, so that a
 * slow topic does not slow the camera down; it never waits for the topic. Nothing ends a call of
 * FFmpeg that hangs: the publisher ends the process.
 */
final class Reader {
  /** Decoded pictures that wait. They are large, and an old one has little value. */
  private static final int WAITING = 2;

  private static final long ALIVE_MILLIS = 200;

  private final ReaderTask task;
  private final DataOutputStream messages;
  private final PictureStage stage;
  private final NewestPictures pictures;
  private final AtomicLong packets = new AtomicLong();
  private final AtomicLong skipped = new AtomicLong();
  private final AtomicLong undecodable = new AtomicLong();
  private final AtomicReference<ReaderMessage> opened = new AtomicReference<>();
  private final AtomicReference<ReaderMessage.Failed> failure = new AtomicReference<>();

  /**
   * A reader that has not begun.
   *
   * @param messages standard output; each message is one write
   */
  Reader(ReaderTask task, DataOutputStream messages) {
    this.task = task;
    this.messages = messages;
    this.stage = new PictureStage(task.pictures(), new JpegEncoder(task.quality()));
    this.pictures = new NewestPictures(WAITING, task.window());
  }

  /** Allows one more frame to be sent. */
  void addRoom() {
    pictures.addRoom();
  }

  /** Reads the connection to its end, and sends the reason of the end. */
  void run() throws IOException, InterruptedException {
    Thread camera = new Thread(this::readCamera, "camera");
    camera.setDaemon(true);
    LiveStream.load();
    try (UprightBgr pixels = new UprightBgr()) {
      send(new ReaderMessage.Ready());
      camera.start();
      long told = 0;
      while (!pictures.ended()) {
        Optional<NewestPictures.Taken> next = pictures.take(ALIVE_MILLIS);
        ReaderMessage first = opened.getAndSet(null);
        if (first != null) {
          send(first);
        }
        long seen = packets.get();
        if (next.isPresent()) {
          try (LivePicture picture = next.get().picture()) {
            publish(picture, counts(next.get().dropped()), pixels);
          } catch (PictureException e) {
            send(new ReaderMessage.Failed(DownReason.READER_FAILED, e.getMessage()));
            return;
          }
        } else if (seen != told) {
          send(new ReaderMessage.Alive(counts(pictures.dropped())));
        }
        told = seen;
      }
    } finally {
      stage.close();
    }
    send(failure.get());
  }

  private void publish(LivePicture frame, ReaderMessage.Counts before, UprightBgr pixels)
      throws IOException, PictureException {
    Optional<Picture> picture = picture(frame, pixels);
    if (picture.isEmpty()) {
      skipped.incrementAndGet();
      pictures.addRoom();
      return;
    }
    send(
        new ReaderMessage.Frame(
            before, frame.time().arrival(), frame.time().camera(), picture.get()));
  }

  private Optional<Picture> picture(LivePicture frame, UprightBgr pixels) throws PictureException {
    Duration at = Duration.ofNanos(frame.time().nanos());
    try {
      return frame.jpeg().isPresent()
          ? stage.pass(JpegEncoder.MEDIA_TYPE, frame.jpeg().get(), at)
          : stage.encode(pixels.convert(frame), at);
    } catch (IOException e) {
      throw new PictureException(e);
    }
  }

  /** A frame of which no picture can be made. */
  private static final class PictureException extends Exception {
    private static final long serialVersionUID = 1;

    PictureException(IOException cause) {
      super(cause.getMessage(), cause);
    }
  }

  private ReaderMessage.Counts counts(long dropped) {
    return new ReaderMessage.Counts(dropped, skipped.get(), undecodable.get());
  }

  private void send(ReaderMessage message) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    message.write(new DataOutputStream(bytes));
    bytes.writeTo(messages);
    messages.flush();
  }

  private void readCamera() {
    RateSelector selector = new RateSelector(task.rate());
    try (LiveStream stream = LiveStream.open(task.input())) {
      opened.set(
          new ReaderMessage.Opened(
              new StreamInfo(
                  stream.codec(), stream.width(), stream.height(), stream.framesPerSecond())));
      while (true) {
        Optional<LivePicture> picture = stream.next();
        packets.set(stream.packets());
        undecodable.set(stream.undecodable());
        if (picture.isEmpty()) {
          continue;
        }
        if (selector.selects(picture.get().time().nanos())) {
          pictures.offer(picture.get());
        } else {
          picture.get().close();
          skipped.incrementAndGet();
        }
      }
    } catch (LiveException e) {
      failure.set(new ReaderMessage.Failed(DownReason.valueOf(e.kind().name()), e.getMessage()));
    } catch (RuntimeException | LinkageError | OutOfMemoryError e) {
      failure.set(new ReaderMessage.Failed(DownReason.READER_FAILED, e.toString()));
    } finally {
      pictures.end();
    }
  }
}
