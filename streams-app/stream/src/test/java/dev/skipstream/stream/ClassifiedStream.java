package dev.skipstream.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.skipstream.async.AsyncStage;
import dev.skipstream.async.Credits;
import dev.skipstream.compare.Agreement;
import dev.skipstream.detect.Detector;
import dev.skipstream.detect.DeviceModels;
import dev.skipstream.detect.ResizedShape;
import dev.skipstream.frame.BatchSettings;
import dev.skipstream.frame.FrameRules;
import dev.skipstream.frame.OnOutage;
import dev.skipstream.frame.Pipeline;
import dev.skipstream.image.Frame;
import dev.skipstream.model.ActiveModels;
import dev.skipstream.schemas.event.Boxes;
import dev.skipstream.schemas.event.Findings;
import dev.skipstream.schemas.event.ModelIdentity;
import dev.skipstream.stream.internal.frame.DecodedFrameBudget;
import dev.skipstream.stream.internal.frame.FrameFunction;
import dev.skipstream.stream.internal.frame.FrameWorkers;
import dev.skipstream.stream.internal.journal.CrashJournal;
import dev.skipstream.stream.internal.journal.Suspects;
import dev.skipstream.stream.internal.outcome.Outcome;
import dev.skipstream.stream.internal.outcome.Safeguards;
import dev.skipstream.stream.internal.telemetry.FrameMetrics;
import dev.skipstream.stream.internal.telemetry.FrameTraces;
import dev.skipstream.topics.ImageTopic;
import dev.skipstream.topics.OutputTopic;
import dev.skipstream.topics.TopicNames;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;

/**
 * A stream whose model classifies: its findings are of the kind that {@link NewKindOfFindingsTest}
 * adds. It runs where the added classes are, and is compiled without them.
 */
final class ClassifiedStream {
  private static final TopicNames TOPICS = TopicNames.of("images");
  private static final ImageTopic INPUT = new ImageTopic(new Uuid(1, 2), 1, 100_000);
  private static final Duration LIMIT = Duration.ofSeconds(10);

  private ClassifiedStream() {}

  /** Says of each frame that its label is the frame's text. */
  private static final class Classifier implements Detector {
    @Override
    public ModelIdentity model() {
      return ScriptedDetector.MODEL;
    }

    @Override
    public ResizedShape shapeOf(Frame frame) {
      return new ResizedShape(frame.height(), frame.width());
    }

    @Override
    public List<Findings> detect(List<Frame> frames) {
      return frames.stream().map(frame -> label(ScriptedFrames.textOf(frame))).toList();
    }

    @Override
    public void close() {}
  }

  private static Findings label(String text) {
    try {
      return Class.forName("dev.skipstream.schemas.event.Label")
          .asSubclass(Findings.class)
          .getConstructor(String.class)
          .newInstance(text);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Runs one frame through the topology.
   *
   * @return the type of its event, and the value
   */
  static List<String> outcome(Path journal, String text) throws Exception {
    FrameMetrics metrics = new FrameMetrics(new SimpleMeterRegistry());
    Pipeline pipeline = new Pipeline(TOPICS, ScriptedDetector.MODEL);
    Properties config = new Properties();
    config.put(StreamsConfig.APPLICATION_ID_CONFIG, "classified");
    try (Suspects suspects = Suspects.of(CrashJournal.open(journal));
        FrameWorkers workers =
            FrameWorkers.start(
                new ActiveModels(
                    List.of(new DeviceModels("scripted", List.of(new Classifier()))),
                    Map.of(pipeline.reference(), ScriptedDetector.MODEL)),
                new FrameWorkers.Tools(
                    ScriptedFrames::decode,
                    dataref -> new byte[0],
                    new DecodedFrameBudget(8, 1 << 20, LIMIT),
                    suspects,
                    metrics,
                    Optional.empty()),
                new FrameRules(Optional.empty(), Map.of(), OnOutage.DEAD_LETTER),
                BatchSettings.DEFAULT)) {
      AsyncStage<byte[], byte[], Outcome> stage =
          new AsyncStage<>(
              "detect",
              new FrameFunction(workers, pipeline, INPUT),
              new Credits(8, 1 << 20),
              new AsyncStage.Limits(Duration.ofMillis(5), LIMIT, LIMIT));
      try (TopologyTestDriver driver =
          new TopologyTestDriver(
              DetectionTopology.build(
                  List.of(
                      new DetectionTopology.Part(
                          TOPICS,
                          INPUT,
                          outputs(),
                          Safeguards.ALL,
                          stage,
                          metrics.outcomes(TOPICS),
                          FrameTraces.NONE)),
                  AutoOffsetReset.earliest()),
              config)) {
        driver
            .createInputTopic(TOPICS.images(), new ByteArraySerializer(), new ByteArraySerializer())
            .pipeInput(new TestRecord<>(null, ScriptedFrames.image(text), new RecordHeaders(), 7L));
        TestRecord<byte[], byte[]> out =
            driver
                .createOutputTopic(
                    TOPICS.detections(), new ByteArrayDeserializer(), new ByteArrayDeserializer())
                .readRecord();
        return Stream.of(out.headers().lastHeader("ce_type").value(), out.value())
            .map(bytes -> new String(bytes, UTF_8))
            .toList();
      }
    }
  }

  /** Returns the message of a comparison with boxes. */
  static String comparison() {
    try {
      return Agreement.of(new Boxes(List.of()), label("cat"), Agreement.SURE).toString();
    } catch (RuntimeException e) {
      return e.getMessage();
    }
  }

  private static OutputLimits outputs() {
    return OutputLimits.fixed(
        Map.of(
            TOPICS.detections(), output(TOPICS.detections(), 1_048_588),
            TOPICS.deadLetters(), output(TOPICS.deadLetters(), INPUT.maxRecordBytes() << 2)),
        10_000_000);
  }

  private static OutputTopic output(String name, int maxBytes) {
    return new OutputTopic(
        name, 1, maxBytes, false, false, Duration.ofDays(36_500), Duration.ofHours(1), false);
  }
}
