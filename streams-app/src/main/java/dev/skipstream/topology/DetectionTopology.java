package dev.skipstream.topology;

import dev.skipstream.broker.ImageTopic;
import dev.skipstream.broker.TopicNames;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;

/** The picture of the stream: image events in, outcomes to one of two topics. */
public final class DetectionTopology {

  private DetectionTopology() {}

  /**
   * Builds the topology of a pipeline.
   *
   * <pre>
   * images -> detect -> outcomes -> detections
   *                              -> dead-letters
   * </pre>
   *
   * Sources are bytes: parsing is part of {@code detect}, so that a bad record has an outcome like
   * any other.
   *
   * @param detect the asynchronous stage, from image event to outcome
   */
  public static Topology build(
      TopicNames topics,
      ImageTopic input,
      ProcessorSupplier<byte[], byte[], byte[], Outcome> detect) {
    return new Topology()
        .addSource(
            AutoOffsetReset.earliest(),
            "images",
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer(),
            topics.images())
        .addProcessor("detect", detect, "images")
        .addProcessor(
            "outcomes", () -> new OutcomeWriter(input, "detections", "dead-letters"), "detect")
        .addSink(
            "detections",
            topics.detections(),
            new ByteArraySerializer(),
            OutgoingRecord.SERIALIZER,
            OutgoingRecord.PARTITIONER,
            "outcomes")
        .addSink(
            "dead-letters",
            topics.deadLetters(),
            new ByteArraySerializer(),
            OutgoingRecord.SERIALIZER,
            OutgoingRecord.PARTITIONER,
            "outcomes");
  }
}
