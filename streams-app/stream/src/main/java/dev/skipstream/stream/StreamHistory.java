package dev.skipstream.stream;

import dev.skipstream.async.RecordHistory;
import dev.skipstream.frame.Pipeline;
import dev.skipstream.schemas.event.InputPosition;
import dev.skipstream.schemas.event.StreamFailure;
import dev.skipstream.stream.internal.journal.CrashJournal;
import dev.skipstream.stream.internal.journal.FailureTopic;
import dev.skipstream.stream.internal.journal.Position;
import dev.skipstream.stream.internal.journal.RecordFailures;
import dev.skipstream.stream.internal.journal.Suspects;
import dev.skipstream.stream.internal.journal.Suspicion;
import dev.skipstream.stream.internal.outcome.Safeguards;
import dev.skipstream.topics.ImageTopic;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The history of the input records of one app: reads at the start what earlier runs say of them,
 * and writes before the end which record this run ended of.
 *
 * <p>Threading: opened and closed by the main thread. Stream threads and network threads report to
 * it, and do not block. A separate thread removes entries from the topic; it starts with the first
 * removal. That thread waits for the broker, with the bound of {@link FailureTopic}.
 */
final class StreamHistory implements RecordHistory, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(StreamHistory.class);
  private static final int CLOSE_SECONDS = 5;

  private final String application;
  private final Map<String, Uuid> topicIds;
  private final FailureTopic topic;
  private final Suspects suspects;

  /** Entries of the topic at the start, without those that were removed since. */
  private final Map<Position, StreamFailure> noted;

  private final Map<InputPosition, RecordFault> refused = new ConcurrentHashMap<>();
  private final ExecutorService remover =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread thread = new Thread(task, "failures");
            thread.setDaemon(true);
            return thread;
          });

  private StreamHistory(
      String application,
      Map<String, Uuid> topicIds,
      FailureTopic topic,
      CrashJournal journal,
      Map<Position, StreamFailure> noted) {
    this.application = application;
    this.topicIds = topicIds;
    this.topic = topic;
    this.noted = new ConcurrentHashMap<>(noted);
    Map<Position, RecordFailures> failures = new HashMap<>();
    noted.forEach((position, failure) -> failures.put(position, failuresOf(failure)));
    this.suspects = new Suspects(journal, failures);
  }

  /**
   * Reads what earlier runs say.
   *
   * @param inputs of the app
   * @param journal closed with this
   */
  static StreamHistory open(
      DetectionSettings settings, Map<Pipeline, ImageTopic> inputs, CrashJournal journal) {
    Map<String, Uuid> topicIds = new HashMap<>();
    inputs.forEach((pipeline, images) -> topicIds.put(pipeline.topics().images(), images.id()));
    FailureTopic topic = new FailureTopic(settings.client());
    Map<Position, StreamFailure> noted = new LinkedHashMap<>();
    List<StreamFailure> foreign = new ArrayList<>();
    for (StreamFailure failure : topic.read(settings.applicationId())) {
      Uuid topicId = topicIds.get(failure.input().topic());
      if (topicId != null && !topicId.toString().equals(failure.topicId())) {
        foreign.add(failure);
        continue;
      }
      noted.put(position(failure), failure);
      LOG.warn(
          "{} ended the stream {} time(s){}: {}",
          failure.input(),
          failure.failures(),
          failure.alone() ? ", the last time alone" : "",
          failure.error());
    }
    StreamHistory history =
        new StreamHistory(settings.applicationId(), topicIds, topic, journal, noted);
    // Of a topic that was deleted: its records are gone.
    history.remove(foreign);
    return history;
  }

  private static Position position(StreamFailure failure) {
    return new Position(
        Uuid.fromString(failure.topicId()), failure.input().partition(), failure.input().offset());
  }

  private static RecordFailures failuresOf(StreamFailure failure) {
    return new RecordFailures(failure.failures(), failure.alone());
  }

  private void remove(List<StreamFailure> failures) {
    if (!failures.isEmpty()) {
      remover.execute(() -> topic.remove(failures));
    }
  }

  /** The suspects, for those who work on records. */
  Suspects suspects() {
    return suspects;
  }

  private Position position(TopicPartition partition, long offset) {
    return new Position(topicIds.get(partition.topic()), partition.partition(), offset);
  }

  Suspicion of(TopicPartition partition, long offset) {
    return suspects.of(position(partition, offset));
  }

  /** Returns safeguards with timestamps that name the record that they fail on. */
  Safeguards blaming(Safeguards safeguards) {
    return new Safeguards(
        safeguards.reader(),
        new BlamingTimestamps(safeguards.timestamps(), this),
        safeguards.replaces());
  }

  @Override
  public boolean anyRunsAlone() {
    return suspects.anyRunsAlone();
  }

  @Override
  public boolean runsAlone(TopicPartition partition, long offset) {
    return of(partition, offset) == Suspicion.RUN_ALONE;
  }

  @Override
  public void committed(TopicPartition partition, long offset) {
    List<StreamFailure> done = new ArrayList<>();
    for (Position position :
        suspects.committed(topicIds.get(partition.topic()), partition.partition(), offset)) {
      StreamFailure failure = noted.remove(position);
      if (failure != null) {
        done.add(failure);
      }
    }
    remove(done);
  }

  @Override
  public void givenUp(TopicPartition partition) {
    suspects.givenUp(topicIds.get(partition.topic()), partition.partition());
  }

  @Override
  public void refused(TopicPartition partition, long offset, Exception failure) {
    InputPosition at = new InputPosition(partition.topic(), partition.partition(), offset);
    RecordFault.ofRefusal(at, failure).ifPresent(fault -> refused.put(at, fault));
  }

  /** Returns true when the outcome of a record was refused: the stream cannot go on. */
  boolean anyRefused() {
    return !refused.isEmpty();
  }

  /**
   * Notes which records the stream ended of. Called when its clients are closed: the answers for
   * all records of a refused batch are there then.
   *
   * @return the end, with the records where there are any
   */
  StreamStoppedException noted(StreamStoppedException end) {
    Map<InputPosition, RecordFault> faults = new LinkedHashMap<>(refused);
    if (faults.isEmpty()) {
      RecordFault.of(end.getCause()).ifPresent(fault -> faults.put(fault.at(), fault));
    }
    if (faults.isEmpty()) {
      return end;
    }
    Map<Position, RecordFailures> latest = new HashMap<>();
    // Another instance may have noted more since this one started.
    topic.read(application).forEach(failure -> latest.put(position(failure), failuresOf(failure)));
    Map<RecordFault, RecordFailures> failures = new LinkedHashMap<>();
    faults
        .values()
        .forEach(
            fault -> {
              Position position = of(fault);
              failures.put(
                  fault,
                  suspects.withOneMore(
                      position, latest.getOrDefault(position, RecordFailures.NONE)));
            });
    if (!topic.write(events(failures))) {
      LOG.warn("what ended the stream is noted on this machine alone");
      failures.forEach((fault, count) -> suspects.noteHere(of(fault), count));
    }
    return StreamStoppedException.of(application, failures, end.getCause());
  }

  private Position of(RecordFault fault) {
    return new Position(
        topicIds.get(fault.at().topic()), fault.at().partition(), fault.at().offset());
  }

  private List<StreamFailure> events(Map<RecordFault, RecordFailures> failures) {
    List<StreamFailure> events = new ArrayList<>();
    failures.forEach(
        (fault, count) ->
            events.add(
                new StreamFailure(
                    application,
                    topicIds.get(fault.at().topic()).toString(),
                    fault.at(),
                    count.count(),
                    count.alone(),
                    Instant.now(),
                    fault.what())));
    return events;
  }

  @Override
  public void close() {
    remover.shutdown();
    try {
      if (!remover.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
        LOG.warn("topic {} still has entries of records that are done", FailureTopic.NAME);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      suspects.close();
    }
  }
}
