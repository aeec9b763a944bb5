package dev.skipstream.source.ffmpeg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_H264;

import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PicturePartsTest {
  private static final int PARAMETERS = 7;
  private static final int SLICE = 5;

  private final PictureParts parts = new PictureParts(AV_CODEC_ID_H264);

  @Test
  void joinsThePartsOfAPictureAndGivesItWithTheNextOne() {
    assertThat(parts.add(unit(0, SLICE, 1000))).isEmpty();
    assertThat(parts.add(rest(0, 1000))).isEmpty();

    Optional<LivePart> picture = parts.add(unit(1, SLICE, 500));

    assertThat(picture.orElseThrow().bytes()).hasSize(2000);
    assertThat(picture.get().pts()).isZero();
    assertThat(picture.get().time().nanos()).isEqualTo(1000);
  }

  @Test
  void aPictureIsGivenEarlyOnlyAfterAShorterPart() {
    parts.add(unit(0, SLICE, 1000));
    parts.add(rest(0, 1000));
    assertThat(parts.quietMillis()).isEmpty();

    parts.add(rest(0, 400));

    assertThat(parts.quietMillis()).isPresent();
    assertThat(parts.giveEarly().bytes()).hasSize(2400);
    assertThat(parts.quietMillis()).isEmpty();
    assertThat(parts.add(unit(1, SLICE, 1000))).isEmpty();
  }

  @Test
  void parametersOfTheStreamAloneAreNoPicture() {
    parts.add(unit(0, SLICE, 1000));
    parts.add(unit(1, PARAMETERS, 30));
    assertThat(parts.quietMillis()).isEmpty();

    parts.add(unit(1, SLICE, 900));

    assertThat(parts.quietMillis()).isPresent();
  }

  @Test
  void aPartAfterThePauseMakesThePauseLonger() {
    parts.add(unit(0, SLICE, 1000));
    parts.add(rest(0, 400));
    long before = parts.quietMillis().orElseThrow();
    parts.giveEarly();

    parts.add(unit(0, SLICE, 300));

    assertThat(parts.quietMillis().orElseThrow()).isGreaterThan(before);
  }

  @Test
  void aDamagedPartMakesADamagedPicture() {
    parts.add(unit(0, SLICE, 1000));
    parts.add(new LivePart(new byte[100], 0, true, time()));

    assertThat(parts.giveEarly().damaged()).isTrue();
    parts.add(unit(1, SLICE, 400));
    assertThat(parts.giveEarly().damaged()).isFalse();
  }

  private static LivePart unit(long pts, int type, int length) {
    byte[] bytes = new byte[length];
    bytes[3] = 1;
    bytes[4] = (byte) (0x60 | type);
    return new LivePart(bytes, pts, false, time());
  }

  private static LivePart rest(long pts, int length) {
    return new LivePart(
        new byte[length], pts, false, new LiveTime(Instant.EPOCH, 2000, Optional.empty()));
  }

  private static LiveTime time() {
    return new LiveTime(Instant.EPOCH, 1000, Optional.empty());
  }
}
