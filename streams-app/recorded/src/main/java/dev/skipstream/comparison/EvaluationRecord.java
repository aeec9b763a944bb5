package dev.skipstream.comparison;

import dev.skipstream.registry.ModelRegistry;
import dev.skipstream.schemas.event.ModelIdentity;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** The scores of a version, as the registry keeps them: a tag for each evaluation. */
public final class EvaluationRecord {
  /** Tags that are evaluations begin so; the moment follows. */
  public static final String KEY = "evaluation.";

  private EvaluationRecord() {}

  /** Notes an evaluation of a version. */
  public static void write(ModelRegistry registry, ModelIdentity model, Instant at, String what) {
    registry.tag(model.name(), model.version(), KEY + at.truncatedTo(ChronoUnit.SECONDS), what);
  }
}
