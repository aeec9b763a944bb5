package dev.skipstream.tracking;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import dev.skipstream.health.HttpReply;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class CountsEndpointTest {
  private static final CountsQuery ALL =
      new CountsQuery(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
  private static final PartitionCounts FIRST = new PartitionCounts(0, Optional.empty(), List.of());

  @Test
  void anAnswerWithoutAPartitionIsAnError() throws Exception {
    assertThat(CountsEndpoint.answer(ALL, found()).status()).isEqualTo(200);

    HttpReply reply = CountsEndpoint.answer(ALL, found(1, 2));

    assertThat(reply.status()).isEqualTo(503);
    assertThat(new ObjectMapper().registerModule(new Jdk8Module()).writeValueAsString(reply.body()))
        .contains("no instance has the counts of partitions [1, 2] now");
  }

  @Test
  void anInstanceThatHasNotStartedAnswersWithAnError() {
    assertThat(new CountsEndpoint().get(Map.of()).status()).isEqualTo(503);
  }

  private static CountsEndpoint.Found found(Integer... missing) {
    return new CountsEndpoint.Found(List.of(FIRST), new TreeSet<>(Set.of(missing)));
  }
}
