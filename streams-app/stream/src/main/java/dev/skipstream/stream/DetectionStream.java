package dev.skipstream.stream;

import dev.skipstream.async.AloneGate;
import dev.skipstream.async.AsyncFunction;
import dev.skipstream.async.AsyncStage;
import dev.skipstream.async.CommitBudget;
import dev.skipstream.async.Credits;
import dev.skipstream.async.PacedClients;
import dev.skipstream.async.WorkerWatch;
import dev.skipstream.detect.Detector;
import dev.skipstream.detect.DeviceModels;
import dev.skipstream.frame.BatchSettings;
import dev.skipstream.frame.Pipeline;
import dev.skipstream.model.ActiveModels;
import dev.skipstream.model.ModelUpdates;
import dev.skipstream.model.ModelWatcher;
import dev.skipstream.model.WarmUp;
import dev.skipstream.shadow.Shadow;
import dev.skipstream.shadow.ShadowSettings;
import dev.skipstream.stream.internal.frame.DecodedFrameBudget;
import dev.skipstream.stream.internal.frame.FrameFunction;
import dev.skipstream.stream.internal.frame.FrameWorkers;
import dev.skipstream.stream.internal.group.GroupFunction;
import dev.skipstream.stream.internal.group.OffsetGroups;
import dev.skipstream.stream.internal.journal.CrashJournal;
import dev.skipstream.stream.internal.outcome.Outcome;
import dev.skipstream.stream.internal.outcome.Safeguards;
import dev.skipstream.stream.internal.telemetry.FrameMetrics;
import dev.skipstream.stream.internal.telemetry.OutcomeMetrics;
import dev.skipstream.stream.internal.telemetry.StatusTopic;
import dev.skipstream.stream.internal.telemetry.SwapReporter;
import dev.skipstream.telemetry.JournalException;
import dev.skipstream.telemetry.StreamHealth;
import dev.skipstream.telemetry.Telemetry;
import dev.skipstream.telemetry.UnfitInstanceException;
import dev.skipstream.topics.ImageTopic;
import dev.skipstream.topics.TopicNames;
import dev.skipstream.topics.Topics;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
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
public class DetectionStream {

  private static final Logger LOG = LoggerFactory.getLogger(DetectionStream.class);
  private static final Duration EMIT_EVERY = Duration.ofMillis(5);

  /** A machine with ten times as much to do as it can is slow, and its device does not hang. */
  private static final int HANGS_AFTER_BATCHES = 20;

  /** A fast device too may be kept busy by others for a while. */
  private static final Duration LEAST_HANG_LIMIT = Duration.ofSeconds(20);

  private final DetectionSettings settings;
  private final ImageTools images;
  private final List<DeviceModels> devices;
  private final ModelUpdates updates;
  private final Optional<ShadowSettings> shadow;
  private final Telemetry telemetry;
  private final FrameMetrics metrics;
  private final StreamsRun streams;

  private final CompletableFuture<Void> closed = new CompletableFuture<>();

  /** Creates an app without telemetry. */
  public DetectionStream(
      DetectionSettings settings, ImageTools images, List<DeviceModels> devices) {
    this(settings, images, devices, ModelUpdates.NONE, Telemetry.unseen());
  }

  /**
   * An app that has not started.
   *
   * @param devices at least one, each with every model that a pipeline or a pin names
   * @param updates how models that pipelines name by an alias change while the app runs
   * @param telemetry takes what it says of itself; of this app only
   */
  public DetectionStream(
      DetectionSettings settings,
      ImageTools images,
      List<DeviceModels> devices,
      ModelUpdates updates,
      Telemetry telemetry) {
    this(settings, images, devices, updates, Optional.empty(), telemetry);
  }

  /**
   * Makes an app with a shadow model.
   *
   * @param shadow the second model; without it there is none
   */
  public DetectionStream(
      DetectionSettings settings,
      ImageTools images,
      List<DeviceModels> devices,
      ModelUpdates updates,
      Optional<ShadowSettings> shadow,
      Telemetry telemetry) {
    this.settings = settings;
    this.images = images;
    this.devices = List.copyOf(devices);
    this.updates = updates;
    this.shadow = shadow;
    this.telemetry = telemetry;
    this.metrics = new FrameMetrics(telemetry.meters());
    this.streams = new StreamsRun(telemetry);
  }

  /**
   * Checks the topics, warms the models up, and streams until told to stop.
   *
   * @throws dev.skipstream.topics.BrokerException when topics are missing or do not fit, or when
   *     the committed offsets belong to earlier topics of the names
   * @throws UnfitInstanceException when a live instance has another guarantee or other topics
   * @throws dev.skipstream.detect.DetectorException when a model fails while warming up
   * @throws dev.skipstream.async.CommitBudgetException when the model is too slow for the settings
   * @throws StreamStoppedException when the stream ends by itself; says of what
   */
  public void run() {
    try (Admin admin = Admin.create(settings.client())) {
      ClusterCheck cluster = ClusterCheck.of(admin, settings, telemetry);
      Map<Pipeline, ImageTopic> inputs = cluster.inputs();
      MemoryBudget memory = memory(inputs.values());
      NativeLibraries.load();
      Duration frameTime =
          WarmUp.frameTime(
              devices.stream().flatMap(device -> device.all().stream()).toList(),
              settings.batches().size());
      shadow.ifPresent(second -> WarmUp.frameTime(second.device().all(), 1));
      ActiveModels models = new ActiveModels(devices, settings.references());
      try (StatusTopic status =
          new StatusTopic(settings.client(), updates.statusTopic(), settings.applicationId())) {
        SwapReporter swaps = new SwapReporter(models, telemetry, status);
        swaps.begin(updates.aliases());
        stream(cluster, memory, frameTime, models, swaps);
      }
    } finally {
      telemetry.health().ended();
      closed.complete(null);
    }
  }

  private void stream(
      ClusterCheck cluster,
      MemoryBudget memory,
      Duration frameTime,
      ActiveModels models,
      SwapReporter swaps) {
    BatchSettings batches = batches(frameTime);
    CommitBudget budget = budget(frameTime, batches);
    Credits credits = new Credits(budget.credits(), memory.encodedBytes());
    WorkerWatch watch = watch(frameTime.multipliedBy(batches.size()));
    DecodedFrameBudget decoded =
        new DecodedFrameBudget(
            settings.bounds().decodedFrames(budget.credits(), batches.size()),
            memory.decodedBytes(),
            budget.drainLimit(),
            watch);
    ModelWatcher.Limits limits =
        new ModelWatcher.Limits(settings.batches().size(), budget.slowestRecord());
    Properties properties = properties(cluster, memory, budget);
    try (Admin admin = Admin.create(settings.client());
        OutputLimits outputs =
            OutputLimits.watched(admin, outputs(), StreamsProperties.producerBytes(properties));
        StreamHistory history = StreamHistory.open(settings, cluster.inputs(), openJournal());
        Shadowing shadowing = shadowing(credits, memory);
        FrameWorkers workers =
            FrameWorkers.start(
                models,
                new FrameWorkers.Tools(
                    images.decoder(),
                    images.fetcher(),
                    decoded,
                    history.suspects(),
                    metrics,
                    shadowing.shadow(),
                    safeguards()),
                settings.rules(),
                batches,
                watch);
        watch;
        ModelWatcher watcher =
            new ModelWatcher(
                updates,
                models,
                limits,
                swaps,
                updates.pauses() ? Optional.of(streams) : Optional.empty());
        ClusterWatch clusterWatch = cluster.watch(streams::fail)) {
      watcher.start();
      watch.start(streams::fail);
      clusterWatch.start();
      AloneGate alone = new AloneGate(history);
      PacedClients clients =
          new PacedClients(
              credits, settings.bounds().intake(), cluster::requireUnchangedTopics, alone);
      properties.putAll(clients.properties());
      try {
        streams.run(
            topology(cluster.inputs(), outputs, workers, credits, budget, watch, history, alone),
            properties,
            clients,
            history::anyRefused,
            settings.stream().stopLimit());
      } catch (StreamStoppedException e) {
        StreamStoppedException explained = cluster.explain(e);
        throw explained == e ? history.noted(e) : explained;
      }
    }
  }

  /** A second model, where there is one. */
  private record Shadowing(Optional<Shadow> shadow) implements AutoCloseable {
    @Override
    public void close() {
      shadow.ifPresent(Shadow::close);
    }
  }

  private Shadowing shadowing(Credits credits, MemoryBudget memory) {
    return new Shadowing(
        shadow.map(
            second ->
                new Shadow(
                    second,
                    settings.client(),
                    () -> credits.recordsInUse() == 0,
                    memory.shadowFrameBytes(),
                    telemetry.meters())));
  }

  /** Asks the stream to end; {@link #run} returns once it has. */
  public void stop() {
    streams.stop();
  }

  /**
   * Ends the stream when the JVM is asked to stop (SIGTERM, Ctrl-C), and waits for it, with a
   * bound.
   */
  public void stopOnShutdown() {
    Runtime.getRuntime().addShutdownHook(new Thread(this::stopAndWait, "stop-stream"));
  }

  /** Returns if the models are warm: the stream begins then. */
  public boolean isWarm() {
    return telemetry.health().isWarm();
  }

  /** Returns if the models are warm and the instance has its partitions. */
  public boolean isRunning() {
    return telemetry.health().status() == StreamHealth.Status.READY;
  }

  private static MemoryBudget memory(Collection<ImageTopic> inputs) {
    int maxRecordBytes = inputs.stream().mapToInt(ImageTopic::maxRecordBytes).max().orElseThrow();
    return MemoryBudget.of(
        Runtime.getRuntime().maxMemory(),
        inputs.stream().distinct().mapToInt(ImageTopic::partitions).sum(),
        maxRecordBytes,
        maxRecordBytes + Topics.DEAD_LETTER_OVERHEAD_BYTES);
  }

  private List<String> outputs() {
    return settings.pipelines().stream()
        .flatMap(pipeline -> pipeline.topics().outputs().stream())
        .toList();
  }

  /**
   * Looks at the cluster as {@link #run} does, which needs loaded models: what is wrong shows
   * before they are loaded.
   *
   * @throws dev.skipstream.topics.BrokerException as {@link #run}
   * @throws UnfitInstanceException as {@link #run}
   */
  public static void requireFitCluster(DetectionSettings settings) {
    try (Admin admin = Admin.create(settings.client())) {
      ClusterCheck.of(admin, settings, Telemetry.unseen());
    }
  }

  /**
   * Reserves the disk space of the journal of {@link ImageTools#journalFolder}.
   *
   * @throws JournalException when there is none, or the folder cannot be written to
   */
  public static void reserveJournal(Path folder) {
    try {
      CrashJournal.reserve(folder);
    } catch (IOException e) {
      throw JournalException.of(e);
    }
  }

  private CrashJournal openJournal() {
    if (images.journalFolder().isEmpty()) {
      return CrashJournal.forgetful();
    }
    try {
      return CrashJournal.open(images.journalFolder().get());
    } catch (IOException e) {
      throw JournalException.of(e);
    }
  }

  /**
   * While a batch runs, other frames gather. If the batch takes longer than --max-frame-age, all of
   * them are too old at their turn, and the device waits for new frames.
   */
  private BatchSettings batches(Duration frameTime) {
    return settings
        .rules()
        .maxAge()
        .map(age -> settings.batches().within(age.max(), frameTime))
        .orElse(settings.batches());
  }

  private static WorkerWatch watch(Duration usualBatch) {
    Duration scaled = usualBatch.multipliedBy(HANGS_AFTER_BATCHES);
    return new WorkerWatch(
        scaled.compareTo(LEAST_HANG_LIMIT) > 0 ? scaled : LEAST_HANG_LIMIT, usualBatch);
  }

  private CommitBudget budget(Duration frameTime, BatchSettings batches) {
    CommitBudget budget =
        CommitBudget.of(
            new CommitBudget.Needs(
                settings.bounds().timeOfRecord(frameTime, batches.size()),
                images.fetchLimit(),
                devices.size(),
                settings.stream().threads(),
                batches.size(),
                settings.stream().commitInterval(),
                StreamsProperties.maxPollInterval(settings.client()),
                StreamsProperties.transactionTimeout(settings.client()),
                settings.stream().exactlyOnce()));
    LOG.info(
        "warm: {}, {} ms a frame on {} device(s); at most {} frames a batch and {} in-flight"
            + " frames",
        devices.get(0).all().stream().map(Detector::model).toList(),
        frameTime.toMillis(),
        devices.size(),
        batches.size(),
        budget.credits());
    return budget;
  }

  private Topology topology(
      Map<Pipeline, ImageTopic> inputs,
      OutputLimits outputs,
      FrameWorkers workers,
      Credits credits,
      CommitBudget budget,
      WorkerWatch watch,
      StreamHistory history,
      AloneGate alone) {
    metrics.inFlight(credits);
    AsyncStage.Limits limits =
        new AsyncStage.Limits(EMIT_EVERY, budget.drainLimit(), budget.drainLimit());
    List<DetectionTopology.Part> parts = new ArrayList<>();
    AsyncStage<byte[], byte[], Outcome> first = null;
    for (Map.Entry<Pipeline, ImageTopic> input : inputs.entrySet()) {
      TopicNames topics = input.getKey().topics();
      String name = DetectionTopology.detectOf(topics);
      AsyncFunction<byte[], byte[], Outcome> detection =
          detection(workers, input.getKey(), input.getValue());
      AsyncStage<byte[], byte[], Outcome> stage =
          first == null
              ? new AsyncStage<>(name, detection, credits, limits, watch, alone)
              : first.beside(name, detection);
      first = first == null ? stage : first;
      stage = stage.noting(TopicIdNote.of(input.getValue().id()));
      parts.add(
          new DetectionTopology.Part(
              topics,
              input.getValue(),
              outputs,
              history.blaming(safeguards()),
              stageFor(stage),
              outcomesOf(topics)));
    }
    // Where a range is asked for, another one is no answer.
    return DetectionTopology.build(
        parts,
        settings.bounds().intake().isBounded()
            ? AutoOffsetReset.none()
            : AutoOffsetReset.earliest());
  }

  /** Returns the work on the records of a pipeline: by group where the settings have groups. */
  private AsyncFunction<byte[], byte[], Outcome> detection(
      FrameWorkers workers, Pipeline pipeline, ImageTopic images) {
    if (settings.bounds().groups().isEmpty()) {
      return new FrameFunction(workers, pipeline, images);
    }
    return new GroupFunction(
        new OffsetGroups(
            workers,
            pipeline.reference(),
            settings.bounds().groups().get(),
            images.id(),
            settings.batches().size()),
        workers.suspects(),
        images);
  }

  /** Tests switch safeguards off here, to show that the others are sufficient. */
  Safeguards safeguards() {
    return Safeguards.ALL;
  }

  /** Tests put a defect here, to show what becomes of a record that it ends the stream at. */
  OutcomeMetrics outcomesOf(TopicNames topics) {
    return metrics.outcomes(topics);
  }

  /** Tests put a mutant here, to show that the guarantees depend on the stage. */
  ProcessorSupplier<byte[], byte[], byte[], Outcome> stageFor(
      AsyncStage<byte[], byte[], Outcome> detect) {
    return detect;
  }

  private Properties properties(ClusterCheck cluster, MemoryBudget memory, CommitBudget budget) {
    Properties properties =
        StreamsProperties.of(
            settings.applicationId(), settings.client(), settings.stream(), memory, budget);
    properties.put(StreamsConfig.CLIENT_ID_CONFIG, cluster.clientId());
    return properties;
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
