package dev.skipstream.replay;

import dev.skipstream.async.Intake;
import dev.skipstream.frame.BatchSettings;
import dev.skipstream.frame.FrameRules;
import dev.skipstream.frame.GroupSource;
import dev.skipstream.frame.OnOutage;
import dev.skipstream.frame.Pipeline;
import dev.skipstream.schemas.event.Computation;
import dev.skipstream.schemas.event.ReplayRun;
import dev.skipstream.schemas.event.ReplayStart;
import dev.skipstream.stream.DetectionSettings;
import dev.skipstream.stream.DetectionStream;
import dev.skipstream.stream.InputLimits;
import dev.skipstream.stream.LoadedModels;
import dev.skipstream.stream.RunningStream;
import dev.skipstream.stream.StreamStoppedException;
import dev.skipstream.topics.TopicNames;
import dev.skipstream.topics.range.CommittedReader;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One replay: found out what it is, then run until it is done. What was cut short is taken up where
 * it has committed; exactly-once holds across that as it does for a stream that serves.
 *
 * <p>Threading: for one thread, which {@link #run} blocks until the replay is done.
 */
final class Replay implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Replay.class);
  private static final Duration LOOK_EVERY = Duration.ofMillis(200);

  private final Map<String, Object> client;
  private final ReplayRequest request;
  private final ReplayLog log;
  private final Admin admin;
  private final CommittedReader reader;
  private final ReplayRange range;
  private final ReplayId id;
  private final ReplayGroup group;
  private final Optional<ReplayRun> done;

  /**
   * Finds out what is to be replayed, and whether that was done before.
   *
   * @param client how to reach the cluster
   * @param log where it is noted which replays were done
   * @throws ReplayRefusedException when there is nothing to replay
   * @throws dev.skipstream.topics.range.InvalidRangeException when the range is none, or part of it
   *     is gone
   * @throws dev.skipstream.topics.BrokerException when the broker does not say
   */
  public Replay(Map<String, Object> client, ReplayRequest request, ReplayLog log) {
    this.client = client;
    this.request = request;
    this.log = log;
    this.admin = Admin.create(client);
    this.reader = new CommittedReader(admin, client);
    try {
      range = ReplayRange.resolve(admin, reader, request.topic(), request.from(), request.to());
      ReplayId first = ReplayId.of(range, request);
      List<ReplayRun> before = first.among(log.read(admin, reader));
      id = request.again() ? first.after(before.size()) : first;
      group = new ReplayGroup(admin, id.applicationId(), range);
      done =
          request.again() || before.isEmpty()
              ? Optional.empty()
              : Optional.of(before.get(before.size() - 1));
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /** Returns the record of the replay, if it is complete and is not to run again. */
  public Optional<ReplayRun> done() {
    return done;
  }

  /** Its name. */
  public String id() {
    return id.toString();
  }

  /** Its range, as options of the command line that ask for just this one. */
  public String range() {
    return range.toString();
  }

  /** Returns the number of offsets; some may hold no record. */
  public long length() {
    return range.length();
  }

  /** Returns the number of offsets that earlier, interrupted runs have completed. */
  public long before() {
    return group.hasBegun() ? group.done() : 0;
  }

  /**
   * Runs the rest of the replay. Writes the records of its start and of its end.
   *
   * @param progress gets the number of completed offsets at intervals
   * @throws ReplayRefusedException when its topics have something else in them, or when this
   *     machine computes differently from the one that began it
   * @throws dev.skipstream.topics.range.InvalidRangeException when part of the range is deleted
   *     before it is replayed
   * @throws StreamStoppedException when the stream ends by itself; says of what
   */
  public ReplayRun run(ReplayTools tools, LongConsumer progress) {
    TopicNames topics = topics();
    ReplayOutput output = new ReplayOutput(admin, reader, topics);
    output.prepare(id.applicationId(), group.hasBegun());
    if (group.hasBegun()) {
      output.requireComputedBy(tools.computations());
    }
    group.begin();
    group.requireRest();
    Instant started = Instant.now();
    long before = group.done();
    if (before < length()) {
      log.write(admin, start(topics, started, before));
    }
    Duration took = before < length() ? stream(tools, topics, progress) : Duration.ZERO;
    ReplayRun run = record(output, topics, tools.computations(), started, before, took);
    log.write(admin, run);
    return run;
  }

  private ReplayStart start(TopicNames topics, Instant at, long before) {
    return new ReplayStart(
        id.toString(),
        range.topic(),
        range.topicId().toString(),
        ranges(),
        request.model(),
        topics.detections(),
        topics.deadLetters(),
        id.applicationId(),
        at,
        before == 0 ? Optional.empty() : Optional.of(before));
  }

  private List<ReplayRun.Range> ranges() {
    return range.filled().stream()
        .map(part -> new ReplayRun.Range(part.partition(), part.from(), part.to()))
        .toList();
  }

  private TopicNames topics() {
    String output = request.output().orElse("detections.replay." + id);
    return new TopicNames(range.topic(), output, output + ".dead-letters");
  }

  private Duration stream(ReplayTools tools, TopicNames topics, LongConsumer progress) {
    try (GroupReader groups = GroupReader.of(client, range, tools.batchSize())) {
      DetectionStream app = new DetectionStream(settings(tools, topics, groups));
      app.stopOnShutdown();
      try (RunningStream running = RunningStream.start(app)) {
        return awaitEnd(running, progress);
      }
    } catch (StreamStoppedException e) {
      // Retention may have been quicker: that is what the user has to know then.
      group.requireRest();
      throw e;
    }
  }

  private DetectionSettings settings(ReplayTools tools, TopicNames topics, GroupSource groups) {
    return DetectionSettings.builder(client, id.applicationId())
        .pipelines(new Pipeline(topics, request.model()))
        .rules( // What an image's store was down for would not be the same in the next run.
            new FrameRules(Optional.empty(), Map.of(), OnOutage.PAUSE, true))
        .stream(tools.stream())
        .batches(new BatchSettings(tools.batchSize(), Duration.ZERO, tools.decoders()))
        .bounds(
            new InputLimits(
                new Intake(range.ends(), tools.maxRate()),
                // A frame alone is a batch of its own whatever comes beside it.
                tools.batchSize() == 1 ? Optional.empty() : Optional.of(groups)))
        .models(LoadedModels.of(tools.devices()))
        .images(tools.images())
        .build();
  }

  /** Returns how long it took from when the model was warm. */
  private Duration awaitEnd(RunningStream running, LongConsumer progress) {
    long begun = System.nanoTime();
    boolean warm = false;
    long done = 0;
    while (done < length()) {
      LockSupport.parkNanos(LOOK_EVERY.toNanos());
      running.throwIfEnded();
      if (!warm) {
        warm = running.isWarm();
        begun = System.nanoTime();
        continue; // Asking the group takes time, in which the first frames would pass unseen.
      }
      done = group.done();
      progress.accept(done);
    }
    LOG.info("replay {} has committed its range", id);
    return Duration.ofNanos(System.nanoTime() - begun);
  }

  private ReplayRun record(
      ReplayOutput output,
      TopicNames topics,
      Set<Computation> computations,
      Instant started,
      long before,
      Duration took) {
    double rate = took.isZero() ? 0 : (length() - before) * 1e9 / took.toNanos();
    return new ReplayRun(
        id.toString(),
        range.topic(),
        range.topicId().toString(),
        ranges(),
        request.model(),
        settings(computations),
        topics.detections(),
        topics.deadLetters(),
        output.counts(),
        started,
        took.toMillis(),
        Math.round(rate * 10) / 10.0,
        before == 0 ? Optional.empty() : Optional.of(before));
  }

  /** Returns the settings of the request, and the way in which the model computed. */
  private Map<String, String> settings(Set<Computation> computations) {
    Map<String, String> settings = request.sorted();
    if (!computations.isEmpty()) {
      settings.put("format", joined(computations, one -> one.format().toString()));
      settings.put("libtorch", joined(computations, Computation::libtorch));
      settings.put("kernels", joined(computations, Computation::kernels));
    }
    return settings;
  }

  private static String joined(Set<Computation> all, Function<Computation, String> part) {
    return all.stream().map(part).distinct().collect(Collectors.joining(","));
  }

  @Override
  public void close() {
    reader.close();
    admin.close();
  }
}
