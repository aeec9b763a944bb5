package dev.skipstream.schemas.serde;

import dev.skipstream.schemas.event.RulesEvent;
import java.time.Instant;
import java.util.Optional;

/** The versions of the rules, under one key. */
final class RulesSerde extends JsonEventSerde<RulesEvent> {
  RulesSerde() {
    super(RulesEvent.class, RulesEvent.TYPE, "rules event");
  }

  @Override
  String source(RulesEvent event) {
    return event.by();
  }

  @Override
  Optional<Instant> time(RulesEvent event) {
    return Optional.of(event.from());
  }

  @Override
  String key(RulesEvent event) {
    return RulesEvent.KEY;
  }
}
