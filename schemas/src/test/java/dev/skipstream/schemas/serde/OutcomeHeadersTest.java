package dev.skipstream.schemas.serde;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import dev.skipstream.schemas.event.FrameOrigin;
import dev.skipstream.schemas.event.ImageEvent;
import dev.skipstream.schemas.event.InputPosition;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

/** Tests the headers of outcomes besides the event. */
class OutcomeHeadersTest {
  private static final InputPosition AT = new InputPosition("images", 3, 9121);

  private final Headers headers = new RecordHeaders();

  @Test
  void timesAreReadByStageAndWhatIsNoneIsPassedOver() {
    add(EventHeaders.TIMING, "queue=3.1,decode=4,batch=x,inference=21.7,total=30.2");

    assertThat(TimingHeader.read(headers))
        .containsExactly(
            entry("queue", 3.1),
            entry("decode", 4.0),
            entry("inference", 21.7),
            entry("total", 30.2));
    assertThat(TimingHeader.read(new RecordHeaders())).isEmpty();
  }

  @Test
  void aBatchIsReadByItsSizeAndWhatIsNoneIsPassedOver() {
    assertThat(BatchHeader.read(headers)).isEmpty();
    add(EventHeaders.BATCH, "0");
    assertThat(BatchHeader.read(headers)).isEmpty();
    add(EventHeaders.BATCH, "4");
    assertThat(BatchHeader.read(headers)).hasValue(4);
  }

  @Test
  void aDeadLetterNamesTheFrameThatItsInputDid() throws Exception {
    headersOf(AT);
    add("ce_id", "lobby-1/000042");

    assertThat(DeadLetterHeaders.frame("lobby-1".getBytes(UTF_8), headers))
        .isEqualTo(
            new FrameOrigin("lobby-1/000042", "lobby-1", Optional.empty(), Optional.empty()));
  }

  /** The frame has the names of a bare image: the record is one. */
  @Test
  void aBareImageIsNamedByItsPlace() throws Exception {
    ImageEvent bare = EventSerdes.readImage(AT, null, new RecordHeaders(), new byte[] {1});
    headersOf(AT);

    FrameOrigin frame = DeadLetterHeaders.frame(null, headers);

    assertThat(frame).isEqualTo(FrameOrigin.of(bare));
  }

  @Test
  void whatIsNoDeadLetterNamesNoFrame() {
    assertThatThrownBy(() -> DeadLetterHeaders.frame(null, headers))
        .isInstanceOf(InvalidEventException.class)
        .hasMessageContaining("expected a dead letter");
  }

  @Test
  void theMarkOfARedrivenRecordIsReadBackAndTheNewestReplacesAnEarlierOne() {
    InputPosition first = new InputPosition("images-of-lobby", 0, 7);
    RedrivenFrom.write(first, headers);
    assertThat(RedrivenFrom.read(headers)).contains(first);

    RedrivenFrom.write(AT, headers);

    assertThat(RedrivenFrom.read(headers)).contains(AT);
    assertThat(headers.headers(EventHeaders.REDRIVEN_FROM)).hasSize(1);
  }

  @Test
  void aMarkOfAnotherFormIsNone() {
    assertThat(RedrivenFrom.read(headers)).isEmpty();
    for (String text : List.of("", "images", "images-3", "images@3", "images-x@1", "-0@-1")) {
      Headers marked = new RecordHeaders();
      marked.add(EventHeaders.REDRIVEN_FROM, text.getBytes(UTF_8));
      assertThat(RedrivenFrom.read(marked)).as(text).isEmpty();
    }
  }

  @Test
  void aDeadLetterNamesItsReasonAndItsMissingParts() {
    assertThat(DeadLetterHeaders.dropped(headers)).isEmpty();
    add(DeadLetterHeaders.REASON, "damaged-image");
    add(DeadLetterHeaders.DROPPED, "value,key");

    assertThat(DeadLetterHeaders.reason(headers)).isEqualTo("damaged-image");
    assertThat(DeadLetterHeaders.dropped(headers)).containsExactlyInAnyOrder("value", "key");
  }

  private void headersOf(InputPosition at) {
    Map.of(
            "topic",
            at.topic(),
            "partition",
            Integer.toString(at.partition()),
            "offset",
            Long.toString(at.offset()))
        .forEach((name, value) -> add(DeadLetterHeaders.ERRORS + name, value));
  }

  private void add(String name, String value) {
    headers.add(name, value.getBytes(UTF_8));
  }
}
