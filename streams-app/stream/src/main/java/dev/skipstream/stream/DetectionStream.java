package dev.skipstream.stream;

import dev.skipstream.async.AloneGate;
import dev.skipstream.async.AsyncStage;
import dev.skipstream.async.Credits;
import dev.skipstream.async.PacedClients;
import dev.skipstream.async.WorkerWatch;
import dev.skipstream.detect.Detector;
import dev.skipstream.detect.DetectorException;
import dev.skipstream.detect.DeviceModels;
import dev.skipstream.detect.ProcessEnd;
import dev.skipstream.frame.BatchSettings;
import dev.skipstream.frame.FrameAge;
import dev.skipstream.frame.Pipeline;
import dev.skipstream.model.ActiveModels;
import dev.skipstream.model.BatchSweep;
import dev.skipstream.model.ModelUpdates;
import dev.skipstream.model.ModelWatcher;
import dev.skipstream.model.WarmUp;
import dev.skipstream.shadow.Shadow;
import dev.skipstream.shadow.ShadowSettings;
import dev.skipstream.stream.internal.frame.FrameWorkers;
import dev.skipstream.stream.internal.outcome.Outcome;
import dev.skipstream.stream.internal.outcome.Safeguards;
import dev.skipstream.stream.internal.telemetry.FrameMetrics;
import dev.skipstream.stream.internal.telemetry.FrameTraces;
import dev.skipstream.stream.internal.telemetry.OutcomeMetrics;
import dev.skipstream.stream.internal.telemetry.ShadowReporter;
import dev.skipstream.stream.internal.telemetry.StatusTopic;
import dev.skipstream.stream.internal.telemetry.SwapReporter;
import dev.skipstream.telemetry.StreamHealth;
import dev.skipstream.telemetry.Telemetry;
import dev.skipstream.telemetry.UnfitInstanceException;
import dev.skipstream.topics.ImageTopic;
import dev.skipstream.topics.TopicNames;
import java.time.Duration;
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
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The detection stream of one process, from checked topics to a clean stop. {@code new
 * DetectionStream(settings).run()} is the whole use; {@link RunningStream} runs it in the
 * background.
 *
 * <p>Threading: {@link #run} blocks its thread until {@link #stop} is called, from any thread, or
 * the stream ends by itself; then it closes what it started, in reverse order and with bounds.
 */
public class DetectionStream {
  private static final Logger LOG = LoggerFactory.getLogger(DetectionStream.class);

  private final DetectionSettings settings;
  private final Telemetry telemetry;
  private final FrameMetrics metrics;
  private final FrameTraces traces;
  private final StreamsRun streams;
  private final CompletableFuture<Void> closed = new CompletableFuture<>();

  /** Creates a stream that has not started. */
  public DetectionStream(DetectionSettings settings) {
    this.settings = settings;
    this.telemetry = settings.telemetry();
    this.metrics = new FrameMetrics(telemetry.meters());
    this.traces = new FrameTraces(telemetry.traces());
    this.streams = new StreamsRun(telemetry);
  }

  /**
   * Checks the topics, loads the models and warms them up, and streams until told to stop.
   *
   * @throws dev.skipstream.topics.BrokerException when topics are missing or do not fit, or when
   *     the committed offsets belong to earlier topics of the names
   * @throws UnfitInstanceException when a live instance has another guarantee or other topics
   * @throws dev.skipstream.detect.DetectorException when a model fails while loading or warming up
   * @throws dev.skipstream.async.CommitBudgetException when the model is too slow for the settings
   * @throws StreamStoppedException when the stream ends by itself; has the cause
   */
  public void run() {
    try (Admin admin = Admin.create(settings.client())) {
      if (!(settings.models() instanceof LoadedModels)) {
        // Reports an unfit cluster before the models take their time to load.
        ClusterCheck.of(admin, settings, List.of(), Telemetry.unseen());
      }
      LoadedModels models = settings.models().load(telemetry);
      try {
        serve(ClusterCheck.of(admin, settings, models.computations(), telemetry), models);
      } finally {
        settings.models().unload(models);
      }
    } finally {
      traces.close();
      telemetry.health().ended();
      closed.complete(null);
    }
  }

  private void serve(ClusterCheck cluster, LoadedModels models) {
    MemoryBudget memory = StreamBudget.memory(cluster.inputs().values());
    NativeLibraries.load();
    BatchSettings batches = fitting(batches(models), models);
    Duration frameTime = warmUp(models, batches.size());
    ActiveModels active = new ActiveModels(models.devices(), settings.references());
    ModelUpdates updates = models.updates();
    try (StatusTopic status =
        new StatusTopic(settings.client(), updates.statusTopic(), settings.applicationId())) {
      SwapReporter swaps = new SwapReporter(active, telemetry, status);
      swaps.begin(updates.aliases());
      ShadowReporter shadows = new ShadowReporter(status);
      models
          .shadow()
          .filter(ShadowSettings::followsAlias)
          .ifPresent(second -> shadows.begin(second.reference(), second.model()));
      StreamBudget budget =
          StreamBudget.of(settings.with(batches), memory, models.devices().size(), frameTime);
      logWarm(models, frameTime, budget);
      stream(cluster, models, active, swaps, shadows, budget);
    }
  }

  private void stream(
      ClusterCheck cluster,
      LoadedModels models,
      ActiveModels active,
      SwapReporter swaps,
      ShadowReporter shadows,
      StreamBudget budget) {
    Credits credits = budget.credits();
    WorkerWatch watch = budget.watch();
    Properties properties = properties(cluster, budget);
    try (Admin admin = Admin.create(settings.client());
        OutputLimits outputs =
            OutputLimits.watched(admin, outputs(), StreamsProperties.producerBytes(properties));
        StreamHistory history =
            StreamHistory.open(
                settings, cluster.inputs(), StreamJournal.open(settings.images().journalFolder()));
        Shadowing shadowing = shadowing(models, credits, budget.memory(), shadows);
        FrameWorkers workers =
            FrameWorkers.start(
                active,
                new FrameWorkers.Tools(
                    settings.images().decoder(),
                    settings.images().fetcher(),
                    budget.decodedFrames(watch),
                    history.suspects(),
                    metrics,
                    shadowing.shadow(),
                    safeguards()),
                settings.rules(),
                budget.batches(),
                watch);
        watch;
        ModelWatcher watcher =
            watcher(
                models.updates(), active, swaps, budget.swapLimits(workers.batcher()::maxSize));
        ClusterWatch clusterWatch = cluster.watch(streams::fail)) {
      watcher.start();
      watch.start(streams::fail);
      clusterWatch.start();
      AloneGate alone = new AloneGate(new TracedHistory(history, traces));
      PipelineStages stages = new PipelineStages(settings, budget, workers, credits, watch, alone);
      PacedClients clients =
          new PacedClients(
              credits, settings.bounds().intake(), cluster::requireUnchangedTopics, alone);
      properties.putAll(clients.properties());
      metrics.inFlight(credits);
      try {
        streams.run(
            new KafkaStreams(
                topology(cluster.inputs(), stages, outputs, history), properties, clients),
            history::anyRefused,
            settings.stream().stopLimit());
      } catch (StreamStoppedException e) {
        StreamStoppedException explained = cluster.explain(e);
        throw explained == e ? history.noted(e) : explained;
      }
    }
  }

  /** Returns the batches of the settings, of the measured size where they are measured. */
  private BatchSettings batches(LoadedModels models) {
    if (!settings.batches().sweeps() || !models.devices().stream().allMatch(DeviceModels::isGpu)) {
      return settings.batches();
    }
    Duration bound = settings.rules().maxAge().map(FrameAge::max).orElse(BatchSweep.USUAL_BOUND);
    return settings.batches().ofSize(new BatchSweep(bound).sizeFor(detectors(models)));
  }

  /** Warms up the GPUs in each batch size, and returns the batches that their memory permits. */
  private BatchSettings fitting(BatchSettings batches, LoadedModels models) {
    List<Detector> onGpus =
        models.devices().stream()
            .filter(DeviceModels::isGpu)
            .flatMap(device -> device.all().stream())
            .toList();
    int fitting = WarmUp.fittingSize(onGpus, batches.size());
    if (fitting < batches.size() && settings.rules().reproducible()) {
      throw new DetectorException(
          "the GPU has no memory for batches of %d frames: choose --batch-size %d or less"
              .formatted(batches.size(), fitting));
    }
    return fitting < batches.size() ? batches.ofSize(fitting) : batches;
  }

  /** Returns the time of a frame on the slowest model, in a batch of a size. */
  private static Duration warmUp(LoadedModels models, int batchSize) {
    Duration frameTime = WarmUp.frameTime(detectors(models), batchSize);
    models.shadow().ifPresent(second -> WarmUp.frameTime(second.device().all(), 1));
    return frameTime;
  }

  private static List<Detector> detectors(LoadedModels models) {
    return models.devices().stream().flatMap(device -> device.all().stream()).toList();
  }

  private static void logWarm(LoadedModels models, Duration frameTime, StreamBudget budget) {
    LOG.info(
        "warm: {}, {} ms a frame on {} device(s); at most {} frames a batch and {} in-flight"
            + " frames",
        models.devices().get(0).all().stream().map(Detector::eventModel).toList(),
        frameTime.toMillis(),
        models.devices().size(),
        budget.batches().size(),
        budget.commits().credits());
  }

  private ModelWatcher watcher(
      ModelUpdates updates, ActiveModels active, SwapReporter swaps, ModelWatcher.Limits limits) {
    return new ModelWatcher(
        updates, active, limits, swaps, updates.pauses() ? Optional.of(streams) : Optional.empty());
  }

  private Topology topology(
      Map<Pipeline, ImageTopic> inputs,
      PipelineStages stages,
      OutputLimits outputs,
      StreamHistory history) {
    List<DetectionTopology.Part> parts =
        stages.create(inputs).entrySet().stream()
            .map(
                one ->
                    new DetectionTopology.Part(
                        one.getKey().topics(),
                        inputs.get(one.getKey()),
                        outputs,
                        history.blaming(safeguards()),
                        stageFor(one.getValue()),
                        outcomesOf(one.getKey().topics()),
                        traces))
            .toList();
    // A bounded range has its own first offsets: the earliest record is no substitute for them.
    return DetectionTopology.build(
        parts,
        settings.bounds().intake().isBounded()
            ? AutoOffsetReset.none()
            : AutoOffsetReset.earliest());
  }

  /** The shadow model, where there is one. */
  private record Shadowing(Optional<Shadow> shadow) implements AutoCloseable {
    @Override
    public void close() {
      shadow.ifPresent(Shadow::close);
    }
  }

  private Shadowing shadowing(
      LoadedModels models, Credits credits, MemoryBudget memory, ShadowReporter reports) {
    return new Shadowing(
        models
            .shadow()
            .map(
                second ->
                    new Shadow(
                        second,
                        settings.client(),
                        () -> credits.recordsInUse() == 0,
                        memory.shadowFrameBytes(),
                        telemetry.meters(),
                        reports)));
  }

  private List<String> outputs() {
    return settings.pipelines().stream()
        .flatMap(pipeline -> pipeline.topics().outputs().stream())
        .toList();
  }

  private Properties properties(ClusterCheck cluster, StreamBudget budget) {
    Properties properties =
        StreamsProperties.of(
            settings.applicationId(),
            settings.client(),
            settings.stream(),
            budget.memory(),
            budget.commits());
    properties.put(StreamsConfig.CLIENT_ID_CONFIG, cluster.clientId());
    return properties;
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
      // The bound of the stream's own closing, and some for the workers'.
      closed.get(settings.stream().stopLimit().plusSeconds(15).toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      LOG.warn("the stream has not stopped in time");
    }
  }

  /** Returns if the models are warm: the stream begins then. */
  public boolean isWarm() {
    return telemetry.health().isWarm();
  }

  /** Returns if the models are warm and the instance has its partitions. */
  public boolean isRunning() {
    return telemetry.health().status() == StreamHealth.Status.READY;
  }

  /** Tests switch safeguards off here, to show that the others are sufficient. */
  Safeguards safeguards() {
    return Safeguards.ALL;
  }

  /** Tests put a defect here, to show the outcome of a record that it ends the stream at. */
  OutcomeMetrics outcomesOf(TopicNames topics) {
    return metrics.outcomes(topics);
  }

  /** Tests put a mutant here, to show that the guarantees depend on the stage. */
  ProcessorSupplier<byte[], byte[], byte[], Outcome> stageFor(
      AsyncStage<byte[], byte[], Outcome> detect) {
    return detect;
  }
}
