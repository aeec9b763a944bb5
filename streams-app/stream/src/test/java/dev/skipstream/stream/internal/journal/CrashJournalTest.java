package dev.skipstream.stream.internal.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CrashJournalTest {
  private static final Position ONE = new Position(new Uuid(1, 2), 3, 4);
  private static final Position OTHER = new Position(new Uuid(1, 2), 3, 5);

  @TempDir Path folder;

  @Test
  void aRecordOfTwoCrashesRunsAloneAndOneThatCrashesAloneIsGuilty() throws Exception {
    assertThat(afterCrashWith(ONE)).isEqualTo(Suspicion.NONE);
    assertThat(afterCrashWith(ONE)).isEqualTo(Suspicion.RUN_ALONE);
    assertThat(afterCrashWith(ONE)).isEqualTo(Suspicion.CRASHED_ALONE);
    assertThat(suspicionOf(ONE)).isEqualTo(Suspicion.CRASHED_ALONE);
    assertThat(suspicionOf(OTHER)).isEqualTo(Suspicion.NONE);
  }

  @Test
  void aRecordStaysNotedUntilItIsCommittedAndNotUntilItsWorkEnds() throws Exception {
    crash(
        suspects -> {
          suspects.begin(ONE);
          suspects.end(ONE);
        });

    assertThat(afterCrashWith(ONE)).isEqualTo(Suspicion.RUN_ALONE);
  }

  @Test
  void aRecordThatIsCommittedIsForgotten() throws Exception {
    Crashes.at(folder, ONE, 2);
    crash(
        suspects -> {
          suspects.begin(ONE);
          suspects.begin(OTHER);
          suspects.committed(ONE.topicId(), ONE.partition(), OTHER.offset());
          assertThat(suspects.of(ONE)).isEqualTo(Suspicion.NONE);
          assertThat(suspects.anyRunsAlone()).isFalse();
        });

    assertThat(afterCrashWith(ONE)).isEqualTo(Suspicion.NONE);
    assertThat(afterCrashWith(OTHER)).as("was not committed").isEqualTo(Suspicion.RUN_ALONE);
  }

  @Test
  void aSuspectWhoseTaskIsRevokedBeforeItBeginsStaysOne() throws Exception {
    Crashes.at(folder, ONE, 2);
    crash(
        suspects -> {
          suspects.end(ONE);
          suspects.givenUp(ONE.topicId(), ONE.partition());
        });

    assertThat(suspicionOf(ONE)).isEqualTo(Suspicion.RUN_ALONE);
    assertThat(afterCrashWith(ONE)).isEqualTo(Suspicion.CRASHED_ALONE);
  }

  /** Its partition is another instance's by now. */
  @Test
  void aRecordThatIsGivenUpIsNotBlamedForALaterCrash() throws Exception {
    crash(
        suspects -> {
          suspects.begin(ONE);
          suspects.end(ONE);
          suspects.givenUp(ONE.topicId(), ONE.partition());
        });

    assertThat(afterCrashWith(ONE)).isEqualTo(Suspicion.NONE);
  }

  @Test
  void aRecordThatIsGivenUpIsStillBlamedWhileWorkOnItGoesOn() throws Exception {
    crash(
        suspects -> {
          suspects.begin(ONE);
          suspects.givenUp(ONE.topicId(), ONE.partition());
        });
    assertThat(afterCrashWith(ONE)).isEqualTo(Suspicion.RUN_ALONE);
  }

  @Test
  void anOrderlyEndBlamesNoRecordAndForgetsNoSuspicion() throws Exception {
    Crashes.at(folder, ONE, 2);
    try (Suspects suspects = Suspects.of(CrashJournal.open(folder))) {
      suspects.begin(ONE);
      suspects.begin(OTHER);
    }

    assertThat(suspicionOf(ONE)).isEqualTo(Suspicion.RUN_ALONE);
    assertThat(afterCrashWith(OTHER)).isEqualTo(Suspicion.NONE);
  }

  @Test
  void aCrashThatCameBeforeItsTurnIsNoneOfIts() throws Exception {
    Crashes.at(folder, ONE, 1);
    Crashes.at(folder, OTHER, 1);
    assertThat(afterCrashWith(ONE)).isEqualTo(Suspicion.RUN_ALONE);
  }

  @Test
  void failuresThatCannotBeNotedElsewhereAreKeptHere() throws Exception {
    try (Suspects suspects = Suspects.of(CrashJournal.open(folder))) {
      suspects.noteHere(ONE, suspects.withOneMore(ONE, RecordFailures.NONE));
    }
    assertThat(suspicionOf(ONE)).isEqualTo(Suspicion.NONE);
    try (Suspects suspects = Suspects.of(CrashJournal.open(folder))) {
      suspects.noteHere(ONE, suspects.withOneMore(ONE, RecordFailures.NONE));
    }
    assertThat(suspicionOf(ONE)).isEqualTo(Suspicion.RUN_ALONE);
    try (Suspects suspects = Suspects.of(CrashJournal.open(folder))) {
      suspects.noteHere(ONE, suspects.withOneMore(ONE, RecordFailures.NONE));
    }
    assertThat(suspicionOf(ONE)).isEqualTo(Suspicion.FAILED_ALONE);
  }

  @Test
  void instancesOnOneMachineHaveJournalsOfTheirOwn() throws Exception {
    try (CrashJournal first = CrashJournal.open(folder);
        CrashJournal second = CrashJournal.open(folder)) {
      first.begin(ONE, false);
      second.begin(OTHER, false);
      try (var files = Files.list(folder)) {
        assertThat(files).hasSize(2);
      }
    }
  }

  @Test
  void moreThanItHasRoomForIsNotNotedAndHarmsNothing() throws Exception {
    try (CrashJournal journal = CrashJournal.open(folder)) {
      for (int offset = 0; offset < 40_000; offset++) {
        journal.begin(new Position(new Uuid(1, 2), 0, offset), false);
      }
      journal.end(new Position(new Uuid(1, 2), 0, 39_999));
    }
    try (CrashJournal journal = CrashJournal.open(folder)) {
      journal.begin(ONE, false);
      assertThat(Suspects.of(journal).of(ONE)).isEqualTo(Suspicion.NONE);
    }
  }

  /** Runs the actions of a process before it crashes. */
  private void crash(Consumer<Suspects> before) throws IOException {
    try (CrashJournal journal = CrashJournal.open(folder)) {
      before.accept(Suspects.of(journal));
    }
  }

  private Suspicion suspicionOf(Position position) throws IOException {
    try (Suspects suspects = Suspects.of(CrashJournal.open(folder))) {
      return suspects.of(position);
    }
  }

  /** Returns the suspicion about a record after one more crash while it was not committed. */
  private Suspicion afterCrashWith(Position position) throws IOException {
    Crashes.at(folder, position, 1);
    return suspicionOf(position);
  }
}
