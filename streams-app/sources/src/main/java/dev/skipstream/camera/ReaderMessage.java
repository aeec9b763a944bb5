package dev.skipstream.camera;

import dev.skipstream.schemas.event.CameraView;
import dev.skipstream.schemas.event.Motion;
import dev.skipstream.source.JpegEncoder;
import dev.skipstream.source.Picture;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A message of a reader process to the publisher, over standard output. The publisher answers each
 * {@link Frame} with one byte when the frame is on the topic: the reader may then send one more.
 */
sealed interface ReaderMessage {

  /** Encodes as a byte for the kind and the fields in order. */
  void write(DataOutputStream out) throws IOException;

  /** The libraries are loaded, and the reader now connects to its camera. */
  record Ready() implements ReaderMessage {
    @Override
    public void write(DataOutputStream out) throws IOException {
      out.writeByte('R');
    }
  }

  /** The camera is connected. */
  record Opened(StreamInfo stream) implements ReaderMessage {
    @Override
    public void write(DataOutputStream out) throws IOException {
      out.writeByte('O');
      out.writeUTF(stream.codec());
      out.writeInt(stream.width());
      out.writeInt(stream.height());
      out.writeDouble(stream.framesPerSecond().orElse(0));
    }
  }

  /**
   * Counts of this connection.
   *
   * @param dropped frames that were dropped before encoding, since there was no room
   * @param skipped frames beyond the rate, or withheld
   * @param undecodable packets that FFmpeg could not decode
   */
  record Counts(long dropped, long skipped, long undecodable) {
    static final Counts NONE = new Counts(0, 0, 0);

    private void write(DataOutputStream out) throws IOException {
      out.writeLong(dropped);
      out.writeLong(skipped);
      out.writeLong(undecodable);
    }

    private static Counts read(DataInputStream in) throws IOException {
      return new Counts(in.readLong(), in.readLong(), in.readLong());
    }
  }

  /** Packets came, although no frame was sent. */
  record Alive(Counts counts) implements ReaderMessage {
    @Override
    public void write(DataOutputStream out) throws IOException {
      out.writeByte('A');
      counts.write(out);
    }
  }

  /**
   * A frame.
   *
   * @param counts up to this frame
   * @param arrival this machine's clock when the frame came
   * @param camera the camera's clock when it took the frame, where known
   */
  record Frame(Counts counts, Instant arrival, Optional<Instant> camera, Picture picture)
      implements ReaderMessage {

    @Override
    public void write(DataOutputStream out) throws IOException {
      out.writeByte('F');
      counts.write(out);
      out.writeLong(micros(arrival));
      out.writeLong(camera.map(ReaderMessage::micros).orElse(Long.MIN_VALUE));
      out.writeBoolean(picture.view().isPresent());
      if (picture.view().isPresent()) {
        CameraView view = picture.view().get();
        out.writeInt(view.width());
        out.writeInt(view.height());
        out.writeInt(view.x());
        out.writeInt(view.y());
        out.writeDouble(view.scale());
      }
      out.writeBoolean(picture.motion().isPresent());
      if (picture.motion().isPresent()) {
        out.writeDouble(picture.motion().get().score());
        out.writeLong(picture.motion().get().keyframe().toNanos());
      }
      out.writeInt(picture.image().length);
      out.write(picture.image());
    }
  }

  /** The connection cannot be opened, or has ended. The last message. */
  record Failed(DownReason reason, String detail) implements ReaderMessage {
    @Override
    public void write(DataOutputStream out) throws IOException {
      out.writeByte('X');
      out.writeUTF(reason.name());
      out.writeUTF(detail);
    }
  }

  /** An image above this is no image: the stream of messages is broken. */
  int MAX_IMAGE_BYTES = 64 << 20;

  /**
   * Reads a message; blocks until it is there.
   *
   * @throws java.io.EOFException when the reader has ended
   */
  static ReaderMessage read(DataInputStream in) throws IOException {
    int kind = in.readByte();
    return switch (kind) {
      case 'R' -> new Ready();
      case 'O' -> new Opened(stream(in));
      case 'A' -> new Alive(Counts.read(in));
      case 'F' -> frame(in);
      case 'X' -> new Failed(DownReason.valueOf(in.readUTF()), in.readUTF());
      default -> throw new IOException("the reader sent a message of kind " + kind);
    };
  }

  private static StreamInfo stream(DataInputStream in) throws IOException {
    String codec = in.readUTF();
    int width = in.readInt();
    int height = in.readInt();
    double rate = in.readDouble();
    return new StreamInfo(
        codec, width, height, rate > 0 ? OptionalDouble.of(rate) : OptionalDouble.empty());
  }

  private static Frame frame(DataInputStream in) throws IOException {
    Counts counts = Counts.read(in);
    Instant arrival = instant(in.readLong());
    long camera = in.readLong();
    Optional<CameraView> view =
        in.readBoolean()
            ? Optional.of(
                new CameraView(
                    in.readInt(), in.readInt(), in.readInt(), in.readInt(), in.readDouble()))
            : Optional.empty();
    Optional<Motion> motion =
        in.readBoolean()
            ? Optional.of(new Motion(in.readDouble(), Duration.ofNanos(in.readLong())))
            : Optional.empty();
    int length = in.readInt();
    if (length < 0 || length > MAX_IMAGE_BYTES) {
      throw new IOException("the reader sent an image of %d bytes".formatted(length));
    }
    byte[] jpeg = new byte[length];
    in.readFully(jpeg);
    return new Frame(
        counts,
        arrival,
        camera == Long.MIN_VALUE ? Optional.empty() : Optional.of(instant(camera)),
        new Picture(JpegEncoder.MEDIA_TYPE, jpeg, view, motion));
  }

  private static long micros(Instant time) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, time);
  }

  private static Instant instant(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
  }
}
