package dev.skipstream.stream.internal.frame;

import dev.skipstream.async.BatchWorker;
import dev.skipstream.async.MicroBatcher;
import dev.skipstream.async.WorkerWatch;
import dev.skipstream.detect.DeviceModels;
import dev.skipstream.detect.ResizedShape;
import dev.skipstream.frame.BatchSettings;
import dev.skipstream.frame.FrameRules;
import dev.skipstream.image.Frame;
import dev.skipstream.image.FrameDecoder;
import dev.skipstream.image.fetch.ImageFetcher;
import dev.skipstream.model.ActiveModels;
import dev.skipstream.schemas.event.ModelIdentity;
import dev.skipstream.shadow.Shadow;
import dev.skipstream.stream.internal.journal.Isolation;
import dev.skipstream.stream.internal.journal.Suspects;
import dev.skipstream.stream.internal.outcome.Safeguards;
import dev.skipstream.stream.internal.telemetry.DeviceMetrics;
import dev.skipstream.stream.internal.telemetry.FrameMetrics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The parts that all frames of the process share: the rules, and the threads behind the stage. The
 * threads are a pool that decodes, threads that fetch, one worker for each device, and one that
 * reads groups again.
 *
 * <p>Threading: started and closed by the main thread, closed after the stream. Closing waits for
 * the batches that run, with a bound. Neither the decoders' queue nor the number of fetching
 * threads has a bound of its own: credit bounds both.
 */
public final class FrameWorkers implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(FrameWorkers.class);
  private static final long STOP_MILLIS = 10_000;

  /**
   * The tools of the workers; the caller closes all of them, after the workers.
   *
   * @param decoder bytes to frames
   * @param fetcher images that are not in their records
   * @param decoded room for what the decoder makes
   * @param suspects what earlier runs say of records, and what is noted for the next
   * @param metrics of what the workers do
   * @param shadow sees frames that have their answer
   * @param safeguards keep a record's content from ending the stream
   */
  public record Tools(
      FrameDecoder decoder,
      ImageFetcher fetcher,
      DecodedFrameBudget decoded,
      Suspects suspects,
      FrameMetrics metrics,
      Optional<Shadow> shadow,
      Safeguards safeguards) {

    /** Tools with all safeguards. */
    public Tools(
        FrameDecoder decoder,
        ImageFetcher fetcher,
        DecodedFrameBudget decoded,
        Suspects suspects,
        FrameMetrics metrics,
        Optional<Shadow> shadow) {
      this(decoder, fetcher, decoded, suspects, metrics, shadow, Safeguards.ALL);
    }
  }

  private final Tools tools;
  private final FrameRules rules;
  private final ActiveModels models;
  private final SourceClocks clocks;
  private final Isolation isolation = new Isolation();
  private final MicroBatcher<FrameBucket, PendingFrame, Inference> batcher;
  private final DecoderPool decoders;
  private final ExecutorService fetchers = Executors.newCachedThreadPool(daemons("fetcher"));

  /** Its thread starts with the first group, so only where there are groups. */
  private final ExecutorService groupReader =
      Executors.newSingleThreadExecutor(daemons("group-reader"));

  private final List<BatchWorker<FrameBucket, PendingFrame, Inference>> workers = new ArrayList<>();

  private FrameWorkers(
      ActiveModels models,
      Tools tools,
      FrameRules rules,
      BatchSettings settings,
      WorkerWatch watch) {
    this.tools = tools;
    this.rules = rules;
    this.models = models;
    this.clocks = new SourceClocks(rules.maxClockSkew(), tools.metrics().clockAhead());
    batcher = new MicroBatcher<>(settings.size(), settings.linger());
    decoders = decoders(settings, models.devices());
    tools.metrics().decoders(decoders::size);
    for (int i = 0; i < models.devices().size(); i++) {
      DeviceModels device = models.devices().get(i);
      DeviceMetrics metrics = tools.metrics().device(device.name());
      workers.add(
          BatchWorker.start(
              "worker-" + (i + 1),
              batcher,
              new DetectBatch(device, clock(), metrics, !rules.reproducible()),
              watch));
    }
  }

  /**
   * On CPUs, decoding and inference share the processors: more decoders would slow a model down.
   */
  private static DecoderPool decoders(BatchSettings settings, List<DeviceModels> devices) {
    ThreadFactory factory = daemons("decoder");
    return settings.sizesDecoders() && devices.stream().allMatch(DeviceModels::isGpu)
        ? DecoderPool.sized(
            factory,
            settings.decoders(),
            Runtime.getRuntime().availableProcessors(),
            devices.size())
        : DecoderPool.fixed(factory, settings.decoders());
  }

  private static ThreadFactory daemons(String name) {
    AtomicInteger number = new AtomicInteger();
    return task -> {
      Thread thread = new Thread(task, name + "-" + number.incrementAndGet());
      thread.setDaemon(true);
      return thread;
    };
  }

  /** Starts workers without a watch. */
  public static FrameWorkers start(
      ActiveModels models, Tools tools, FrameRules rules, BatchSettings settings) {
    return start(models, tools, rules, settings, new WorkerWatch(Duration.ZERO, Duration.ZERO));
  }

  /**
   * Starts workers.
   *
   * @param watch gets their batches
   */
  public static FrameWorkers start(
      ActiveModels models,
      Tools tools,
      FrameRules rules,
      BatchSettings settings,
      WorkerWatch watch) {
    return new FrameWorkers(models, tools, rules, settings, watch);
  }

  public MicroBatcher<FrameBucket, PendingFrame, Inference> batcher() {
    return batcher;
  }

  Executor decoders() {
    return decoders.executor();
  }

  /** Takes the times of a frame, from which the number of decoders may follow. */
  void measured(long decodeNanos, double inferenceNanos) {
    decoders.measured(decodeNanos, inferenceNanos);
  }

  Executor fetchers() {
    return fetchers;
  }

  public Executor groupReader() {
    return groupReader;
  }

  Safeguards safeguards() {
    return tools.safeguards();
  }

  FrameDecoder decoder() {
    return tools.decoder();
  }

  DecodedFrameBudget decoded() {
    return tools.decoded();
  }

  ImageFetcher fetcher() {
    return tools.fetcher();
  }

  public Suspects suspects() {
    return tools.suspects();
  }

  Optional<Shadow> shadow() {
    return tools.shadow();
  }

  Isolation isolation() {
    return isolation;
  }

  SourceClocks clocks() {
    return clocks;
  }

  FrameRules rules() {
    return rules;
  }

  ActiveModels models() {
    return models;
  }

  /** The shape that a model makes of a frame. */
  ResizedShape shapeOf(ModelIdentity model, Frame frame) {
    // All devices run the same models, so any of them knows.
    return models.devices().get(0).get(model).shapeOf(frame);
  }

  /** Epoch milliseconds, to tell how old a frame is. */
  LongSupplier clock() {
    return System::currentTimeMillis;
  }

  @Override
  public void close() {
    batcher.close();
    groupReader.shutdownNow();
    decoders.stop();
    fetchers.shutdownNow();
    try {
      for (BatchWorker<?, ?, ?> worker : workers) {
        if (!worker.join(STOP_MILLIS)) {
          LOG.warn("a worker is still busy after {} ms, and is left behind", STOP_MILLIS);
        }
      }
      boolean ended = decoders.awaitEnd(STOP_MILLIS);
      for (ExecutorService pool : List.of(groupReader, fetchers)) {
        ended &= pool.awaitTermination(STOP_MILLIS, TimeUnit.MILLISECONDS);
      }
      if (!ended) {
        LOG.warn(
            "a decoder, a fetcher or the group reader is still busy after {} ms, and is left"
                + " behind",
            STOP_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
