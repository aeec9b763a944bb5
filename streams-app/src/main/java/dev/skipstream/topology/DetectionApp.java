package dev.skipstream.topology;

import dev.skipstream.async.AsyncStage;
import dev.skipstream.async.CommitBudget;
import dev.skipstream.async.Credits;
import dev.skipstream.broker.ImageTopic;
import dev.skipstream.broker.TopicNames;
import dev.skipstream.broker.Topics;
import dev.skipstream.detect.Detector;
import dev.skipstream.detect.DeviceModels;
import dev.skipstream.image.FrameDecoder;
import dev.skipstream.image.fetch.ImageFetcher;
import dev.skipstream.journal.CrashJournal;
import io.micrometer.core.instrument.binder.kafka.KafkaStreamsMetrics;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.CloseOptions.GroupMembershipOperation;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The detection stream of one process, from checked topics to a clean stop.
 *
 * <p>Threading: {@link #run} blocks the main thread until {@link #stop} is called, from any thread,
 * or the stream ends by itself; then it closes what it started, in reverse order and with bounds.
 * The detectors are the caller's to close, afterwards.
 */
public class DetectionApp {

  /**
   * What runs where.
   *
   * @param client how to reach the cluster ({@code bootstrap.servers}, TLS, SASL), and any other
   *     Kafka client property: it goes before ours
   * @param applicationId name of the group that shares the input
   * @param pipelines at least one; no two from the same input to the same output
   */
  public record Settings(
      Map<String, Object> client,
      String applicationId,
      List<Pipeline> pipelines,
      FrameRules rules,
      StreamSettings stream,
      BatchSettings batches) {

    public Settings {
      pipelines = List.copyOf(pipelines);
      requireDistinct(pipelines);
    }

    /** Two pipelines that answer the same input in the same topic would answer it twice. */
    private static void requireDistinct(List<Pipeline> pipelines) {
      Set<String> seen = new HashSet<>();
      for (Pipeline pipeline : pipelines) {
        for (String output : pipeline.topics().outputs()) {
          if (!seen.add(pipeline.topics().images() + " -> " + output)) {
            throw new IllegalArgumentException(
                "two pipelines go from %s to %s: expected an output and a dead-letter topic of its own for each"
                    .formatted(pipeline.topics().images(), output));
          }
        }
      }
      if (pipelines.isEmpty()) {
        throw new IllegalArgumentException("no pipeline: expected at least one");
      }
    }
  }

  /**
   * What frames are made of.
   *
   * @param decoder bytes to frames
   * @param fetcher images that are not in their records; the caller's to close
   * @param fetchLimit how long a fetch may take in all, retries included
   * @param journalFolder where what is under way is noted, for the next start after a crash;
   *     without it nothing is
   */
  public record Images(
      FrameDecoder decoder,
      ImageFetcher fetcher,
      Duration fetchLimit,
      Optional<Path> journalFolder) {}

  private static final Logger LOG = LoggerFactory.getLogger(DetectionApp.class);
  private static final Duration EMIT_EVERY = Duration.ofMillis(5);
  private static final int ENCODED_SHARE_OF_HEAP = 4;

  private final Settings settings;
  private final Images images;
  private final List<DeviceModels> devices;
  private final Telemetry telemetry;
  private final FrameMetrics metrics;

  /** Completes when the stream is to end: normally on request, with the failure else. */
  private final CompletableFuture<Void> end = new CompletableFuture<>();

  private final CompletableFuture<Void> closed = new CompletableFuture<>();

  /** An app that has not started, and that nobody looks at. */
  public DetectionApp(Settings settings, Images images, List<DeviceModels> devices) {
    this(settings, images, devices, Telemetry.unseen());
  }

  /**
   * An app that has not started.
   *
   * @param devices at least one, each with every model that a pipeline or a pin names
   * @param telemetry takes what it says of itself; of this app only
   */
  public DetectionApp(
      Settings settings, Images images, List<DeviceModels> devices, Telemetry telemetry) {
    this.settings = settings;
    this.images = images;
    this.devices = List.copyOf(devices);
    this.telemetry = telemetry;
    this.metrics = new FrameMetrics(telemetry.meters());
  }

  /**
   * Checks the topics, warms the models up, and streams until told to stop.
   *
   * @throws dev.skipstream.broker.BrokerException when topics are missing or do not fit
   * @throws dev.skipstream.detect.DetectorException when a model fails while warming up
   * @throws dev.skipstream.async.CommitBudgetException when the model is too slow for the settings
   * @throws StreamStoppedException when the stream ends by itself; says of what
   */
  public void run() {
    try {
      Map<Pipeline, ImageTopic> inputs = checkTopics();
      CommitBudget budget = budget(warmUp());
      try (CrashJournal journal = openJournal();
          FrameWorkers workers =
              FrameWorkers.start(
                  devices,
                  new FrameWorkers.Tools(images.decoder(), images.fetcher(), journal, metrics),
                  settings.rules(),
                  settings.batches())) {
        stream(topology(inputs, workers, budget), maxRecordBytes(inputs), budget);
      }
    } finally {
      telemetry.health().ended();
      closed.complete(null);
    }
  }

  /** Asks the stream to end; {@link #run} returns once it has. */
  public void stop() {
    end.complete(null);
  }

  /**
   * Ends the stream when the JVM is asked to stop (SIGTERM, Ctrl-C), and waits for it, with a
   * bound.
   */
  public void stopOnShutdown() {
    Runtime.getRuntime().addShutdownHook(new Thread(this::stopAndWait, "stop-stream"));
  }

  /** Whether the models are warm and the instance has its share of the input. */
  public boolean isRunning() {
    return telemetry.health().status() == StreamHealth.Status.READY;
  }

  private Map<Pipeline, ImageTopic> checkTopics() {
    try (Admin admin = Admin.create(settings.client())) {
      Map<Pipeline, ImageTopic> inputs = new LinkedHashMap<>();
      settings
          .pipelines()
          .forEach(pipeline -> inputs.put(pipeline, Topics.check(admin, pipeline.topics())));
      return inputs;
    }
  }

  private static int maxRecordBytes(Map<Pipeline, ImageTopic> inputs) {
    return inputs.values().stream().mapToInt(ImageTopic::maxRecordBytes).max().orElseThrow();
  }

  private CrashJournal openJournal() {
    if (images.journalFolder().isEmpty()) {
      return CrashJournal.forgetful();
    }
    try {
      return CrashJournal.open(images.journalFolder().get());
    } catch (IOException e) {
      throw new JournalException(
          "the journal of frames under way cannot be kept: %s; make the folder writable, or name another with --state"
              .formatted(e.getMessage()),
          e);
    }
  }

  private Duration warmUp() {
    Duration frameTime = WarmUp.frameTime(devices, settings.batches().size());
    ModelMetrics models = new ModelMetrics(telemetry.meters());
    devices.get(0).all().forEach(detector -> models.serves(detector.model()));
    telemetry.health().warm();
    return frameTime;
  }

  private CommitBudget budget(Duration frameTime) {
    CommitBudget budget =
        CommitBudget.of(
            new CommitBudget.Needs(
                frameTime,
                images.fetchLimit(),
                devices.size(),
                settings.batches().size(),
                settings.stream().commitInterval(),
                StreamsProperties.maxPollInterval(settings.client()),
                StreamsProperties.transactionTimeout(settings.client()),
                settings.stream().exactlyOnce()));
    LOG.info(
        "warm: {}, {} ms a frame on {} device(s); {} frames under way at most",
        devices.get(0).all().stream().map(Detector::model).toList(),
        frameTime.toMillis(),
        devices.size(),
        budget.credits());
    return budget;
  }

  private Topology topology(
      Map<Pipeline, ImageTopic> inputs, FrameWorkers workers, CommitBudget budget) {
    long maxBytes = Runtime.getRuntime().maxMemory() / ENCODED_SHARE_OF_HEAP;
    Credits credits = new Credits(budget.credits(), maxBytes);
    metrics.inFlight(credits);
    AsyncStage.Limits limits =
        new AsyncStage.Limits(EMIT_EVERY, budget.drainLimit(), budget.drainLimit());
    List<DetectionTopology.Part> parts = new ArrayList<>();
    AsyncStage<byte[], byte[], Outcome> first = null;
    for (Map.Entry<Pipeline, ImageTopic> input : inputs.entrySet()) {
      TopicNames topics = input.getKey().topics();
      String name = DetectionTopology.detectOf(topics);
      FrameDetection detection = new FrameDetection(workers, input.getKey(), input.getValue());
      AsyncStage<byte[], byte[], Outcome> stage =
          first == null
              ? new AsyncStage<>(name, detection, credits, limits)
              : first.beside(name, detection);
      first = first == null ? stage : first;
      parts.add(
          new DetectionTopology.Part(
              topics, input.getValue(), stageFor(stage), metrics.outcomes(topics)));
    }
    return DetectionTopology.build(parts);
  }

  /** Tests put a mutant here, to show that the guarantees depend on the stage. */
  ProcessorSupplier<byte[], byte[], byte[], Outcome> stageFor(
      AsyncStage<byte[], byte[], Outcome> detect) {
    return detect;
  }

  private void stream(Topology topology, int maxRecordBytes, CommitBudget budget) {
    KafkaStreams streams =
        new KafkaStreams(
            topology,
            StreamsProperties.of(
                settings.applicationId(),
                settings.client(),
                settings.stream(),
                maxRecordBytes,
                budget));
    observe(streams);
    try (KafkaStreamsMetrics kafka = new KafkaStreamsMetrics(streams)) {
      kafka.bindTo(telemetry.meters());
      streams.start();
      end.get();
    } catch (ExecutionException e) {
      throw new StreamStoppedException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      close(streams);
    }
  }

  private void observe(KafkaStreams streams) {
    streams.setUncaughtExceptionHandler(
        failure -> {
          if (LostTransaction.isBehind(failure)) {
            LOG.warn(
                "the broker ended a transaction whose commit was on its way; what it held is read again",
                failure);
            return StreamThreadExceptionResponse.REPLACE_THREAD;
          }
          LOG.error("a stream thread failed; the app stops", failure);
          fail(failure);
          return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        });
    streams.setStateListener(
        (now, before) -> {
          LOG.info("stream is {}", now);
          telemetry.health().streams(now);
          if (now.hasCompletedShutdown()) {
            fail(new IllegalStateException("Kafka Streams went to " + now + " and said no reason"));
          }
        });
  }

  private void fail(Throwable why) {
    if (end.completeExceptionally(why)) {
      telemetry.health().ended();
    }
  }

  private void close(KafkaStreams streams) {
    // Leaving hands the partitions over at once, instead of when the session times out.
    CloseOptions leave =
        CloseOptions.timeout(settings.stream().stopLimit())
            .withGroupMembershipOperation(GroupMembershipOperation.LEAVE_GROUP);
    if (!streams.close(leave)) {
      LOG.warn(
          "the stream is still closing after {}, and is left behind",
          settings.stream().stopLimit());
    }
  }

  private void stopAndWait() {
    stop();
    try {
      // The bound of the stream's own closing, and some for the workers'.
      closed.get(settings.stream().stopLimit().plusSeconds(15).toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      LOG.warn("the stream has not stopped in time");
    }
  }
}
