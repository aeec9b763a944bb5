package dev.skipstream.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skipstream.schemas.event.ImageEvent;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

/** A small source: one class that keeps the contract, and a playback publishes its frames. */
class AddedSourceTest extends FrameSourceContract {

  /** Images of one grey each, made when they are read. */
  private record Greys(String source, List<Integer> greys) implements FrameSource {
    @Override
    public OptionalLong frames() {
      return OptionalLong.of(greys.size());
    }

    @Override
    public FrameReader open() {
      Iterator<Integer> next = greys.iterator();
      return new FrameReader() {
        @Override
        public Optional<EncodedFrame> next() throws IOException {
          return next.hasNext() ? Optional.of(frame(next.next())) : Optional.empty();
        }

        @Override
        public void close() {}
      };
    }

    private static EncodedFrame frame(int grey) throws IOException {
      BufferedImage image = new BufferedImage(8, 8, BufferedImage.TYPE_BYTE_GRAY);
      int[] pixels = new int[64];
      Arrays.fill(pixels, grey);
      image.getRaster().setPixels(0, 0, 8, 8, pixels);
      ByteArrayOutputStream png = new ByteArrayOutputStream();
      ImageIO.write(image, "png", png);
      return new EncodedFrame("grey-" + grey, "image/png", png.toByteArray(), Optional.empty());
    }
  }

  @Override
  FrameSource create() {
    return new Greys("wall", GREYS);
  }

  @Test
  void isPlayedAsTheOthersAre() throws Exception {
    Clock clock = Clock.fixed(Instant.parse("2026-11-23T12:00:00Z"), ZoneOffset.UTC);
    List<ImageEvent> events = new ArrayList<>();
    try (Playback playback = new Playback(create(), Pace.unlimited(), false, clock)) {
      for (Optional<PlayedFrame> next = playback.next(); next.isPresent(); next = playback.next()) {
        events.add(next.get().image());
      }
    }

    assertThat(events).extracting(ImageEvent::source).containsOnly("wall");
    assertThat(events)
        .extracting(ImageEvent::id)
        .containsExactly("wall/grey-20", "wall/grey-120", "wall/grey-220");
    assertThat(events).extracting(ImageEvent::contentType).containsOnly(Optional.of("image/png"));
  }
}
