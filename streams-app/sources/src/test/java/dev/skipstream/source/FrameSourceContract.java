package dev.skipstream.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skipstream.image.Frame;
import dev.skipstream.image.ImageDecoder;
import dev.skipstream.image.ImageLimits;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The contract of every frame source. A subclass makes one of a few frames, each of one grey. */
abstract class FrameSourceContract {
  static final List<Integer> GREYS = List.of(20, 120, 220);
  private static final int CODEC_ERROR = 6;

  @TempDir Path folder;

  /** A source whose frames are of {@link #GREYS}, in this order. */
  abstract FrameSource create() throws Exception;

  @Test
  void givesItsFramesInOrderAndThenNoMore() throws Exception {
    try (FrameReader reader = create().open()) {
      for (int grey : GREYS) {
        assertThat(greyOf(reader.next().orElseThrow()))
            .isBetween(grey - CODEC_ERROR, grey + CODEC_ERROR);
      }
      assertThat(reader.next()).isEmpty();
      assertThat(reader.next()).isEmpty();
    }
  }

  @Test
  void beginsAnewEachTimeItIsOpened() throws Exception {
    FrameSource source = create();
    try (FrameReader first = source.open()) {
      first.next();
      try (FrameReader second = source.open()) {
        assertThat(names(second)).hasSize(GREYS.size());
      }
      assertThat(names(first)).hasSize(GREYS.size() - 1);
    }
  }

  @Test
  void namesEachFrameDifferently() throws Exception {
    try (FrameReader reader = create().open()) {
      assertThat(names(reader)).doesNotHaveDuplicates();
    }
  }

  @Test
  void saysHowManyFramesThereAre() throws Exception {
    assertThat(create().frames()).hasValue(GREYS.size());
  }

  static List<EncodedFrame> all(FrameReader reader) throws IOException {
    List<EncodedFrame> frames = new ArrayList<>();
    for (Optional<EncodedFrame> next = reader.next(); next.isPresent(); next = reader.next()) {
      frames.add(next.get());
    }
    return frames;
  }

  private static List<String> names(FrameReader reader) throws IOException {
    return all(reader).stream().map(EncodedFrame::name).toList();
  }

  static Frame decoded(EncodedFrame frame) throws Exception {
    return new ImageDecoder(ImageLimits.DEFAULT).decode(frame.image());
  }

  private static int greyOf(EncodedFrame frame) throws Exception {
    byte[] rgb = decoded(frame).rgb();
    return Byte.toUnsignedInt(rgb[rgb.length / 2]);
  }
}
