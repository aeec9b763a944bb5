package dev.skipstream.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skipstream.schemas.event.DetectionEvent;
import dev.skipstream.schemas.event.FrameInfo;
import dev.skipstream.schemas.event.ModelIdentity;
import dev.skipstream.schemas.serde.EventSerdes;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

class OwnersTest {
  private final Owners owners = new Owners();

  @Test
  void aPartitionBelongsToWhoAnsweredItLast() {
    answer(0, "one");
    answer(1, "one");
    answer(1, "other");

    assertThat(owners.all()).containsExactlyInAnyOrder("one", "other");
    assertThat(owners.partitionsOf("one")).containsExactly(0);
    assertThat(owners.partitionsOf("other")).containsExactly(1);
  }

  @Test
  void notesWhenTheHeirFirstAnswersWhatItInherits() {
    answer(1, "heir");
    owners.expect("heir", Set.of(1, 2));
    answer(0, "heir");
    answer(1, "gone");
    assertThat(owners.heirNanos()).isEmpty();

    answer(1, "heir");
    long first = owners.heirNanos().get(1);
    answer(1, "heir");

    assertThat(owners.heirNanos()).containsOnlyKeys(1).containsEntry(1, first);
  }

  private void answer(int partition, String owner) {
    DetectionEvent event =
        new DetectionEvent(
            new FrameInfo("a/1", "a", Optional.empty(), Optional.empty(), 1, 1),
            Optional.empty(),
            new ModelIdentity(owner, 1, "sha256:00"),
            List.of());
    owners.came(
        new ConsumerRecord<>("detections", partition, 0, new byte[0], EventSerdes.toJson(event)));
  }
}
