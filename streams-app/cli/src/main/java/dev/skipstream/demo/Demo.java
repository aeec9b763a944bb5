package dev.skipstream.demo;

import dev.skipstream.broker.BrokerProcess;
import dev.skipstream.frame.BatchSettings;
import dev.skipstream.frame.FrameAge;
import dev.skipstream.frame.FrameRules;
import dev.skipstream.frame.OnOutage;
import dev.skipstream.frame.Pipeline;
import dev.skipstream.image.FrameDecoder;
import dev.skipstream.image.ImageDecoder;
import dev.skipstream.image.ImageLimits;
import dev.skipstream.publish.FramePublisher;
import dev.skipstream.publish.PublishControl;
import dev.skipstream.publish.PublishSettings;
import dev.skipstream.schemas.event.DetectionEvent;
import dev.skipstream.schemas.event.ImageEvent;
import dev.skipstream.schemas.event.ModelIdentity;
import dev.skipstream.schemas.event.OutcomeEvent;
import dev.skipstream.schemas.serde.BatchHeader;
import dev.skipstream.schemas.serde.EventSerdes;
import dev.skipstream.schemas.serde.InvalidEventException;
import dev.skipstream.schemas.serde.TimingHeader;
import dev.skipstream.source.FrameSource;
import dev.skipstream.source.Pace;
import dev.skipstream.source.Playback;
import dev.skipstream.source.SourceException;
import dev.skipstream.source.TimedSource;
import dev.skipstream.source.street.StreetSource;
import dev.skipstream.stream.DetectionSettings;
import dev.skipstream.stream.DetectionStream;
import dev.skipstream.stream.ImageTools;
import dev.skipstream.stream.LoadedModels;
import dev.skipstream.stream.RunningStream;
import dev.skipstream.stream.StreamSettings;
import dev.skipstream.topics.BrokerException;
import dev.skipstream.topics.TopicNames;
import dev.skipstream.topics.Topics;
import dev.skipstream.tracking.RunningTracking;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * A broker, its topics, the stream and its sources. The model loads while the broker starts.
 * Tracking starts after the sources. All stop in reverse order.
 *
 * <p>Threading: {@link #run} blocks its thread, which reads the outcomes; each source publishes on
 * a thread of its own, the broker starts on another, and the streams have their own. {@link #stop}
 * may be called from any thread and returns when all has ended.
 */
public final class Demo {

  /**
   * The settings of a demonstration.
   *
   * @param sources played at the same time, each for ever
   * @param framesPerSecond the rate of each source; without it, a video has its own rate, and the
   *     others a rate that follows the inference
   * @param frames after how many frames in all it ends; without a number it ends by {@link #stop}
   */
  public record Settings(
      List<FrameSource> sources,
      OptionalDouble framesPerSecond,
      OptionalLong frames,
      Optional<FrameAge> maxAge,
      Path folder) {}

  /** The topics of the demonstration. */
  public static final TopicNames TOPICS = TopicNames.of("images");

  private static final Duration POLL = Duration.ofMillis(100);

  /**
   * Two frames are in flight: one is detected, and the next is decoded. Larger batches would make
   * frames older.
   */
  private static final BatchSettings ONE_FRAME =
      new BatchSettings(1, BatchSettings.DEFAULT.linger(), BatchSettings.DEFAULT.decoders());

  /** Readers see an outcome when it is committed, so commits are more frequent than by default. */
  private static final StreamSettings STREAM =
      new StreamSettings(
          StreamSettings.DEFAULT.exactlyOnce(),
          StreamSettings.DEFAULT.groupProtocol(),
          StreamSettings.DEFAULT.threads(),
          Duration.ofMillis(200),
          StreamSettings.DEFAULT.stopLimit());

  /** After the last frame, an outcome must come within this. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Settings settings;
  private final LoadedModel.Loader loader;
  private final DemoView view;
  private final FrameDecoder decoder = new ImageDecoder(ImageLimits.DEFAULT);
  private final Clock clock = Clock.systemUTC();
  private final Tally tally = new Tally(clock, ManagementFactory.getRuntimeMXBean().getStartTime());
  private final AtomicBoolean stopping = new AtomicBoolean();
  private final AtomicLong left;
  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private volatile Map<String, Object> cluster;

  /** The version of the newest detections; used by the thread that reads. */
  private ModelIdentity serving;

  private final CameraRate rate;

  /**
   * A demonstration that has not begun.
   *
   * @param loader loads the model when the demonstration begins, which closes it at its end
   */
  public Demo(Settings settings, LoadedModel.Loader loader, DemoView view) {
    this.settings = settings;
    this.loader = loader;
    this.view = view;
    this.left = new AtomicLong(settings.frames().orElse(Long.MAX_VALUE));
    this.rate = new CameraRate(settings.sources().size());
  }

  /** Shows it, until the last frame has its outcome or it is told to stop. */
  public DemoSummary run() throws InterruptedException {
    try {
      view.step("loading the model, and starting a broker in " + settings.folder() + " ...");
      // The stream needs OpenCV, whose libraries take a second to find.
      CompletableFuture<Void> codecs =
          CompletableFuture.runAsync(ImageDecoder::loadCodecs, Demo::thread);
      try (StartingBroker starting =
              new StartingBroker(settings.folder().resolve("broker"), TOPICS);
          LoadedModel model = loader.load()) {
        throwIfFailed(codecs);
        return stream(starting.await(), model);
      }
    } finally {
      ended.complete(null);
    }
  }

  /**
   * Returns the client properties of a demonstration's cluster.
   *
   * @param demo null before it is made
   * @throws BrokerException while its broker starts
   */
  public static Map<String, Object> client(Demo demo) {
    Map<String, Object> client = demo == null ? null : demo.cluster;
    if (client == null) {
      throw new BrokerException("the demonstration starts its broker");
    }
    return client;
  }

  /** Asks it to end, and waits until it has, with a bound. */
  public void stop() {
    stopping.set(true);
    ended.completeOnTimeout(null, 90, TimeUnit.SECONDS).join();
  }

  private DemoSummary stream(BrokerProcess broker, LoadedModel model) throws InterruptedException {
    ModelIdentity identity = model.identity();
    Map<String, Object> client = StartingBroker.client(broker);
    cluster = client;
    view.step("warming up " + identity.name() + "/" + identity.version() + " ...");
    try (RunningStream stream = RunningStream.start(app(client, model))) {
      await(stream::isReady, stream, broker);
      List<FrameSource> sources = stopping.get() ? List.of() : atRate();
      view.step(
          "streaming; to see the events: skipstream watch --bootstrap-server "
              + broker.bootstrapServers());
      List<CompletableFuture<Void>> playing = new ArrayList<>();
      for (int i = 0; i < sources.size(); i++) {
        FrameSource source = sources.get(i);
        Duration offset = gap().multipliedBy(i).dividedBy(sources.size());
        playing.add(CompletableFuture.runAsync(() -> play(source, offset, client), Demo::thread));
      }
      serving = identity;
      RunningTracking tracks =
          DemoTracking.start(client, settings.sources(), settings.folder(), this::trackingEnded);
      try (tracks) {
        read(client, broker, stream, playing);
      }
      tally.score();
      return tally.summary(serving);
    }
  }

  /** The end of tracking ends the demonstration, which then reports its cause. */
  private void trackingEnded() {
    stopping.set(true);
  }

  private void await(BooleanSupplier condition, RunningStream stream, BrokerProcess broker)
      throws InterruptedException {
    while (!condition.getAsBoolean() && !stopping.get()) {
      stream.throwIfEnded();
      broker.throwIfEnded();
      TimeUnit.MILLISECONDS.sleep(20);
    }
  }

  private DetectionStream app(Map<String, Object> client, LoadedModel model) {
    return new DetectionStream(
        DetectionSettings.builder(client, "demo")
            .pipelines(
                new Pipeline(
                    TOPICS, model.identity(), model.updates().aliases().stream().findFirst()))
            .rules(new FrameRules(settings.maxAge(), Map.of(), OnOutage.DEAD_LETTER))
            .stream(STREAM)
            .batches(ONE_FRAME)
            .images(ImageTools.ofRecords(decoder, Optional.of(settings.folder().resolve("state"))))
            .models(new LoadedModels(model.devices(), model.updates(), model.shadow()))
            .build());
  }

  /**
   * Returns the sources at a rate that follows the inference, if the user names no rate. A video
   * keeps its own rate.
   */
  private List<FrameSource> atRate() {
    return settings.framesPerSecond().isPresent()
        ? settings.sources()
        : settings.sources().stream().map(this::atRate).toList();
  }

  private FrameSource atRate(FrameSource source) {
    if (source instanceof StreetSource street) {
      return street.atRateOf(rate::gap);
    }
    // A pipe is a video.
    boolean hasOwnRate = source.framesPerSecond().isPresent() || !source.repeatable();
    return hasOwnRate ? source : new TimedSource(source, rate::gap);
  }

  private static void thread(Runnable task) {
    Thread thread = new Thread(task, "demo");
    thread.setDaemon(true);
    thread.start();
  }

  /**
   * Plays a source for ever.
   *
   * @param offset the time until its first frame: frames of sources that are due together would
   *     wait for each other
   */
  private void play(FrameSource source, Duration offset, Map<String, Object> client) {
    PublishSettings publishing =
        new PublishSettings(
            client,
            TOPICS.images(),
            Optional.of(Topics.GROUND_TRUTH),
            pace(),
            source.repeatable(),
            Playback.DEFAULT_MAX_GAP,
            OptionalLong.empty());
    Player player = new Player();
    try {
      TimeUnit.NANOSECONDS.sleep(offset.toNanos());
      new FramePublisher(publishing).publish(source, player);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return;
    }
    if (player.endedWithoutFrame()) {
      throw new SourceException(source.source() + ": has no frames");
    }
  }

  private Pace pace() {
    return settings.framesPerSecond().isPresent()
        ? Pace.of(settings.framesPerSecond().getAsDouble())
        : Pace.ofSource();
  }

  /** Returns the time between two frames of a source that has no rate of its own. */
  private Duration gap() {
    return settings.framesPerSecond().isPresent()
        ? Duration.ofNanos(Math.round(1e9 / settings.framesPerSecond().getAsDouble()))
        : rate.gap();
  }

  /** Takes a source's frames out of those that are left for all sources. */
  private final class Player implements PublishControl {
    private boolean any;
    private boolean ended;

    @Override
    public boolean mayPublish() {
      ended = left.getAndDecrement() <= 0;
      return !ended;
    }

    @Override
    public boolean stopRequested() {
      return stopping.get();
    }

    @Override
    public void published(ImageEvent frame) {
      any = true;
      tally.published();
    }

    /** Returns if the source ended by itself before its first frame. */
    boolean endedWithoutFrame() {
      return !any && !ended && !stopping.get();
    }
  }

  private void read(
      Map<String, Object> client,
      BrokerProcess broker,
      RunningStream stream,
      List<CompletableFuture<Void>> sources) {
    try (Consumer<byte[], byte[]> consumer = consumer(client)) {
      long lastNews = System.nanoTime();
      while (!stopping.get()) {
        broker.throwIfEnded();
        stream.throwIfEnded();
        sources.forEach(Demo::throwIfFailed);
        long before = tally.outcomes();
        consumer.poll(POLL).forEach(this::count);
        DemoSummary now = tally.summary(serving);
        view.paint(now, clock.millis());
        lastNews = tally.outcomes() > before ? System.nanoTime() : lastNews;
        boolean allSent = sources.stream().allMatch(CompletableFuture::isDone);
        if (allSent) {
          if (now.complete() || System.nanoTime() - lastNews > PATIENCE.toNanos()) {
            return;
          }
        }
      }
    } finally {
      // The sources end before the stream does.
      stopping.set(true);
    }
  }

  /** A failed source ends the demonstration, also while others are played. */
  private static void throwIfFailed(CompletableFuture<Void> task) {
    if (task.isCompletedExceptionally()) {
      try {
        task.join();
      } catch (CompletionException e) {
        throw e.getCause() instanceof RuntimeException cause ? cause : e;
      }
    }
  }

  private void count(ConsumerRecord<byte[], byte[]> record) {
    if (record.topic().equals(TOPICS.deadLetters())) {
      tally.deadLetter();
      return;
    }
    try {
      if (record.topic().equals(Topics.GROUND_TRUTH)) {
        tally.truth(EventSerdes.readGroundTruth(record.headers(), record.value()));
        return;
      }
      OutcomeEvent event = EventSerdes.readOutcome(record.headers(), record.value());
      if (event instanceof DetectionEvent found) {
        serving = found.model().identity();
        rate.detected(
            TimingHeader.read(record.headers()), BatchHeader.read(record.headers()).orElse(1));
      }
      view.event(event, tally.outcome(event));
    } catch (InvalidEventException e) {
      throw new IllegalStateException("our own event cannot be read: " + e.getMessage(), e);
    }
  }

  private static Consumer<byte[], byte[]> consumer(Map<String, Object> client) {
    Map<String, Object> config = new HashMap<>(client);
    config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    Consumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    List<TopicPartition> partitions =
        Stream.concat(TOPICS.outputs().stream(), Stream.of(Topics.GROUND_TRUTH))
            .flatMap(topic -> consumer.partitionsFor(topic).stream())
            .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    return consumer;
  }
}
