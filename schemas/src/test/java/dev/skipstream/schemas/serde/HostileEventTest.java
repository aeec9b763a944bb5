package dev.skipstream.schemas.serde;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skipstream.schemas.event.CameraView;
import dev.skipstream.schemas.event.ImageEvent;
import dev.skipstream.schemas.event.Motion;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The bounds of what is accepted as an image event. */
class HostileEventTest {
  private final Headers headers =
      EventSerdes.write(
              "images",
              new ImageEvent(
                  "1", "a", Optional.empty(), Optional.empty(), Optional.empty(), new byte[] {1}))
          .headers();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-999999999-01-01T00:00:00-18:00",
        "+999999999-12-31T23:59:59Z",
        "+10000-01-01T00:00:00Z",
        "-0001-12-31T23:59:59Z",
        "0000-01-01T00:00:00+00:01",
        "9999-12-31T23:59:59-00:01",
        "2026-11-23",
        "2026-11-23T10:15Z",
        "2026-11-23T10:15:30",
        "2026-11-23T10:15:30+01",
        "2026-11-23T10:15:30.Z",
        "2026-11-23T10:15:30.1234567890Z",
        "2026-02-30T10:15:30Z",
        "2026-11-23T24:00:00Z",
        "2026-11-23T10:15:30+19:00",
        " 2026-11-23T10:15:30Z",
        "٢٠٢٦-11-23T10:15:30Z",
        "1795428930120",
        ""
      })
  void refusesATimeThatIsNotRfc3339OrBeyondTheYears0To9999(String time) {
    set("ce_time", time);

    assertThatThrownBy(this::read)
        .isInstanceOf(InvalidEventException.class)
        .hasMessageStartingWith("ce_time is '" + time + "': expected an RFC 3339 time");
  }

  @ParameterizedTest
  @CsvSource({
    "0000-01-01T00:00:00Z, 0000-01-01T00:00:00Z",
    "9999-12-31T23:59:59.999999999Z, 9999-12-31T23:59:59.999999999Z",
    "2026-11-23t10:15:30.12z, 2026-11-23T10:15:30.120Z",
    "2026-11-23T10:15:30+05:30, 2026-11-23T04:45:30Z",
    "1969-12-31T23:59:59-00:00, 1969-12-31T23:59:59Z"
  })
  void acceptsTheTimesOfRfc3339(String time, Instant instant) throws Exception {
    set("ce_time", time);

    ImageEvent event = read();

    assertThat(event.capturedAt()).hasValue(instant);
    // It fits a long of milliseconds.
    assertThat(Instant.ofEpochMilli(instant.toEpochMilli())).isBeforeOrEqualTo(instant);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ce_specversion",
        "ce_id",
        "ce_source",
        "ce_type",
        "ce_time",
        "ce_sequence",
        "ce_model",
        "ce_dataref",
        "ce_view",
        "ce_motion",
        "ce_anything",
        "content-type"
      })
  void refusesANullOrRepeatedHeaderOfACloudEvent(String name) {
    headers.remove(name);
    headers.add(name, null);
    assertThatThrownBy(this::read)
        .isInstanceOf(InvalidEventException.class)
        .hasMessageContaining("header " + name + " is null");

    headers.remove(name);
    headers.add(name, "1".getBytes(UTF_8)).add(name, "1".getBytes(UTF_8));
    assertThatThrownBy(this::read)
        .isInstanceOf(InvalidEventException.class)
        .hasMessageStartingWith("header " + name)
        .hasMessageContaining("expected one");
  }

  @Test
  void ignoresANullValueOfEveryOtherHeader() throws Exception {
    headers.add("camera", null).add("camera", null).add("traceparent", null).add("", null);

    assertThat(read().id()).isEqualTo("1");

    Headers bare = new RecordHeaders();
    bare.add("content-type", null).add("content-type", null).add("x", null);
    assertThat(EventSerdes.readImage(Samples.POSITION, null, bare, new byte[] {1}).image())
        .containsExactly(1);
  }

  @Test
  void aNullTypeOfAnOutcomeIsAnErrorThatSaysSo() {
    Headers none = new RecordHeaders().add("ce_type", null);

    assertThatThrownBy(() -> EventSerdes.readOutcome(none, new byte[] {1}))
        .isInstanceOf(InvalidEventException.class)
        .hasMessageStartingWith("ce_type is null");
  }

  @ParameterizedTest
  @CsvSource({"ce_id, 1024", "ce_model, 512", "ce_dataref, 8192"})
  void boundsTheSizesOfWhatAnOutcomeRepeats(String name, int max) throws Exception {
    set(name, "x".repeat(max));
    read();

    set(name, "x".repeat(max + 1));
    assertThatThrownBy(this::read)
        .isInstanceOf(InvalidEventException.class)
        .hasMessage("%s has %d bytes: expected at most %d".formatted(name, max + 1, max));
  }

  @Test
  void boundsTheKeyAsASourceForBareImagesToo() throws Exception {
    byte[] key = new byte[1_025];
    for (Headers each : new Headers[] {headers, new RecordHeaders()}) {
      assertThatThrownBy(() -> EventSerdes.readImage(Samples.POSITION, key, each, new byte[] {1}))
          .isInstanceOf(InvalidEventException.class)
          .hasMessageStartingWith("the key has 1025 bytes: expected at most 1024");
    }
    assertThat(EventSerdes.readImage(Samples.POSITION, new byte[1_024], headers, null).source())
        .hasSize(1_024);
  }

  @Test
  void anEmptyKeyIsNoSource() throws Exception {
    assertThat(EventSerdes.readImage(Samples.POSITION, new byte[0], headers, null).source())
        .isEqualTo("images-3");
  }

  @Test
  void requiresAnIdThatIsNotEmpty() {
    set("ce_id", "");

    assertThatThrownBy(this::read).isInstanceOf(InvalidEventException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.3", "1.1", "", "one"})
  void refusesEveryOtherVersionOfCloudEvents(String version) {
    set("ce_specversion", version);

    assertThatThrownBy(this::read).isInstanceOf(InvalidEventException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"+1", "1.0", "٤٢", "9223372036854775808", "", " 1", "0x1"})
  void refusesASequenceThatIsNoWholeNumberOf64Bits(String sequence) {
    set("ce_sequence", sequence);

    assertThatThrownBy(this::read)
        .isInstanceOf(InvalidEventException.class)
        .hasMessage("ce_sequence is '%s': expected a whole number of 64 bits".formatted(sequence));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "camera=1920x1080",
        "camera=1920x1080,x=0,y=0,scale=NaN",
        "camera=1920x1080,x=0,y=0,scale=Infinity",
        "camera=1920x1080,x=0,y=0,scale=-0.5",
        "camera=1920x1080,x=0,y=0,scale=1e-3",
        "camera=1920x1080,x=0,y=0,scale=0",
        "camera=1920x1080,x=0,y=0,scale=0.0000",
        "camera=1920x1080,x=0,y=0,scale=1.0001",
        "camera=1920x1080,x=-1,y=0,scale=0.5",
        "camera=1920x1080,x=1920,y=0,scale=0.5",
        "camera=1920x1080,x=0,y=1080,scale=0.5",
        "camera=0x1080,x=0,y=0,scale=0.5",
        "camera=1000001x1080,x=0,y=0,scale=0.5",
        "camera=9999999999x1080,x=0,y=0,scale=0.5",
        "camera=1920x1080,x=0.5,y=0,scale=0.5",
        "camera=1920x1080,x=0,y=0,scale=0.5 ",
        "camera=١٩٢٠x1080,x=0,y=0,scale=0.5",
        "camera=1920x1080,y=0,x=0,scale=0.5"
      })
  void refusesAViewThatIsNotInsideItsFrame(String view) {
    set("ce_view", view);

    assertThatThrownBy(this::read)
        .isInstanceOf(InvalidEventException.class)
        .hasMessageStartingWith("ce_view is '" + view + "': ")
        .hasMessageContaining("expected");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "0.5",
        "score=NaN,keyframe=10",
        "score=-0.1,keyframe=10",
        "score=1.1,keyframe=10",
        "score=0.5,keyframe=0",
        "score=0.5,keyframe=-1",
        "score=0.5,keyframe=9999999999",
        "score=0.5"
      })
  void refusesAMotionThatIsNoShareOrHasNoInterval(String motion) {
    set("ce_motion", motion);

    assertThatThrownBy(this::read)
        .isInstanceOf(InvalidEventException.class)
        .hasMessageStartingWith("ce_motion is '" + motion + "': ")
        .hasMessageContaining("expected");
  }

  @Test
  void readsTheViewAndTheMotionAsTheyWereWritten() throws Exception {
    for (double scale : new double[] {1, 0.5, 1 / 3.0, 1e-6, Math.nextDown(1.0)}) {
      ImageEvent written =
          Samples.image()
              .withView(new CameraView(1920, 1080, 7, 9, scale))
              .withMotion(new Motion(0.125, Duration.ofMillis(2_500)));
      var record = EventSerdes.write("images", written);

      ImageEvent read =
          EventSerdes.readImage(Samples.POSITION, record.key(), record.headers(), record.value());

      assertThat(read.view()).isEqualTo(written.view());
      assertThat(read.motion()).isEqualTo(written.motion());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "42, 42",
    "0000000000000000042, 42",
    "9223372036854775807, 9223372036854775807",
    "-9223372036854775808, -9223372036854775808",
    "00000000000000000000000000000007, 7"
  })
  void readsASequenceWithAndWithoutLeadingZeros(String text, long number) throws Exception {
    set("ce_sequence", text);

    assertThat(read().sequence()).hasValue(number);
  }

  @Test
  void sequencesSortAsText() throws Exception {
    long[] numbers = {0, 1, 9, 10, 99, 1_000_000, Long.MAX_VALUE - 1, Long.MAX_VALUE};
    for (int i = 1; i < numbers.length; i++) {
      assertThat(Sequence.text(numbers[i - 1])).isLessThan(Sequence.text(numbers[i])).hasSize(19);
    }
    for (long number : new long[] {Long.MIN_VALUE, -1, 0, 42, Long.MAX_VALUE}) {
      assertThat(Sequence.parse(Sequence.text(number))).isEqualTo(number);
    }
  }

  @Test
  void quotesNoMoreThanTheBeginOfALongText() {
    set("ce_type", "x".repeat(1_000_000));

    assertThatThrownBy(this::read)
        .isInstanceOf(InvalidEventException.class)
        .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(300));
  }

  private void set(String name, String text) {
    headers.remove(name);
    headers.add(name, text.getBytes(UTF_8));
  }

  private ImageEvent read() throws InvalidEventException {
    return EventSerdes.readImage(Samples.POSITION, "a".getBytes(UTF_8), headers, new byte[] {1});
  }
}
