package dev.skipstream.console;

import dev.skipstream.console.LossView.Place;
import dev.skipstream.redrive.DeadLetterRedrive;
import dev.skipstream.redrive.RedriveResult;
import dev.skipstream.redrive.RedriveSelection;
import dev.skipstream.redrive.RedriveSettings;
import dev.skipstream.topics.TopicNames;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Redrives dead letters of the stream for a user.
 *
 * <p>Threading: one thread of its own waits for the broker; its queue is bounded, and a request
 * beyond it fails at once.
 */
final class RedriveDesk implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RedriveDesk.class);
  private static final int QUEUE = 64;

  private final Supplier<Map<String, Object>> client;
  private final ConsoleTopics topics;
  private final ExecutorService thread =
      new ThreadPoolExecutor(
          1,
          1,
          0,
          TimeUnit.SECONDS,
          new ArrayBlockingQueue<>(QUEUE),
          Viewers.daemon("console-redrive"));

  RedriveDesk(Supplier<Map<String, Object>> client, ConsoleTopics topics) {
    this.client = client;
    this.topics = topics;
  }

  /** Returns true for a place in the dead letters of the stream. */
  boolean knows(Place letter) {
    return letter.topic() != null
        && topics.isDeadLetters(letter.topic())
        && letter.partition() >= 0
        && letter.offset() >= 0;
  }

  /** Checks if a dead letter can be redriven, and writes nothing. */
  CompletableFuture<RedriveResult> check(String user, Place letter) {
    return ask(user, letter, DeadLetterRedrive::check);
  }

  /** Redrives a dead letter; the log of redrives names the user. */
  CompletableFuture<RedriveResult> redrive(String user, Place letter) {
    return ask(user, letter, DeadLetterRedrive::run)
        .whenComplete(
            (result, failure) -> {
              if (result instanceof RedriveResult.Redriven done) {
                LOG.info(
                    "{} redrove {} by the console: {} is now {}",
                    user,
                    done.deadLetter(),
                    done.entry().input(),
                    done.entry().redriven());
              }
            });
  }

  private interface Call {
    void on(DeadLetterRedrive redrive, RedriveSelection selection, Consumer<RedriveResult> results);
  }

  private CompletableFuture<RedriveResult> ask(String user, Place letter, Call call) {
    try {
      return CompletableFuture.supplyAsync(
          () -> {
            TopicNames pipeline = topics.pipelineOf(letter.topic()).orElseThrow();
            List<RedriveResult> results = new ArrayList<>();
            call.on(
                new DeadLetterRedrive(
                    new RedriveSettings(client.get(), pipeline.images(), letter.topic(), user)),
                new RedriveSelection.Named(
                    List.of(new RedriveSelection.Place(letter.partition(), letter.offset()))),
                results::add);
            return results.get(0);
          },
          thread);
    } catch (RejectedExecutionException e) {
      return CompletableFuture.failedFuture(
          new IllegalStateException("too many redrives wait: try again", e));
    }
  }

  @Override
  public void close() {
    thread.shutdown();
  }
}
