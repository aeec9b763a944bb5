package dev.skipstream.replay;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skipstream.broker.SharedBroker;
import dev.skipstream.evaluate.UnfitInputException;
import dev.skipstream.schemas.event.BoundingBox;
import dev.skipstream.schemas.event.FrameInfo;
import dev.skipstream.schemas.event.GroundTruth;
import dev.skipstream.schemas.event.TrueObject;
import dev.skipstream.schemas.serde.EventSerdes;
import dev.skipstream.topics.Topics;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

class CategoryCheckIT {
  private final String topic = SharedBroker.uniqueName("categories");
  private final Map<String, Object> client =
      Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, SharedBroker.bootstrapServers());

  @Test
  void rejectsAReplayWhoseCategoriesCannotBeMatchedByName() throws Exception {
    try (Admin admin = SharedBroker.admin();
        Producer<byte[], byte[]> producer =
            new KafkaProducer<>(client, new ByteArraySerializer(), new ByteArraySerializer())) {
      Topics.createKept(admin, topic);
      producer.send(EventSerdes.write(topic, truth("cells", "RBC"))).get();
      producer.send(EventSerdes.write(topic, truth("street", "car"))).get();
    }
    CategoryCheck check = CategoryCheck.read(client, topic);

    assertThatThrownBy(() -> check.require("models:/cells/1", List.of("1", "2")))
        .isInstanceOf(UnfitInputException.class)
        .hasMessageContaining("{cells=[RBC], street=[car]}")
        .hasMessageContaining("models:/cells/1 has the labels [1, 2]: none is in both")
        .hasMessageContaining("--any-categories");
    // A model for one of the two sources is one that can be scored.
    assertThatCode(() -> check.require("models:/cells/1", List.of("RBC", "WBC")))
        .doesNotThrowAnyException();
  }

  @Test
  void requiresNothingWhereThereIsNoGroundTruth() {
    assertThatCode(() -> CategoryCheck.read(client, topic).require("models:/cells/1", List.of("1")))
        .doesNotThrowAnyException();
  }

  private static GroundTruth truth(String source, String label) {
    return new GroundTruth(
        new FrameInfo(source + "/1", source, Optional.empty(), Optional.empty(), 640, 480),
        List.of(
            new TrueObject(
                label,
                1,
                new BoundingBox(0, 0, 9, 9),
                Optional.empty(),
                Optional.empty(),
                /* crowd= */ false)));
  }
}
