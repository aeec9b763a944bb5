package dev.skipstream.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skipstream.model.ModelUpdates;
import dev.skipstream.schemas.serde.EventSerdes;
import dev.skipstream.schemas.serde.InvalidEventException;
import dev.skipstream.stream.internal.journal.FailureTopic;
import dev.skipstream.topics.Topics;
import dev.skipstream.topics.range.CommittedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** Reads the topics and the registry of a release by the commands and readers of this version. */
final class ReleaseReading {
  private static final JsonMapper JSON = new JsonMapper();
  private static final Pattern REDRIVEN = Pattern.compile("(\\d+) redriven already");

  /** Reads an event of a topic, and returns it as its present JSON. */
  private interface Reader {
    byte[] read(ConsumerRecord<byte[], byte[]> record) throws InvalidEventException;
  }

  private ReleaseReading() {}

  /**
   * Returns one document of all that is read.
   *
   * @param registry the folder of the registry
   */
  static JsonNode of(String servers, Path registry) throws IOException {
    String cluster = "--bootstrap-server=" + servers;
    ObjectNode reading = JSON.createObjectNode();
    reading.set(
        "audit",
        document("audit", cluster, "--application-id=" + ReleaseFixture.APPLICATION, "--json"));
    reading.set(
        "watch", sorted(lines("watch", cluster, "--from-beginning", "--count=4", "--json")));
    reading.set("evaluate", document("evaluate", cluster, "--json"));
    Matcher redriven =
        REDRIVEN.matcher(Printed.by("redrive", cluster, "--reason=damaged-image", "--dry-run"));
    reading.put("redriven", redriven.find() ? Integer.parseInt(redriven.group(1)) : 0);
    reading.set("replays", document("replay", "list", cluster, "--json"));
    for (String where : List.of("kafka:" + servers, "file:" + registry)) {
      ObjectNode models = reading.putObject(where.startsWith("kafka") ? "topic" : "folder");
      models.set("list", document("models", "list", "--registry=" + where, "--json"));
      models.set(
          "champion",
          document("models", "show", "--registry=" + where, "--json", "models:/cells@champion"));
      models.set(
          "tagged", document("models", "show", "--registry=" + where, "--json", "models:/cells/2"));
    }
    Map<String, Object> client = ReleaseFixture.client(servers);
    reading.set(
        ModelUpdates.STATUS_TOPIC,
        events(
            client,
            ModelUpdates.STATUS_TOPIC,
            record ->
                EventSerdes.write(
                        "", "", EventSerdes.readModelStatus(record.headers(), record.value()))
                    .value()));
    reading.set(
        Topics.CAMERA_STATUS,
        events(
            client,
            Topics.CAMERA_STATUS,
            record ->
                EventSerdes.write(
                        "", "", EventSerdes.readCameraStatus(record.headers(), record.value()))
                    .value()));
    reading.set(
        Topics.GROUND_TRUTH,
        events(
            client,
            Topics.GROUND_TRUTH,
            record ->
                EventSerdes.write("", EventSerdes.readGroundTruth(record.headers(), record.value()))
                    .value()));
    ArrayNode failures = reading.putArray(FailureTopic.NAME);
    new FailureTopic(client)
        .read(ReleaseFixture.APPLICATION)
        .forEach(failure -> failures.add(json(EventSerdes.write("", "", failure).value())));
    return reading;
  }

  private static ArrayNode events(Map<String, Object> client, String topic, Reader reader) {
    ArrayNode events = JSON.createArrayNode();
    try (Admin admin = Admin.create(client);
        CommittedReader records = new CommittedReader(admin, client)) {
      Map<TopicPartition, Long> begins = records.begins(List.of(topic));
      records.read(
          begins,
          records.ends(List.of(topic)),
          record -> {
            try {
              events.add(json(reader.read(record)));
            } catch (InvalidEventException e) {
              throw new IllegalStateException(
                  "%s@%d: %s".formatted(topic, record.offset(), e.getMessage()), e);
            }
          });
    }
    return events;
  }

  private static JsonNode document(String... command) {
    return json(Printed.by(command).getBytes(UTF_8));
  }

  private static List<JsonNode> lines(String... command) {
    return Printed.by(command).lines().map(line -> json(line.getBytes(UTF_8))).toList();
  }

  /** The order between partitions is not determined. */
  private static ArrayNode sorted(List<JsonNode> events) {
    List<JsonNode> ordered = new ArrayList<>(events);
    ordered.sort(Comparator.comparing(event -> event.at("/frame/id").asText()));
    return JSON.createArrayNode().addAll(ordered);
  }

  private static JsonNode json(byte[] document) {
    try {
      return JSON.readTree(document);
    } catch (IOException e) {
      throw new IllegalStateException("no JSON: " + e.getMessage(), e);
    }
  }

  /**
   * Returns where a document lacks something of an earlier one. It may have more fields, for events
   * and documents grow.
   */
  static List<String> lost(JsonNode earlier, JsonNode now, String path) {
    List<String> lost = new ArrayList<>();
    if (earlier.isObject()) {
      earlier
          .properties()
          .forEach(
              field ->
                  lost.addAll(
                      lost(
                          field.getValue(),
                          now.path(field.getKey()),
                          path + "/" + field.getKey())));
    } else if (earlier.isArray() && earlier.size() == now.size()) {
      for (int i = 0; i < earlier.size(); i++) {
        lost.addAll(lost(earlier.get(i), now.path(i), path + "/" + i));
      }
    } else if (!isEqual(earlier, now)) {
      lost.add("%s was %s and is %s".formatted(path, earlier, now));
    }
    return lost;
  }

  private static boolean isEqual(JsonNode one, JsonNode other) {
    if (one.isNumber() && other.isNumber()) {
      return Double.compare(one.asDouble(), other.asDouble()) == 0;
    }
    return one.equals(other);
  }
}
