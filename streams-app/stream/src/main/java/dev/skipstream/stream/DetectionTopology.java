package dev.skipstream.stream;

import dev.skipstream.stream.internal.outcome.Outcome;
import dev.skipstream.stream.internal.outcome.Safeguards;
import dev.skipstream.stream.internal.telemetry.FrameTraces;
import dev.skipstream.stream.internal.telemetry.OutcomeMetrics;
import dev.skipstream.topics.ImageTopic;
import dev.skipstream.topics.TopicNames;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;

/** The picture of the stream: image events in, outcomes to one of two topics. */
public final class DetectionTopology {

  /**
   * A pipeline with all parts of its topology.
   *
   * @param input the pipeline's input as the broker describes it
   * @param outputs the records that the pipeline's outputs accept
   * @param safeguards the handlers that prevent that a record's content ends the stream
   * @param detect the asynchronous stage, from image event to outcome
   * @param metrics the counters of its outcomes
   * @param traces of its frames
   */
  record Part(
      TopicNames topics,
      ImageTopic input,
      OutputLimits outputs,
      Safeguards safeguards,
      ProcessorSupplier<byte[], byte[], byte[], Outcome> detect,
      OutcomeMetrics metrics,
      FrameTraces traces) {}

  private DetectionTopology() {}

  /**
   * Builds the topology of all pipelines; its nodes carry the names of their topics.
   *
   * <pre>
   * from-images -> detect-images-detections -> outcomes-images-detections -> to-detections
   *                                                                        -> to-images.dead-letters
   * </pre>
   *
   * Sources are bytes: parsing is part of {@code detect}, so that a bad record has an outcome like
   * any other. Pipelines with the same input read it together.
   *
   * @param begin the position at which a partition without a committed offset begins
   */
  static Topology build(List<Part> parts, AutoOffsetReset begin) {
    Topology topology = new Topology();
    Set<String> sources = new HashSet<>();
    for (Part part : parts) {
      if (sources.add(part.topics().images())) {
        topology.addSource(
            begin,
            sourceOf(part.topics()),
            part.safeguards().timestamps(),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer(),
            part.topics().images());
      }
      add(topology, part);
    }
    return topology;
  }

  private static void add(Topology topology, Part part) {
    TopicNames topics = part.topics();
    String detect = detectOf(topics);
    String outcomes = "outcomes-" + topics.pipelineName();
    String detections = outcomes + "-to-" + topics.detections();
    String deadLetters = outcomes + "-to-" + topics.deadLetters();
    topology
        .addProcessor(detect, part.detect(), sourceOf(topics))
        .addProcessor(
            outcomes,
            () -> new OutcomeWriter(part, new OutcomeWriter.Sinks(detections, deadLetters)),
            detect);
    addSink(topology, detections, topics.detections(), outcomes);
    addSink(topology, deadLetters, topics.deadLetters(), outcomes);
  }

  private static void addSink(Topology topology, String name, String topic, String parent) {
    topology.addSink(
        name,
        topic,
        new ByteArraySerializer(),
        OutgoingRecord.SERIALIZER,
        OutgoingRecord.PARTITIONER,
        parent);
  }

  private static String sourceOf(TopicNames topics) {
    return "from-" + topics.images();
  }

  /** The name of a pipeline's stage. */
  static String detectOf(TopicNames topics) {
    return "detect-" + topics.pipelineName();
  }
}
