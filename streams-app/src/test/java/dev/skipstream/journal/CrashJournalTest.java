package dev.skipstream.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CrashJournalTest {
  private static final Position ONE = new Position(new Uuid(1, 2), 3, 4);
  private static final Position OTHER = new Position(new Uuid(1, 2), 3, 5);

  @TempDir Path folder;

  @Test
  void whatWasUnderWayInTwoCrashesRunsAloneAndAfterTheThirdNoMore() throws Exception {
    assertThat(afterCrashWith(ONE)).isEqualTo(Suspicion.NONE);
    assertThat(afterCrashWith(ONE)).isEqualTo(Suspicion.RUN_ALONE);
    assertThat(afterCrashWith(ONE)).isEqualTo(Suspicion.GUILTY);
    try (CrashJournal journal = CrashJournal.open(folder)) {
      assertThat(journal.of(ONE)).isEqualTo(Suspicion.GUILTY);
      assertThat(journal.of(OTHER)).isEqualTo(Suspicion.NONE);
    }
  }

  @Test
  void whatTheProcessSurvivedIsForgotten() throws Exception {
    afterCrashWith(ONE);
    afterCrashWith(ONE);
    try (CrashJournal journal = CrashJournal.open(folder)) {
      journal.begin(ONE);
      journal.end(ONE);
      assertThat(journal.of(ONE)).isEqualTo(Suspicion.NONE);
    }
    assertThat(afterCrashWith(ONE)).isEqualTo(Suspicion.NONE);
  }

  @Test
  void aSuspectWhoseTaskIsRevokedBeforeItBeginsStaysOne() throws Exception {
    afterCrashWith(ONE);
    afterCrashWith(ONE);
    try (CrashJournal journal = CrashJournal.open(folder)) {
      journal.end(ONE);
      assertThat(journal.of(ONE)).isEqualTo(Suspicion.RUN_ALONE);
    }
    assertThat(afterCrashWith(ONE)).isEqualTo(Suspicion.GUILTY);
  }

  @Test
  void aCrashThatCameBeforeItsTurnIsNoneOfIts() throws Exception {
    afterCrashWith(ONE);
    afterCrashWith(OTHER);
    assertThat(afterCrashWith(ONE)).isEqualTo(Suspicion.RUN_ALONE);
  }

  @Test
  void instancesOnOneMachineHaveJournalsOfTheirOwn() throws Exception {
    try (CrashJournal first = CrashJournal.open(folder);
        CrashJournal second = CrashJournal.open(folder)) {
      first.begin(ONE);
      second.begin(OTHER);
      try (var files = Files.list(folder)) {
        assertThat(files).hasSize(2);
      }
    }
  }

  @Test
  void moreThanItHasRoomForIsNotNotedAndHarmsNothing() throws Exception {
    try (CrashJournal journal = CrashJournal.open(folder)) {
      for (int offset = 0; offset < 10_000; offset++) {
        journal.begin(new Position(new Uuid(1, 2), 0, offset));
      }
      journal.end(new Position(new Uuid(1, 2), 0, 9_999));
    }
    try (CrashJournal journal = CrashJournal.open(folder)) {
      journal.begin(ONE);
      assertThat(journal.of(ONE)).isEqualTo(Suspicion.NONE);
    }
  }

  /** What the journal says of a record after one more crash while it was under way. */
  private Suspicion afterCrashWith(Position position) throws IOException {
    // Closing a journal is all that a crash does to it: what is under way stays noted.
    try (CrashJournal journal = CrashJournal.open(folder)) {
      journal.begin(position);
    }
    try (CrashJournal journal = CrashJournal.open(folder)) {
      return journal.of(position);
    }
  }
}
