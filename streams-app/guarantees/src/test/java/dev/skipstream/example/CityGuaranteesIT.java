package dev.skipstream.example;

import dev.skipstream.async.guarantee.StageGuarantees;
import dev.skipstream.async.guarantee.StageUnderTest;
import dev.skipstream.broker.SharedBroker;
import org.junit.jupiter.api.Timeout;

/** A use of the suite of the asynchronous stage from outside, through its test-jar. */
@Timeout(400)
class CityGuaranteesIT extends StageGuarantees {
  @Override
  protected String bootstrapServers() {
    return SharedBroker.bootstrapServers();
  }

  @Override
  protected Class<? extends StageUnderTest> stage() {
    return CityStage.class;
  }
}
