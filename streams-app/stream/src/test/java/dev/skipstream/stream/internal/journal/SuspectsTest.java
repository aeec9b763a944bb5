package dev.skipstream.stream.internal.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.Test;

class SuspectsTest {
  private static final Uuid TOPIC = new Uuid(1, 2);
  private static final Position ONE = new Position(TOPIC, 3, 4);
  private static final RecordFailures ONCE = new RecordFailures(1, false);
  private static final RecordFailures TWICE = new RecordFailures(2, false);

  private final CrashJournal journal = CrashJournal.forgetful();

  @Test
  void oneEndOfTheStreamMayHaveAnyCause() {
    assertThat(suspects(ONCE).of(ONE)).isEqualTo(Suspicion.NONE);
    assertThat(suspects(ONCE).anyRunsAlone()).isFalse();
  }

  @Test
  void aRecordOfTwoEndsRunsAlone() {
    assertThat(suspects(TWICE).of(ONE)).isEqualTo(Suspicion.RUN_ALONE);
    assertThat(suspects(TWICE).anyRunsAlone()).isTrue();
  }

  @Test
  void aRecordThatEndsTheStreamAloneIsNotTriedAgain() {
    RecordFailures third = suspects(TWICE).withOneMore(ONE, RecordFailures.NONE);

    assertThat(third).isEqualTo(new RecordFailures(3, true));
    assertThat(suspects(third).of(ONE)).isEqualTo(Suspicion.FAILED_ALONE);
    assertThat(suspects(third).anyRunsAlone()).isFalse();
  }

  /** Three instances take a record over from each other; none has started since the first end. */
  @Test
  void anyNumberOfEndsInCompanyConvictsNobody() {
    assertThat(suspects(new RecordFailures(3, false)).of(ONE)).isEqualTo(Suspicion.RUN_ALONE);
  }

  @Test
  void aCrashAndAnEndOfTheStreamCountTogether() {
    assertThat(Suspicion.of(1, false, ONCE)).isEqualTo(Suspicion.RUN_ALONE);
    assertThat(Suspicion.of(1, false, RecordFailures.NONE)).isEqualTo(Suspicion.NONE);
  }

  @Test
  void whatBothPlacesNoteCountsOnce() {
    journal.failed(ONE, ONCE);

    assertThat(suspects(ONCE).of(ONE)).isEqualTo(Suspicion.NONE);
  }

  @Test
  void whatAnotherInstanceNotedSinceTheStartCounts() {
    assertThat(suspects(RecordFailures.NONE).withOneMore(ONE, ONCE)).isEqualTo(TWICE);
  }

  @Test
  void anInnocentRecordIsForgottenWithItsCommit() {
    Suspects suspects = suspects(TWICE);

    assertThat(suspects.committed(TOPIC, 3, 4)).as("offset 4 is the next").isEmpty();
    assertThat(suspects.committed(TOPIC, 2, 5)).as("another partition").isEmpty();
    assertThat(suspects.of(ONE)).isEqualTo(Suspicion.RUN_ALONE);
    assertThat(suspects.committed(TOPIC, 3, 5)).isEqualTo(List.of(ONE));
    assertThat(suspects.of(ONE)).isEqualTo(Suspicion.NONE);
    assertThat(suspects.anyRunsAlone()).isFalse();
  }

  private Suspects suspects(RecordFailures failures) {
    return new Suspects(journal, Map.of(ONE, failures));
  }
}
