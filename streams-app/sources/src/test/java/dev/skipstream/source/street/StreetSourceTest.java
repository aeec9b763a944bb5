package dev.skipstream.source.street;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skipstream.schemas.event.BoundingBox;
import dev.skipstream.schemas.event.TrueObject;
import dev.skipstream.shape.RunLengthMask;
import dev.skipstream.source.EncodedFrame;
import dev.skipstream.source.FrameReader;
import dev.skipstream.source.FrameSource;
import dev.skipstream.source.FrameTruth;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class StreetSourceTest {
  private static final StreetView VIEW =
      new StreetView(320, 192, Duration.ofMillis(250), Optional.empty(), Optional.empty());

  @Test
  void isNamedAfterItsSeedUnlessItIsToldOtherwise() {
    assertThat(source().source()).isEqualTo("street-7");
    assertThat(StreetSource.of(7, VIEW, Optional.of("gate"), 90).source()).isEqualTo("gate");
  }

  @Test
  void numbersItsFramesAtTheRateOfItsViewAndNeverEnds() throws Exception {
    assertThat(source().frames()).isEmpty();
    List<EncodedFrame> frames = first(3);

    assertThat(frames).extracting(EncodedFrame::name).containsExactly("000000", "000001", "000002");
    assertThat(frames).extracting(EncodedFrame::contentType).containsOnly("image/jpeg");
    assertThat(frames)
        .extracting(frame -> frame.time().orElseThrow().pts())
        .containsExactly(Duration.ZERO, VIEW.every(), VIEW.every().multipliedBy(2));
    assertThat(source().framesPerSecond()).hasValue(4);
    assertThat(ImageIO.read(new ByteArrayInputStream(frames.get(2).image())).getWidth())
        .isEqualTo(VIEW.width());
  }

  @Test
  void itsRateMayChangeWhileItIsPlayed() throws Exception {
    Deque<Duration> gaps =
        new ArrayDeque<>(List.of(millis(250), millis(250), millis(500), millis(100), millis(100)));
    FrameSource street = source().atRateOf(gaps::removeFirst);
    StreetCamera camera = new StreetCamera(7, VIEW);
    List<Duration> passed = List.of(millis(250), millis(250), millis(500), millis(100));

    assertThat(street.knowsTruth()).isTrue();
    assertThat(street.source()).isEqualTo(source().source());
    Duration at = Duration.ZERO;
    try (FrameReader reader = street.open()) {
      for (Duration gap : passed) {
        StreetFrame seen = camera.next(gap);
        EncodedFrame frame = reader.next().orElseThrow();

        at = frame.name().equals("000000") ? at : at.plus(gap);
        assertThat(frame.time().orElseThrow().pts()).isEqualTo(at);
        assertThat(frame.truth().orElseThrow().objects())
            .extracting(TrueObject::box)
            .containsExactlyElementsOf(seen.objects().stream().map(StreetObject::box).toList());
      }
    }
  }

  private static Duration millis(long millis) {
    return Duration.ofMillis(millis);
  }

  @Test
  void tellsWhatTheCameraOfItsSeedSees() throws Exception {
    StreetCamera camera = new StreetCamera(7, VIEW);
    assertThat(source().knowsTruth()).isTrue();
    List<TrueObject> told = new ArrayList<>();
    for (EncodedFrame frame : first(10)) {
      FrameTruth truth = frame.truth().orElseThrow();
      StreetFrame seen = camera.next();

      assertThat(truth.width()).isEqualTo(seen.width());
      assertThat(truth.height()).isEqualTo(seen.height());
      assertThat(truth.objects())
          .extracting(TrueObject::box)
          .containsExactlyElementsOf(seen.objects().stream().map(StreetObject::box).toList());
      told.addAll(truth.objects());
    }

    assertThat(told).isNotEmpty();
  }

  @Test
  void speaksOfAnObjectInTheTermsOfAnEvent() {
    BoundingBox box = new BoundingBox(3, 4, 20, 30);
    RunLengthMask mask =
        RunLengthMask.ofPixels(
            50, 60, (x, y) -> x >= 3 && x < 23 && y >= 4 && (y < 24 || (x == 3 && y < 34)));

    assertThat(new StreetObject(StreetClass.BICYCLE, mask, 0.12349).asTruth())
        .isEqualTo(
            new TrueObject("bicycle", 2, box, Optional.of(410.0), Optional.of(0.123), false));
  }

  @Test
  void beginsTheStreetAnewEachTimeItIsOpened() throws Exception {
    List<EncodedFrame> once = first(3);
    List<EncodedFrame> again = first(3);

    assertThat(again).usingRecursiveComparison().isEqualTo(once);
  }

  @Test
  void refusesAQualityThatJpegDoesNotHave() {
    assertThatThrownBy(() -> StreetSource.of(7, VIEW, Optional.empty(), 101))
        .hasMessage("JPEG quality is 101: expected 1 to 100");
  }

  private static StreetSource source() {
    return StreetSource.of(7, VIEW, Optional.empty(), 90);
  }

  private static List<EncodedFrame> first(int count) throws IOException {
    List<EncodedFrame> frames = new ArrayList<>();
    try (FrameReader reader = source().open()) {
      for (int i = 0; i < count; i++) {
        frames.add(reader.next().orElseThrow());
      }
    }
    return frames;
  }
}
