package dev.skipstream.replay;

import dev.skipstream.evaluate.UnfitInputException;
import dev.skipstream.schemas.event.GroundTruth;
import dev.skipstream.schemas.serde.EventSerdes;
import dev.skipstream.schemas.serde.InvalidEventException;
import dev.skipstream.topics.Topics;
import dev.skipstream.topics.range.CommittedReader;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Compares the categories of the ground truth with a model's labels, by name: a replay of hours
 * that cannot be scored is rejected before it begins.
 *
 * <p>Threading: for one thread; {@link #read} blocks on the broker.
 */
final class CategoryCheck {
  private final String topic;
  private final SortedMap<String, SortedSet<String>> bySource = new TreeMap<>();

  private CategoryCheck(String topic) {
    this.topic = topic;
  }

  /** Reads the categories of each source; none where the topic is not there. */
  static CategoryCheck read(Map<String, Object> client, String topic) {
    CategoryCheck check = new CategoryCheck(topic);
    try (Admin admin = Admin.create(client);
        CommittedReader reader = new CommittedReader(admin, client)) {
      if (Topics.exists(admin, topic)) {
        reader.readAll(List.of(topic), check::add);
      }
    }
    return check;
  }

  private void add(ConsumerRecord<byte[], byte[]> record) {
    try {
      GroundTruth truth = EventSerdes.readGroundTruth(record.headers(), record.value());
      SortedSet<String> labels =
          bySource.computeIfAbsent(truth.frame().source(), source -> new TreeSet<>());
      truth.objects().forEach(object -> labels.add(object.label()));
      truth.frameClass().ifPresent(one -> labels.add(one.label()));
    } catch (InvalidEventException e) {
      // evaluate names the record; a replay does not need it.
    }
  }

  /**
   * Requires that a model has a category of the ground truth.
   *
   * @return a notice for each source that has none, in one line each
   * @throws UnfitInputException when no source has a category that is one of the labels
   */
  List<String> require(String model, Collection<String> labels) {
    SortedMap<String, SortedSet<String>> apart = new TreeMap<>();
    bySource.forEach(
        (source, categories) -> {
          if (!categories.isEmpty() && categories.stream().noneMatch(labels::contains)) {
            apart.put(source, categories);
          }
        });
    long known = bySource.values().stream().filter(labelled -> !labelled.isEmpty()).count();
    if (known > 0 && apart.size() == known) {
      throw new UnfitInputException(
          "the ground truth in topic %s has the categories %s by source, and %s has the labels %s: none is in both, so the replay could not be scored; import the model with the labels of the ground truth, name another topic with --ground-truth, or replay with --any-categories"
              .formatted(topic, apart, model, new TreeSet<>(labels)));
    }
    return apart.entrySet().stream()
        .map(
            one ->
                "source %s: none of its categories %s is a label of %s: its frames cannot be scored"
                    .formatted(one.getKey(), one.getValue(), model))
        .toList();
  }
}
