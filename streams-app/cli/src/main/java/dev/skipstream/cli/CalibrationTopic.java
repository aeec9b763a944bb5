package dev.skipstream.cli;

import dev.skipstream.evaluation.InputFrames;
import dev.skipstream.image.Frame;
import dev.skipstream.image.fetch.ImageFetcher;
import dev.skipstream.schemas.event.InputPosition;
import dev.skipstream.topics.range.OffsetRange;
import dev.skipstream.topics.range.RangeBound;
import dev.skipstream.topics.range.TopicRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The frames of a calibration that are on a topic of image events, spread over its records. A
 * record without a frame, such as a damaged image, is left out with a warning.
 *
 * @param client the Kafka client properties
 * @param fetcher opens a fetcher for images that events refer to
 * @param positions of the records
 */
record CalibrationTopic(
    Map<String, Object> client, Supplier<ImageFetcher> fetcher, List<InputPosition> positions) {
  private static final Logger LOG = LoggerFactory.getLogger(CalibrationTopic.class);
  private static final String PREFIX = "topic:";

  CalibrationTopic {
    positions = List.copyOf(positions);
  }

  /** Returns the topic of a source's name, if it names one. */
  static Optional<String> topic(String name) {
    return name.startsWith(PREFIX)
        ? Optional.of(name.substring(PREFIX.length()))
        : Optional.empty();
  }

  /**
   * Chooses records of a topic.
   *
   * @param most records at most
   * @throws BadInputException when the topic has no record
   * @throws dev.skipstream.topics.BrokerException when there is no such topic
   */
  static CalibrationTopic of(
      Map<String, Object> client, Supplier<ImageFetcher> fetcher, String topic, int most) {
    List<OffsetRange> ranges;
    try (Admin admin = Admin.create(client)) {
      ranges = TopicRange.resolve(admin, topic, new RangeBound.Earliest(), new RangeBound.Latest());
    }
    List<InputPosition> positions = spread(topic, ranges, most);
    if (positions.isEmpty()) {
      throw new BadInputException(
          "--calibrate: topic %s has no record: expected some hundred image events"
              .formatted(topic));
    }
    return new CalibrationTopic(client, fetcher, positions);
  }

  /** Returns positions at equal distances over all partitions, one after another. */
  static List<InputPosition> spread(String topic, List<OffsetRange> ranges, int most) {
    long records = ranges.stream().mapToLong(range -> range.to() - range.from()).sum();
    long chosen = Math.min(most, records);
    List<InputPosition> positions = new ArrayList<>();
    long before = 0;
    int partition = 0;
    for (long at : LongStream.range(0, chosen).map(i -> i * records / chosen).toArray()) {
      OffsetRange range = ranges.get(partition);
      while (at - before >= range.to() - range.from()) {
        before += range.to() - range.from();
        range = ranges.get(++partition);
      }
      positions.add(new InputPosition(topic, range.partition(), range.from() + at - before));
    }
    return positions;
  }

  /** Reads the frames; close the stream. */
  Stream<Frame> read() {
    InputFrames frames = new InputFrames(client, fetcher.get());
    return positions.stream().flatMap(at -> read(frames, at).stream()).onClose(frames::close);
  }

  private static Optional<Frame> read(InputFrames frames, InputPosition at) {
    try {
      return Optional.of(frames.read(at));
    } catch (InputFrames.GoneException e) {
      LOG.warn("the calibration leaves out a record: {}", e.getMessage());
      return Optional.empty();
    }
  }
}
