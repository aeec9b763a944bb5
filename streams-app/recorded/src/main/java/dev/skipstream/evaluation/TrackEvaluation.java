package dev.skipstream.evaluation;

import dev.skipstream.evaluate.UnfitInputException;
import dev.skipstream.evaluate.tracks.TrackJoin;
import dev.skipstream.evaluate.tracks.TrackMetrics;
import dev.skipstream.evaluate.tracks.TrackPair;
import dev.skipstream.schemas.event.GroundTruth;
import dev.skipstream.schemas.event.TracksEvent;
import dev.skipstream.schemas.serde.EventSerdes;
import dev.skipstream.schemas.serde.InvalidEventException;
import dev.skipstream.topics.Topics;
import dev.skipstream.topics.range.CommittedReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * The scores of the tracks of a topic against the topic of the ground truth.
 *
 * @param sources the scores of each source, by name
 * @param all the scores of all frames together
 * @param classes the scores of each category in all frames, by name
 */
public record TrackEvaluation(List<Scored> sources, Scored all, List<Scored> classes) {

  public TrackEvaluation {
    sources = List.copyOf(sources);
    classes = List.copyOf(classes);
  }

  /**
   * The scores of frames.
   *
   * @param name the source of the frames, {@code all}, or the category of the objects
   */
  public record Scored(String name, int frames, TrackMetrics metrics) {}

  /**
   * Reads the topics to their present end, and scores the tracks.
   *
   * @param client Kafka client properties, {@code bootstrap.servers} among them
   * @param selected sources to score; all if it is empty
   * @throws UnfitInputException when a topic does not exist, a record does not belong into its
   *     topic, or no source has both tracks and ground truth
   * @throws dev.skipstream.topics.BrokerException when the broker does not answer
   */
  public static TrackEvaluation read(
      Map<String, Object> client, String tracks, String groundTruth, Set<String> selected) {
    TrackJoin join = new TrackJoin();
    try (Admin admin = Admin.create(client);
        CommittedReader reader = new CommittedReader(admin, client)) {
      require(admin, tracks, "skipstream track");
      require(admin, groundTruth, "skipstream publish street:7");
      reader.readAll(
          List.of(tracks),
          record -> {
            TracksEvent event = tracks(record);
            if (wanted(selected, event.frame().source())) {
              join.add(event);
            }
          });
      reader.readAll(
          List.of(groundTruth),
          record -> {
            GroundTruth truth = truth(record);
            if (wanted(selected, truth.frame().source())) {
              join.add(truth);
            }
          });
    }
    return of(join);
  }

  private static TrackEvaluation of(TrackJoin join) {
    SortedMap<String, List<TrackPair>> pairs = join.pairs();
    List<Scored> sources = new ArrayList<>();
    pairs.forEach((source, frames) -> sources.add(scored(source, frames)));
    return new TrackEvaluation(
        sources,
        scored("all", TrackJoin.joined(pairs.values())),
        join.labels().stream()
            .map(label -> scored(label, TrackJoin.joined(join.pairs(label).values())))
            .toList());
  }

  private static Scored scored(String name, List<TrackPair> frames) {
    return new Scored(name, frames.size(), TrackMetrics.of(frames));
  }

  private static boolean wanted(Set<String> selected, String source) {
    return selected.isEmpty() || selected.contains(source);
  }

  private static void require(Admin admin, String topic, String writer) {
    if (!Topics.exists(admin, topic)) {
      throw new UnfitInputException(
          "topic %s does not exist: '%s' writes such a topic".formatted(topic, writer));
    }
  }

  private static TracksEvent tracks(ConsumerRecord<byte[], byte[]> record) {
    try {
      return EventSerdes.readTracks(record.headers(), record.value());
    } catch (InvalidEventException e) {
      throw unfit(record, e);
    }
  }

  private static GroundTruth truth(ConsumerRecord<byte[], byte[]> record) {
    try {
      return EventSerdes.readGroundTruth(record.headers(), record.value());
    } catch (InvalidEventException e) {
      throw unfit(record, e);
    }
  }

  private static UnfitInputException unfit(
      ConsumerRecord<byte[], byte[]> record, InvalidEventException e) {
    return new UnfitInputException(
        "%s-%d@%d: %s"
            .formatted(record.topic(), record.partition(), record.offset(), e.getMessage()));
  }
}
