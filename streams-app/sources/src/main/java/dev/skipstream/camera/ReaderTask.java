package dev.skipstream.camera;

import dev.skipstream.source.PictureSettings;
import dev.skipstream.source.Region;
import dev.skipstream.source.ffmpeg.LiveInput;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * The first message to a reader: it reads one connection of a camera. It goes over standard input,
 * since arguments and the environment of a process are visible to others.
 *
 * @param url address with the password
 * @param format FFmpeg's input format, or empty
 * @param options FFmpeg's options
 * @param rate frames per second at most
 * @param quality JPEG quality, 1 to 100
 * @param pictures the part, the size and the selection of the frames
 * @param window frames that the reader may send before the first is acknowledged
 */
record ReaderTask(
    String url,
    String format,
    Map<String, String> options,
    OptionalDouble rate,
    int quality,
    PictureSettings pictures,
    int window) {

  ReaderTask {
    options = Map.copyOf(options);
  }

  LiveInput input() {
    return new LiveInput(url, format, options, true);
  }

  void write(DataOutputStream out) throws IOException {
    out.writeUTF(url);
    out.writeUTF(format);
    out.writeInt(options.size());
    for (Map.Entry<String, String> option : options.entrySet()) {
      out.writeUTF(option.getKey());
      out.writeUTF(option.getValue());
    }
    out.writeDouble(rate.orElse(0));
    out.writeInt(quality);
    out.writeUTF(pictures.region().map(Region::toString).orElse(""));
    out.writeInt(pictures.maxSize().orElse(0));
    out.writeLong(pictures.keyframe().map(Duration::toNanos).orElse(0L));
    out.writeInt(window);
    out.flush();
  }

  static ReaderTask read(DataInputStream in) throws IOException {
    String url = in.readUTF();
    String format = in.readUTF();
    Map<String, String> options = new HashMap<>();
    for (int left = in.readInt(); left > 0; left--) {
      options.put(in.readUTF(), in.readUTF());
    }
    double rate = in.readDouble();
    return new ReaderTask(
        url,
        format,
        options,
        rate > 0 ? OptionalDouble.of(rate) : OptionalDouble.empty(),
        in.readInt(),
        pictures(in),
        in.readInt());
  }

  private static PictureSettings pictures(DataInputStream in) throws IOException {
    String region = in.readUTF();
    int maxSize = in.readInt();
    long keyframe = in.readLong();
    return new PictureSettings(
        region.isEmpty() ? Optional.empty() : Optional.of(Region.parse(region)),
        maxSize > 0 ? OptionalInt.of(maxSize) : OptionalInt.empty(),
        keyframe > 0 ? Optional.of(Duration.ofNanos(keyframe)) : Optional.empty());
  }

  @Override
  public String toString() {
    return "ReaderTask[" + format + "]";
  }
}
