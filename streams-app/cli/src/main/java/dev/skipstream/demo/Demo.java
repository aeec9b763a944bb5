package dev.skipstream.demo;

import dev.skipstream.broker.BrokerProcess;
import dev.skipstream.broker.Listener;
import dev.skipstream.detect.DeviceModels;
import dev.skipstream.frame.FrameAge;
import dev.skipstream.frame.FrameRules;
import dev.skipstream.frame.OnOutage;
import dev.skipstream.frame.Pipeline;
import dev.skipstream.publish.FramePublisher;
import dev.skipstream.publish.PublishControl;
import dev.skipstream.publish.PublishSettings;
import dev.skipstream.schemas.event.ImageEvent;
import dev.skipstream.schemas.event.ModelIdentity;
import dev.skipstream.schemas.event.OutcomeEvent;
import dev.skipstream.schemas.serde.EventSerdes;
import dev.skipstream.schemas.serde.InvalidEventException;
import dev.skipstream.source.FrameSource;
import dev.skipstream.source.Pace;
import dev.skipstream.source.Playback;
import dev.skipstream.source.SourceException;
import dev.skipstream.stream.DetectionSettings;
import dev.skipstream.stream.DetectionStream;
import dev.skipstream.stream.ImageTools;
import dev.skipstream.stream.LoadedModels;
import dev.skipstream.stream.RunningStream;
import dev.skipstream.topics.BrokerException;
import dev.skipstream.topics.TopicNames;
import dev.skipstream.topics.Topics;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * A broker, its topics, the stream and its sources, started one after another and stopped in
 * reverse.
 *
 * <p>Threading: {@link #run} blocks its thread, which reads the outcomes; each source publishes on
 * a thread of its own, and the stream has its own. {@link #stop} may be called from any thread and
 * returns when all has ended.
 */
public final class Demo {

  /**
   * The settings of a demonstration.
   *
   * @param sources played at the same time, each for ever
   * @param frames after how many frames in all it ends; without a number it ends by {@link #stop}
   */
  public record Settings(
      List<FrameSource> sources,
      Pace pace,
      OptionalLong frames,
      Optional<FrameAge> maxAge,
      Path folder) {}

  /** The topics of the demonstration. */
  public static final TopicNames TOPICS = TopicNames.of("images");

  private static final Duration POLL = Duration.ofMillis(100);

  /** After the last frame, an outcome must come within this. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Settings settings;
  private final ModelIdentity model;
  private final List<DeviceModels> devices;
  private final DemoView view;
  private final Clock clock = Clock.systemUTC();
  private final Tally tally = new Tally(clock);
  private final AtomicBoolean stopping = new AtomicBoolean();
  private final AtomicLong left;
  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private volatile Map<String, Object> cluster;

  /**
   * A demonstration that has not begun.
   *
   * @param model one of the models that are loaded on the devices; the caller closes the devices
   */
  public Demo(Settings settings, ModelIdentity model, List<DeviceModels> devices, DemoView view) {
    this.settings = settings;
    this.model = model;
    this.devices = devices;
    this.view = view;
    this.left = new AtomicLong(settings.frames().orElse(Long.MAX_VALUE));
  }

  /** Shows it, until the last frame has its outcome or it is told to stop. */
  public DemoSummary run() throws IOException, InterruptedException {
    try {
      view.step("starting a broker in " + settings.folder() + " ...");
      try (BrokerProcess broker =
          BrokerProcess.start(settings.folder().resolve("broker"), Listener.loopback(0))) {
        Map<String, Object> client =
            Map.of(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, broker.bootstrapServers());
        try (Admin admin = Admin.create(client)) {
          Topics.create(admin, TOPICS, 4, (short) 1, Topics.DEFAULT_MAX_RECORD_BYTES);
          Topics.createGroundTruth(admin, TOPICS.images(), Topics.GROUND_TRUTH, (short) 1);
        }
        cluster = client;
        return stream(client, broker);
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

  private DemoSummary stream(Map<String, Object> client, BrokerProcess broker)
      throws IOException, InterruptedException {
    view.step("warming up " + model.name() + "/" + model.version() + " ...");
    try (RunningStream stream = RunningStream.start(app(client))) {
      while (!stream.isReady() && !stopping.get()) {
        stream.throwIfEnded();
        broker.throwIfEnded();
        TimeUnit.MILLISECONDS.sleep(50);
      }
      view.step(
          "streaming; to see the events: skipstream watch --bootstrap-server "
              + broker.bootstrapServers());
      List<CompletableFuture<Void>> sources = new ArrayList<>();
      for (FrameSource source : settings.sources()) {
        sources.add(CompletableFuture.runAsync(() -> play(source, client), Demo::thread));
      }
      read(client, broker, stream, sources);
      tally.score();
      return tally.summary(model);
    }
  }

  private DetectionStream app(Map<String, Object> client) {
    return new DetectionStream(
        DetectionSettings.builder(client, "demo")
            .pipelines(new Pipeline(TOPICS, model))
            .rules(new FrameRules(settings.maxAge(), Map.of(), OnOutage.DEAD_LETTER))
            .images(ImageTools.ofRecords(Optional.of(settings.folder().resolve("state"))))
            .models(LoadedModels.of(devices))
            .build());
  }

  private static void thread(Runnable task) {
    Thread thread = new Thread(task, "demo");
    thread.setDaemon(true);
    thread.start();
  }

  private void play(FrameSource source, Map<String, Object> client) {
    PublishSettings publishing =
        new PublishSettings(
            client,
            TOPICS.images(),
            Optional.of(Topics.GROUND_TRUTH),
            settings.pace(),
            source.repeatable(),
            Playback.DEFAULT_MAX_GAP,
            OptionalLong.empty());
    Player player = new Player();
    try {
      new FramePublisher(publishing).publish(source, player);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return;
    }
    if (player.endedWithoutFrame()) {
      throw new SourceException(source.source() + ": has no frames");
    }
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
        DemoSummary now = tally.summary(model);
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
  private static void throwIfFailed(CompletableFuture<Void> source) {
    if (source.isCompletedExceptionally()) {
      try {
        source.join();
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
