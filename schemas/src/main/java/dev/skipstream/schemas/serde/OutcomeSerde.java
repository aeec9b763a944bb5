package dev.skipstream.schemas.serde;

import dev.skipstream.schemas.event.ClassificationEvent;
import dev.skipstream.schemas.event.DetectionEvent;
import dev.skipstream.schemas.event.FrameDropped;
import dev.skipstream.schemas.event.OutcomeEvent;
import dev.skipstream.schemas.event.SegmentationEvent;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;

/** Outcomes, keyed by the source of the frame. Writes every type, and reads each by its serde. */
final class OutcomeSerde {
  private final DetectionSerde detections = new DetectionSerde();
  private final ClassificationSerde classifications = new ClassificationSerde();
  private final SegmentationSerde segmentations = new SegmentationSerde();
  private final FrameDroppedSerde dropped = new FrameDroppedSerde();

  ProducerRecord<byte[], byte[]> write(String topic, String id, OutcomeEvent event) {
    return JsonEventSerde.write(
        topic,
        event.source(),
        new JsonEventSerde.Attributes(id, event.type(), event.source(), event.capturedAt()),
        event);
  }

  OutcomeEvent read(Headers headers, byte[] json) throws InvalidEventException {
    String type = CloudEventRecord.type(headers);
    return switch (type) {
      case DetectionEvent.TYPE -> detections.read(json);
      case ClassificationEvent.TYPE -> classifications.read(json);
      case SegmentationEvent.TYPE -> segmentations.read(json);
      case FrameDropped.TYPE -> dropped.read(json);
      default ->
          throw new InvalidEventException(
              "ce_type is %s: expected %s, %s, %s or %s"
                  .formatted(
                      type,
                      DetectionEvent.TYPE,
                      ClassificationEvent.TYPE,
                      SegmentationEvent.TYPE,
                      FrameDropped.TYPE));
    };
  }

  DetectionEvent readDetection(byte[] json) throws InvalidEventException {
    return detections.read(json);
  }

  ClassificationEvent readClassification(byte[] json) throws InvalidEventException {
    return classifications.read(json);
  }

  SegmentationEvent readSegmentation(byte[] json) throws InvalidEventException {
    return segmentations.read(json);
  }
}
