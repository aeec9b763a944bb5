package dev.skipstream.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skipstream.image.Frame;
import dev.skipstream.image.ImageDecoder;
import dev.skipstream.image.ImageLimits;
import dev.skipstream.source.EncodedFrame;
import java.util.List;
import org.junit.jupiter.api.Test;

class DrawnPicturesTest {

  @Test
  void drawsDifferentJpegsThatAreTheSameEachTime() throws Exception {
    List<EncodedFrame> drawn = DrawnPictures.draw(2);

    Frame first = new ImageDecoder(ImageLimits.DEFAULT).decode(drawn.get(0).image());
    assertThat(first.width()).isEqualTo(640);
    assertThat(first.height()).isEqualTo(480);
    assertThat(drawn.get(1).image()).isNotEqualTo(drawn.get(0).image());
    assertThat(DrawnPictures.draw(1).get(0).image()).isEqualTo(drawn.get(0).image());
  }
}
