package dev.skipstream.source;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;

/**
 * A source whose frames have no time of their own, such as a folder of photographs, with a time: at
 * a rate that may change while it is played.
 *
 * @param gap the time from a frame to the next; asked for each frame, by the thread that reads
 */
public record TimedSource(FrameSource untimed, Supplier<Duration> gap) implements FrameSource {
  @Override
  public String source() {
    return untimed.source();
  }

  @Override
  public boolean knowsTruth() {
    return untimed.knowsTruth();
  }

  @Override
  public List<String> skipped() {
    return untimed.skipped();
  }

  @Override
  public OptionalLong frames() {
    return untimed.frames();
  }

  @Override
  public boolean repeatable() {
    return untimed.repeatable();
  }

  @Override
  public FrameReader open() throws IOException {
    return new TimedReader(untimed.open(), gap);
  }

  private static final class TimedReader implements FrameReader {
    private final FrameReader reader;
    private final Supplier<Duration> gaps;
    private Duration at = Duration.ZERO;

    TimedReader(FrameReader reader, Supplier<Duration> gaps) {
      this.reader = reader;
      this.gaps = gaps;
    }

    @Override
    public Optional<EncodedFrame> next() throws IOException {
      Optional<EncodedFrame> next = reader.next();
      if (next.isEmpty()) {
        return next;
      }
      EncodedFrame frame = next.get();
      FrameTime time = new FrameTime(at, gaps.get());
      at = at.plus(time.lasts());
      return Optional.of(
          new EncodedFrame(frame.name(), frame.picture(), Optional.of(time), frame.truth()));
    }

    @Override
    public void close() throws IOException {
      reader.close();
    }
  }
}
