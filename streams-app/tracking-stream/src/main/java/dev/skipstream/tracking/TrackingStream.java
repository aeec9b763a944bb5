package dev.skipstream.tracking;

import dev.skipstream.detect.ProcessEnd;
import dev.skipstream.stream.StreamsRun;
import dev.skipstream.telemetry.StreamHealth;
import dev.skipstream.telemetry.Telemetry;
import dev.skipstream.topics.TrackingTopics;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.streams.KafkaStreams;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The tracking stream of one process, from checked topics to a clean stop. {@code new
 * TrackingStream(settings).run()} is the whole use.
 *
 * <p>Threading: {@link #run} blocks its thread until {@link #stop} is called, from any thread, or
 * the stream ends by itself; then it closes what it started, in reverse order and with bounds.
 */
public final class TrackingStream {
  /**
   * The default time between commits. The latency of tracks is added to that of detections, so it
   * is shorter than theirs: a commit of tracks is small.
   */
  public static final Duration COMMIT_INTERVAL = Duration.ofMillis(200);

  private static final Logger LOG = LoggerFactory.getLogger(TrackingStream.class);

  /** After the stream's own bound: the thread of the rules. */
  private static final Duration BEYOND_STOP_LIMIT = Duration.ofSeconds(10);

  private final TrackingSettings settings;
  private final Telemetry telemetry;
  private final StreamsRun streams;
  private final CompletableFuture<Void> closed = new CompletableFuture<>();

  /** Creates a stream that has not started. */
  public TrackingStream(TrackingSettings settings) {
    this.settings = settings;
    this.telemetry = settings.telemetry();
    this.streams = new StreamsRun(telemetry);
  }

  /**
   * Checks the topics, creates those that are missing, reads the rules, and tracks until told to
   * stop.
   *
   * @throws dev.skipstream.topics.BrokerException when the topic of detections does not exist, or a
   *     topic does not fit
   * @throws dev.skipstream.zones.ZonesException when the file of rules is unfit
   * @throws dev.skipstream.stream.StreamStoppedException when the stream ends by itself; has the
   *     cause
   */
  public void run() {
    TrackingMetrics metrics = new TrackingMetrics(telemetry.meters());
    try {
      TrackingTopics.Input input = prepare();
      try (StateFolder state = StateFolder.open(settings.state());
          RulesKeeper rules =
              RulesKeeper.open(
                  settings.client(),
                  settings.topics(),
                  settings.rules(),
                  Clock.systemUTC(),
                  metrics)) {
        telemetry.health().warm();
        track(input, state, rules, metrics);
      }
    } finally {
      telemetry.health().ended();
      closed.complete(null);
    }
  }

  private TrackingTopics.Input prepare() {
    try (Admin admin = Admin.create(settings.client())) {
      return TrackingTopics.prepare(admin, settings.topics());
    }
  }

  private void track(
      TrackingTopics.Input input, StateFolder state, RulesKeeper rules, TrackingMetrics metrics) {
    Optional<String> server = settings.counts().flatMap(CountsEndpoint::server);
    Properties properties = TrackingProperties.of(settings, state.path(), server);
    KafkaStreams kafka =
        new KafkaStreams(
            TrackingTopology.build(
                new TrackingTopology.Parts(
                    settings.topics(),
                    input.id(),
                    settings.tracker(),
                    settings.counting(),
                    rules,
                    metrics)),
            properties);
    settings
        .counts()
        .ifPresent(
            endpoint ->
                endpoint.attach(new LocalCounts(kafka, settings.counting(), input.partitions())));
    try {
      streams.run(kafka, () -> false, settings.stream().stopLimit());
    } finally {
      settings.counts().ifPresent(CountsEndpoint::detach);
    }
  }

  /** Asks the stream to end; {@link #run} returns after it has ended. */
  public void stop() {
    streams.stop();
  }

  /**
   * Ends the stream when the JVM is asked to stop (SIGTERM, Ctrl-C), and waits for it, with a
   * bound.
   */
  public void stopOnShutdown() {
    ProcessEnd.add(this::stopAndWait);
  }

  private void stopAndWait() {
    stop();
    try {
      closed.get(
          settings.stream().stopLimit().plus(BEYOND_STOP_LIMIT).toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      LOG.warn("tracking has not stopped in time");
    }
  }

  /** Returns if the instance has its partitions. */
  public boolean isRunning() {
    return telemetry.health().status() == StreamHealth.Status.READY;
  }
}
