package dev.skipstream.stream.internal.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skipstream.async.Credits;
import dev.skipstream.async.WorkOwner;
import dev.skipstream.frame.BatchSettings;
import dev.skipstream.frame.FrameAge;
import dev.skipstream.frame.FrameRules;
import dev.skipstream.frame.OnOutage;
import dev.skipstream.frame.Pipeline;
import dev.skipstream.image.Frame;
import dev.skipstream.image.fetch.TransientFetchException;
import dev.skipstream.image.header.InvalidImageException;
import dev.skipstream.model.ActiveModels;
import dev.skipstream.schemas.event.ImageEvent;
import dev.skipstream.schemas.serde.EventSerdes;
import dev.skipstream.stream.ScriptedApp;
import dev.skipstream.stream.ScriptedDetector;
import dev.skipstream.stream.ScriptedFrames;
import dev.skipstream.stream.internal.journal.CrashJournal;
import dev.skipstream.stream.internal.journal.Crashes;
import dev.skipstream.stream.internal.journal.Position;
import dev.skipstream.stream.internal.journal.Suspects;
import dev.skipstream.stream.internal.journal.Suspicion;
import dev.skipstream.stream.internal.outcome.Outcome;
import dev.skipstream.stream.internal.telemetry.FrameMetrics;
import dev.skipstream.topics.ImageTopic;
import dev.skipstream.topics.TopicNames;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The resources of a frame, in all ways in which its path ends. */
@Timeout(30)
class FrameHoldTest {
  private static final ImageTopic INPUT = new ImageTopic(new Uuid(1, 2), 1, 100_000);
  private static final Position FIRST = new Position(INPUT.id(), 0, 0);
  private static final Pipeline PIPELINE =
      new Pipeline(TopicNames.of("images"), ScriptedDetector.MODEL);
  private static final Duration LONG = Duration.ofSeconds(20);

  /** A frame that waits for another one waits longer than the test. */
  private static final BatchSettings BATCHES = new BatchSettings(4, Duration.ofHours(1), 2);

  private static final FrameRules RULES =
      new FrameRules(
          Optional.of(new FrameAge(Duration.ofDays(36_500), FrameAge.Clock.CAPTURE)),
          Map.of(),
          OnOutage.PAUSE);

  @TempDir Path folder;

  private final Credits credits = new Credits(2, 1_000);
  private final DecodedFrameBudget room = new DecodedFrameBudget(2, 1 << 20, LONG);
  private final List<String> released = new ArrayList<>();
  private CrashJournal journal;
  private Suspects suspects;
  private FrameWorkers workers;

  private record At(long offset) implements RecordMetadata {
    @Override
    public String topic() {
      return "images";
    }

    @Override
    public int partition() {
      return 0;
    }
  }

  @BeforeEach
  void start() throws IOException {
    Crashes.at(folder, FIRST, 1);
    journal = CrashJournal.open(folder);
    suspects = Suspects.of(journal);
    workers =
        FrameWorkers.start(
            new ActiveModels(
                ScriptedApp.devices(new ScriptedDetector()),
                Map.of(PIPELINE.reference(), ScriptedDetector.MODEL)),
            new FrameWorkers.Tools(
                FrameHoldTest::decode,
                dataref -> {
                  throw new TransientFetchException("no answer");
                },
                room,
                suspects,
                new FrameMetrics(new SimpleMeterRegistry()),
                Optional.empty()),
            RULES,
            BATCHES);
  }

  @AfterEach
  void close() {
    workers.close();
    journal.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "cat",
        "",
        "damaged",
        "bug",
        "error",
        "poison",
        "device",
        "old",
        "elsewhere",
        "other model"
      })
  void everyEndOfAFrameReleasesAllThatItHolds(String text) throws Exception {
    Credits.Credit credit = credits.acquire(1, LONG);
    FrameFunction detection = new FrameFunction(workers, PIPELINE, INPUT);

    assertThat(detection.apply(record(text), new At(0), new WorkOwner(), credit))
        .satisfies(FrameHoldTest::awaitEnd);

    assertThat(credits.recordsInUse()).isZero();
    assertThat(room.frames()).isZero();
    assertThat(workers.isolation().enter(true)).isCompleted();
    workers.isolation().leave();
    if (!text.equals("device")) {
      assertNothingIsAnnounced(detection);
    }
    assertThat(suspicionAfterACrash()).isEqualTo(Suspicion.NONE);
  }

  /** A worker does not wait for a frame that will not come. */
  private static void assertNothingIsAnnounced(FrameFunction detection) {
    CompletableFuture<Outcome> next =
        detection.apply(record("next"), new At(1), new WorkOwner()).orTimeout(10, TimeUnit.SECONDS);
    assertThat(next.join()).isInstanceOf(Outcome.Detected.class);
  }

  /** The frame crashed the process once; a second crash while it runs would make it a suspect. */
  private Suspicion suspicionAfterACrash() throws IOException {
    suspects.givenUp(INPUT.id(), 0);
    journal.close();
    try (CrashJournal next = CrashJournal.open(folder)) {
      return Suspects.of(next).of(FIRST);
    }
  }

  @Test
  void aFrameWithoutAModelReturnsItsCreditAndItsSeat() {
    Credits.Credit credit = credits.acquire(1, LONG);

    assertThatThrownBy(() -> FrameHold.of(workers, "models:/gone@champion", seat(), credit))
        .hasMessageContaining("models:/gone@champion");

    assertThat(credits.recordsInUse()).isZero();
    assertThat(released).containsExactly("seat");
  }

  @Test
  void theLatestResourceIsReleasedFirst() {
    FrameHold held = held();
    held.add(() -> released.add("first"));
    held.add(() -> released.add("second"));

    held.close();

    assertThat(released).containsExactly("second", "first", "seat");
  }

  @Test
  void aHoldThatIsClosedTwiceReleasesOnce() {
    FrameHold held = held();

    held.close();
    held.close();

    assertThat(released).containsExactly("seat");
  }

  @Test
  void aReleaseThatFailsDoesNotKeepTheOthers() {
    FrameHold held = held();
    held.add(
        () -> {
          throw new IllegalStateException("the first");
        });
    held.add(
        () -> {
          throw new IllegalStateException("the second");
        });

    assertThatThrownBy(held::close)
        .hasMessage("the second")
        .satisfies(e -> assertThat(e.getSuppressed()[0]).hasMessage("the first"));

    assertThat(released).containsExactly("seat");
  }

  @Test
  void aResourceThatIsTakenAfterTheEndIsReleasedAtOnce() {
    FrameHold held = held();
    held.close();

    assertThatThrownBy(() -> held.add(() -> released.add("late")))
        .isInstanceOf(IllegalStateException.class);

    assertThat(released).containsExactly("seat", "late");
  }

  private FrameHold held() {
    return FrameHold.withoutCredit(workers, PIPELINE.reference(), seat());
  }

  private Seat seat() {
    return new Seat() {
      @Override
      public CompletableFuture<Inference> take(FrameBucket bucket, PendingFrame frame) {
        throw new AssertionError("no frame comes");
      }

      @Override
      public void leave() {
        released.add("seat");
      }
    };
  }

  private static void awaitEnd(CompletableFuture<Outcome> outcome) {
    outcome.handle((result, failure) -> result).orTimeout(20, TimeUnit.SECONDS).join();
  }

  private static Frame decode(byte[] encoded) throws InvalidImageException {
    Frame frame = ScriptedFrames.decode(encoded);
    if (ScriptedFrames.textOf(frame).equals("error")) {
      throw new NoClassDefFoundError("a native library");
    }
    return frame;
  }

  private static Record<byte[], byte[]> record(String text) {
    ImageEvent event =
        new ImageEvent(
            "lobby-1/000042",
            "lobby-1",
            Optional.empty(),
            text.equals("old")
                ? Optional.of(Instant.EPOCH.minus(Duration.ofDays(36_500)))
                : Optional.empty(),
            Optional.of("image/jpeg"),
            text.equals("elsewhere") ? Optional.of(URI.create("memory:down")) : Optional.empty(),
            text.equals("other model") ? Optional.of("models:/scripted/3") : Optional.empty(),
            ScriptedFrames.image(text.equals("elsewhere") ? "" : text));
    ProducerRecord<byte[], byte[]> record = EventSerdes.write("images", event);
    return new Record<>(record.key(), record.value(), 1, record.headers());
  }
}
