package dev.skipstream.stream.internal.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skipstream.async.StalledException;
import dev.skipstream.async.WorkOwner;
import dev.skipstream.detect.Detector;
import dev.skipstream.detect.DeviceModels;
import dev.skipstream.frame.BatchSettings;
import dev.skipstream.frame.FrameRules;
import dev.skipstream.frame.Pipeline;
import dev.skipstream.image.Frame;
import dev.skipstream.image.FrameDecoder;
import dev.skipstream.image.header.InvalidImageException;
import dev.skipstream.model.ActiveModels;
import dev.skipstream.model.FetchedModel;
import dev.skipstream.model.ModelUpdates;
import dev.skipstream.model.ModelWatcher;
import dev.skipstream.model.SwapListener;
import dev.skipstream.registry.ModelFixtures;
import dev.skipstream.registry.ModelRegistry;
import dev.skipstream.registry.ModelVersion;
import dev.skipstream.registry.log.LoggedModelRegistry;
import dev.skipstream.schemas.event.ModelIdentity;
import dev.skipstream.stream.ScriptedApp;
import dev.skipstream.stream.ScriptedDetector;
import dev.skipstream.stream.ScriptedFrames;
import dev.skipstream.stream.internal.journal.CrashJournal;
import dev.skipstream.stream.internal.journal.Suspects;
import dev.skipstream.stream.internal.outcome.Outcome;
import dev.skipstream.stream.internal.telemetry.FrameMetrics;
import dev.skipstream.topics.ImageTopic;
import dev.skipstream.topics.TopicNames;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Records and the memory that they take on their way. */
@Timeout(30)
class FrameFunctionTest {
  private static final TopicNames TOPICS = TopicNames.of("images");
  private static final Pipeline PIPELINE = new Pipeline(TOPICS, ScriptedDetector.MODEL);
  private static final ImageTopic INPUT = new ImageTopic(new Uuid(1, 2), 1, 100_000);
  private static final int FRAME_BYTES = 3 * 16 * 4;
  private static final Duration LONG = Duration.ofSeconds(20);
  private static final BatchSettings FOURS = new BatchSettings(4, Duration.ofMillis(20), 4);

  private static final String CHAMPION = "models:/scripted@champion";
  private static final ModelIdentity OLDER = version(1);
  private static final ModelIdentity NEWER = version(2);

  @TempDir Path folder;

  private final CountDownLatch released = new CountDownLatch(1);
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

  /** Scripted frames whose size is known before they are decoded. */
  private static final class SizedFrames implements FrameDecoder {
    @Override
    public Frame decode(byte[] encoded) throws InvalidImageException {
      return ScriptedFrames.decode(encoded);
    }

    @Override
    public long decodedBytes(byte[] encoded) {
      return FRAME_BYTES;
    }
  }

  @AfterEach
  void close() {
    released.countDown();
    workers.close();
  }

  @Test
  void noMoreFramesAreDecodedThanThereIsRoomFor() {
    ScriptedDetector detector = new ScriptedDetector(() -> 2_000_000);
    FrameFunction detection =
        detection(detector, new DecodedFrameBudget(100, 2 * FRAME_BYTES, LONG));

    List<CompletableFuture<Outcome>> outcomes = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      // One in four cannot be decoded: its room comes back too.
      outcomes.add(apply(detection, i % 4 == 3 ? "damaged" : "frame " + i, i));
    }

    assertThat(outcomes.stream().map(CompletableFuture::join))
        .filteredOn(Outcome.Detected.class::isInstance)
        .hasSize(30);
    assertThat(detector.batchSizes()).allMatch(size -> size <= 2);
  }

  @Test
  void aFrameThatIsLargerThanAllRoomIsDecodedAlone() {
    ScriptedDetector detector = new ScriptedDetector();
    FrameFunction detection =
        detection(detector, new DecodedFrameBudget(100, FRAME_BYTES / 2, LONG));

    for (int i = 0; i < 8; i++) {
      assertThat(apply(detection, "frame " + i, i).join()).isInstanceOf(Outcome.Detected.class);
    }
    assertThat(detector.batchSizes()).containsOnly(1);
  }

  @Test
  void noFrameIsToBlameWhenThereIsNoRoomInTime() {
    CountDownLatch begun = new CountDownLatch(1);
    ScriptedDetector hangs =
        new ScriptedDetector(
            () -> 0,
            frames -> {
              begun.countDown();
              await(released);
            });
    FrameFunction detection =
        detection(hangs, new DecodedFrameBudget(100, FRAME_BYTES, Duration.ofMillis(50)));

    CompletableFuture<Outcome> first = apply(detection, "first", 0);
    await(begun);
    CompletableFuture<Outcome> second = apply(detection, "second", 1);

    assertThatThrownBy(second::join).hasCauseInstanceOf(StalledException.class);
    released.countDown();
    assertThat(first.join()).isInstanceOf(Outcome.Detected.class);
  }

  @Test
  void aFrameHasTheModelOfItsDispatchHoweverLateItIsDecoded() {
    ActiveModels models =
        new ActiveModels(ScriptedApp.devices(new ScriptedDetector(OLDER)), Map.of(CHAMPION, OLDER));
    CountDownLatch overtaken = new CountDownLatch(1);
    Pipeline pipeline = new Pipeline(TOPICS, OLDER, Optional.of(CHAMPION));
    FrameFunction detection =
        detection(
            models,
            pipeline,
            encoded -> {
              Frame frame = ScriptedFrames.decode(encoded);
              switch (ScriptedFrames.textOf(frame)) {
                case "held" -> await(released);
                case "held for longer" -> await(overtaken);
                default -> {}
              }
              return frame;
            },
            new DecodedFrameBudget(100, 100 * FRAME_BYTES, LONG));
    List<CompletableFuture<Outcome>> before = new ArrayList<>();
    before.add(apply(detection, "held for longer", 0));
    // All other decoders are busy too, so that the last one's way has not begun.
    for (int i = 1; i < FOURS.decoders(); i++) {
      before.add(apply(detection, "held", i));
    }
    before.add(apply(detection, "waits for a decoder", before.size()));

    promote(models);
    CompletableFuture<Outcome> after = apply(detection, "after", before.size());
    released.countDown();

    assertThat(modelOf(after)).isEqualTo(NEWER);
    overtaken.countDown();
    assertThat(before).extracting(FrameFunctionTest::modelOf).containsOnly(OLDER);
  }

  @Test
  void aModelIsUnloadedWhenItsLastFrameHasEnded() {
    List<DeviceModels> devices = ScriptedApp.devices(new ScriptedDetector(OLDER));
    ActiveModels models = new ActiveModels(devices, Map.of(CHAMPION, OLDER));
    FrameFunction detection =
        detection(
            models,
            new Pipeline(TOPICS, OLDER, Optional.of(CHAMPION)),
            ScriptedFrames::decode,
            new DecodedFrameBudget(100, 100 * FRAME_BYTES, LONG));
    CompletableFuture.allOf(
            apply(detection, "found", 0),
            apply(detection, "damaged", 1),
            apply(detection, "bug", 2))
        .join();

    promote(models);

    assertThat(devices.get(0).all()).extracting(Detector::model).containsExactly(NEWER);
  }

  /** Moves the alias of a registry. */
  private void promote(ActiveModels models) {
    CompletableFuture<ModelVersion> swapped = new CompletableFuture<>();
    SwapListener listener =
        new SwapListener() {
          @Override
          public void swapped(String alias, ModelVersion to, Duration took) {
            swapped.complete(to);
          }

          @Override
          public void refused(String alias, ModelVersion version, RuntimeException why) {
            swapped.completeExceptionally(why);
          }
        };
    try (ModelRegistry registry = registry();
        ModelWatcher watcher =
            new ModelWatcher(
                new ModelUpdates(
                    this::registry,
                    List.of(CHAMPION),
                    version ->
                        new FetchedModel(
                            version, () -> List.of(new ScriptedDetector(version.identity()))),
                    ModelUpdates.STATUS_TOPIC),
                models,
                new ModelWatcher.Limits(FOURS.size(), LONG),
                listener)) {
      for (ModelIdentity version : List.of(OLDER, NEWER)) {
        registry.register(version.name(), ModelFixtures.manifest(version.digest()));
      }
      registry.setAlias(NEWER.name(), "champion", NEWER.version());
      watcher.start();
      assertThat(swapped.join().identity()).isEqualTo(NEWER);
    }
  }

  private ModelRegistry registry() {
    return LoggedModelRegistry.inFolder(folder, Clock.systemUTC(), "ann");
  }

  private static ModelIdentity modelOf(CompletableFuture<Outcome> outcome) {
    return ((Outcome.Detected) outcome.join()).event().model().identity();
  }

  @Test
  void aRecordThatOnlyRefersToItsImageWeighsAsMuchAsTheLargest() {
    FrameFunction detection =
        detection(new ScriptedDetector(), new DecodedFrameBudget(1, FRAME_BYTES, LONG));

    assertThat(detection.weight(record("cat"))).isEqualTo(3);
    assertThat(detection.weight(record(""))).isEqualTo(INPUT.maxRecordBytes());
    assertThat(detection.weight(new Record<>(null, null, 0))).isEqualTo(INPUT.maxRecordBytes());
  }

  private FrameFunction detection(ScriptedDetector detector, DecodedFrameBudget room) {
    return detection(
        new ActiveModels(
            ScriptedApp.devices(detector), Map.of(PIPELINE.reference(), ScriptedDetector.MODEL)),
        PIPELINE,
        new SizedFrames(),
        room);
  }

  private FrameFunction detection(
      ActiveModels models, Pipeline pipeline, FrameDecoder decoder, DecodedFrameBudget room) {
    workers =
        FrameWorkers.start(
            models,
            new FrameWorkers.Tools(
                decoder,
                dataref -> new byte[0],
                room,
                Suspects.of(CrashJournal.forgetful()),
                new FrameMetrics(new SimpleMeterRegistry()),
                Optional.empty()),
            FrameRules.NONE,
            FOURS);
    return new FrameFunction(workers, pipeline, INPUT);
  }

  private static CompletableFuture<Outcome> apply(
      FrameFunction detection, String text, long offset) {
    return detection.apply(record(text), new At(offset), new WorkOwner());
  }

  private static Record<byte[], byte[]> record(String text) {
    return new Record<>(null, ScriptedFrames.image(text), 0);
  }

  private static ModelIdentity version(int number) {
    return new ModelIdentity("scripted", number, "sha256:" + "%064x".formatted(number));
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
