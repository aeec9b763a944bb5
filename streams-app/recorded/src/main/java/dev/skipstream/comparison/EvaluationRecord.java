package dev.skipstream.app;

import dev.skipstream.registry.ModelRegistry;
import dev.skipstream.schemas.event.ModelIdentity;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** The scores of a version, as the registry keeps them: a tag for each evaluation. */
final class EvaluationRecord {
  /** Tags that are evaluations begin so; the moment follows. */
  static final String KEY = "evaluation.";

  private EvaluationRecord() {}

  /** Notes an evaluation of a version. */
  static void write(ModelRegistry registry, ModelIdentity model, Instant at, String what) {
    registry.tag(model.name(), model.version(), KEY + at.truncatedTo(ChronoUnit.SECONDS), what);
  }
}
