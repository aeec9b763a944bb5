package dev.skipstream.stream;

import dev.skipstream.model.StreamPause;
import dev.skipstream.telemetry.StopCause;
import dev.skipstream.telemetry.Telemetry;
import io.micrometer.core.instrument.binder.kafka.KafkaStreamsMetrics;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.CloseOptions.GroupMembershipOperation;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one run of a Kafka Streams client, from its start until it has closed.
 *
 * <p>Threading: {@link #run} blocks the main thread; {@link #stop} may be called from any thread,
 * before the run too.
 */
public final class StreamsRun implements StreamPause {
  private static final Logger LOG = LoggerFactory.getLogger(StreamsRun.class);

  private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

  /** Names of the states in which a thread is not alive, as Kafka Streams writes them. */
  private static final Set<String> NOT_ALIVE = Set.of("PENDING_SHUTDOWN", "DEAD");

  private final Telemetry telemetry;

  /** Completes when the stream is to end: normally on request, with the failure else. */
  private final CompletableFuture<Void> end = new CompletableFuture<>();

  /** Once it has been made; under this object's lock, as whether it is to pause. */
  private KafkaStreams running;

  private boolean paused;

  /**
   * Creates a run that has not started.
   *
   * @param telemetry takes the metrics of Kafka Streams, and the state of the run
   */
  public StreamsRun(Telemetry telemetry) {
    this.telemetry = telemetry;
  }

  /**
   * Runs a stream until it is stopped, and closes it.
   *
   * @param streams has not started; this call owns it from now on
   * @param recordRefused returns true once the broker has rejected the outcome of a record; from
   *     then on no failure is retried
   * @param stopLimit the time limit of the close
   * @throws StreamStoppedException when the stream ends by itself; the message states the cause
   */
  public void run(KafkaStreams streams, BooleanSupplier recordRefused, Duration stopLimit) {
    observe(streams, recordRefused);
    begin(streams);
    try (KafkaStreamsMetrics kafka = new KafkaStreamsMetrics(streams)) {
      kafka.bindTo(telemetry.meters());
      streams.start();
      awaitEnd(streams);
    } catch (ExecutionException e) {
      throw new StreamStoppedException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      close(streams, stopLimit);
    }
  }

  /**
   * Waits for the end. It also polls the state, because a thread may end without a call of the
   * handler.
   */
  private void awaitEnd(KafkaStreams streams) throws InterruptedException, ExecutionException {
    boolean aliveBefore = true;
    while (true) {
      try {
        end.get(LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS);
        return;
      } catch (TimeoutException e) {
        boolean alive = liveThreads(streams) > 0;
        // Twice: a thread that is replaced may be dead for a moment.
        if (!alive && !aliveBefore) {
          fail(new NoLiveThreadException(streams.state()));
        }
        aliveBefore = alive;
      }
    }
  }

  private static int liveThreads(KafkaStreams streams) {
    if (!streams.state().isRunningOrRebalancing()) {
      return 0;
    }
    try {
      return (int)
          streams.metadataForLocalThreads().stream()
              .filter(thread -> !NOT_ALIVE.contains(thread.threadState()))
              .count();
    } catch (IllegalStateException e) {
      // It has begun to shut down since it was asked.
      return 0;
    }
  }

  private synchronized void begin(KafkaStreams streams) {
    running = streams;
    if (paused) {
      streams.pause();
    }
  }

  /** Stream threads go on polling and committing, so the instance keeps its partitions. */
  @Override
  public synchronized void pause() {
    paused = true;
    if (running != null) {
      running.pause();
    }
  }

  @Override
  public synchronized void resume() {
    paused = false;
    if (running != null) {
      running.resume();
    }
  }

  /** Asks the stream to end. */
  public void stop() {
    end.complete(null);
  }

  private void observe(KafkaStreams streams, BooleanSupplier recordRefused) {
    telemetry.health().liveThreads(() -> liveThreads(streams));
    streams.setUncaughtExceptionHandler(
        failure -> {
          if (PassingFailure.isBehind(failure) && !recordRefused.getAsBoolean()) {
            LOG.warn(
                "a stream thread is replaced; its uncommitted records are read again", failure);
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

  /** Ends the stream with a failure. */
  public void fail(Throwable why) {
    if (end.completeExceptionally(why)) {
      telemetry.health().failed(StopCause.of(why));
    }
  }

  private static void close(KafkaStreams streams, Duration limit) {
    // Leaving hands the partitions over at once, instead of when the session times out.
    CloseOptions leave =
        CloseOptions.timeout(limit)
            .withGroupMembershipOperation(GroupMembershipOperation.LEAVE_GROUP);
    if (!streams.close(leave)) {
      LOG.warn("the stream is still closing after {}, and is left behind", limit);
    }
  }
}
