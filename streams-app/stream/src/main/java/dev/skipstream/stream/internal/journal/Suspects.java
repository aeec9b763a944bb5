package dev.skipstream.stream.internal.journal;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.Uuid;

/**
 * The records about which earlier runs left a note: crashes of the process, from the local {@link
 * CrashJournal}, and ends of the stream, from where all instances note them.
 *
 * <p>Threading: for any number of threads, and blocks none. What the journal and the topic said at
 * the start decides for the whole run: a failure ends it.
 */
public final class Suspects implements AutoCloseable {
  private final CrashJournal journal;

  /** Failures at the start, without records that were committed since. */
  private final Map<Position, RecordFailures> failures;

  /** Records with any suspicion at the start; without those that were committed since. */
  private final Map<Position, Suspicion> suspicions = new ConcurrentHashMap<>();

  /**
   * Joins the journal of this instance and the failures of all instances.
   *
   * @param journal the journal, which {@link #close} closes
   * @param failures the failures that all instances have recorded
   */
  public Suspects(CrashJournal journal, Map<Position, RecordFailures> failures) {
    this.journal = journal;
    this.failures = new ConcurrentHashMap<>(failures);
    Set<Position> known = new HashSet<>(failures.keySet());
    known.addAll(journal.suspects());
    for (Position position : known) {
      Suspicion suspicion =
          Suspicion.of(
              journal.crashes(position), journal.crashedAlone(position), failuresOf(position));
      if (suspicion != Suspicion.NONE) {
        suspicions.put(position, suspicion);
      }
    }
  }

  /** Suspects of crashes alone. */
  public static Suspects of(CrashJournal journal) {
    return new Suspects(journal, Map.of());
  }

  private RecordFailures failuresOf(Position position) {
    return failures.getOrDefault(position, RecordFailures.NONE).or(journal.failures(position));
  }

  /** Returns the suspicion that earlier runs left about a record. */
  public Suspicion of(Position position) {
    return suspicions.getOrDefault(position, Suspicion.NONE);
  }

  /** Returns true while a record is left that has to run alone. */
  public boolean anyRunsAlone() {
    return !suspicions.isEmpty() && suspicions.containsValue(Suspicion.RUN_ALONE);
  }

  /** Records that native code is about to process a record. */
  public void begin(Position position) {
    journal.begin(position, of(position) == Suspicion.RUN_ALONE);
  }

  /** Records that work on the record has ended. */
  public void end(Position position) {
    journal.end(position);
  }

  /**
   * Forgets the records before an offset: their outcomes are committed.
   *
   * @return those of them whose failures all instances note
   */
  public List<Position> committed(Uuid topicId, int partition, long offset) {
    journal.committed(topicId, partition, offset);
    if (suspicions.isEmpty() && failures.isEmpty()) {
      return List.of();
    }
    List<Position> noted =
        failures.keySet().stream().filter(one -> one.isBefore(topicId, partition, offset)).toList();
    noted.forEach(failures::remove);
    suspicions.keySet().removeIf(one -> one.isBefore(topicId, partition, offset));
    return noted;
  }

  /** Records of a partition that are not committed are read again, here or elsewhere. */
  public void givenUp(Uuid topicId, int partition) {
    journal.givenUp(topicId, partition);
  }

  /**
   * Returns the failures of a record, including the one that ends the stream now.
   *
   * @param latest the failures that all instances have recorded so far
   */
  public RecordFailures withOneMore(Position position, RecordFailures latest) {
    return failuresOf(position).or(latest).andOne(of(position) == Suspicion.RUN_ALONE);
  }

  /** Records failures on this machine, for the case that the shared record cannot be written. */
  public void noteHere(Position position, RecordFailures failures) {
    journal.failed(position, failures);
  }

  /** Closes the journal after a clean end: the process has survived all its work. */
  @Override
  public void close() {
    journal.survived();
    journal.close();
  }
}
