package dev.skipstream.camera;

import dev.skipstream.source.ffmpeg.LiveInput;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * The first message to a reader: it reads one connection of a camera. It goes over standard input,
 * since arguments and the environment of a process are visible to others.
 *
 * @param url address with the password
 * @param format FFmpeg's input format, or empty
 * @param options FFmpeg's options
 * @param rate frames per second at most
 * @param quality JPEG quality, 1 to 100
 * @param window frames that the reader may send before the first is acknowledged
 */
record ReaderTask(
    String url,
    String format,
    Map<String, String> options,
    OptionalDouble rate,
    int quality,
    int window) {

  ReaderTask {
    options = Map.copyOf(options);
  }

  LiveInput input(boolean passJpeg) {
    return new LiveInput(url, format, options, passJpeg);
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
        in.readInt());
  }

  @Override
  public String toString() {
    return "ReaderTask[" + format + "]";
  }
}
