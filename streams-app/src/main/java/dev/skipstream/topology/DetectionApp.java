package dev.skipstream.topology;

import dev.skipstream.async.AsyncStage;
import dev.skipstream.async.CommitBudget;
import dev.skipstream.async.Credits;
import dev.skipstream.broker.ImageTopic;
import dev.skipstream.broker.TopicNames;
import dev.skipstream.broker.Topics;
import dev.skipstream.detect.Detector;
import dev.skipstream.image.FrameDecoder;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.CloseOptions.GroupMembershipOperation;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.KafkaStreams.State;
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
   */
  public record Settings(
      Map<String, Object> client,
      String applicationId,
      TopicNames topics,
      StreamSettings stream,
      BatchSettings batches) {}

  private static final Logger LOG = LoggerFactory.getLogger(DetectionApp.class);
  private static final Duration EMIT_EVERY = Duration.ofMillis(5);
  private static final int ENCODED_SHARE_OF_HEAP = 4;

  private final Settings settings;
  private final FrameDecoder decoder;
  private final List<Detector> detectors;

  /** Completes when the stream is to end: normally on request, with the failure else. */
  private final CompletableFuture<Void> end = new CompletableFuture<>();

  private final CompletableFuture<Void> closed = new CompletableFuture<>();
  private volatile boolean running;

  /**
   * An app that has not started.
   *
   * @param detectors one a device, of the same model
   */
  public DetectionApp(Settings settings, FrameDecoder decoder, List<Detector> detectors) {
    this.settings = settings;
    this.decoder = decoder;
    this.detectors = List.copyOf(detectors);
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
      ImageTopic images = checkTopics();
      CommitBudget budget = budget(WarmUp.frameTime(detectors, settings.batches().size()));
      try (FrameWorkers workers = FrameWorkers.start(detectors, decoder, settings.batches())) {
        stream(topology(images, workers, budget), images, budget);
      }
    } finally {
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
    return running;
  }

  private ImageTopic checkTopics() {
    try (Admin admin = Admin.create(settings.client())) {
      return Topics.check(admin, settings.topics());
    }
  }

  private CommitBudget budget(Duration frameTime) {
    CommitBudget budget =
        CommitBudget.of(
            new CommitBudget.Needs(
                frameTime,
                detectors.size(),
                settings.batches().size(),
                settings.stream().commitInterval(),
                StreamsProperties.maxPollInterval(settings.client()),
                StreamsProperties.transactionTimeout(settings.client()),
                settings.stream().exactlyOnce()));
    LOG.info(
        "{} is warm: {} ms a frame on {} device(s); {} frames under way at most",
        detectors.get(0).model(),
        frameTime.toMillis(),
        detectors.size(),
        budget.credits());
    return budget;
  }

  private Topology topology(ImageTopic images, FrameWorkers workers, CommitBudget budget) {
    long maxBytes = Runtime.getRuntime().maxMemory() / ENCODED_SHARE_OF_HEAP;
    AsyncStage<byte[], byte[], Outcome> detect =
        new AsyncStage<>(
            "detect",
            workers.detection(),
            new Credits(budget.credits(), maxBytes),
            new AsyncStage.Limits(EMIT_EVERY, budget.drainLimit(), budget.drainLimit()));
    return DetectionTopology.build(settings.topics(), images, stageFor(detect));
  }

  /** Tests put a mutant here, to show that the guarantees depend on the stage. */
  ProcessorSupplier<byte[], byte[], byte[], Outcome> stageFor(
      AsyncStage<byte[], byte[], Outcome> detect) {
    return detect;
  }

  private void stream(Topology topology, ImageTopic images, CommitBudget budget) {
    KafkaStreams streams =
        new KafkaStreams(
            topology,
            StreamsProperties.of(
                settings.applicationId(), settings.client(), settings.stream(), images, budget));
    observe(streams);
    try {
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
          LOG.error("a stream thread failed; the app stops", failure);
          end.completeExceptionally(failure);
          return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        });
    streams.setStateListener(
        (now, before) -> {
          LOG.info("stream is {}", now);
          running = now == State.RUNNING;
          if (now.hasCompletedShutdown()) {
            end.completeExceptionally(
                new IllegalStateException("Kafka Streams went to " + now + " and said no reason"));
          }
        });
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
    running = false;
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
