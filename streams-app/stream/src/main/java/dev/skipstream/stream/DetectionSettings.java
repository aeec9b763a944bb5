package dev.skipstream.stream;

import dev.skipstream.frame.BatchSettings;
import dev.skipstream.frame.FrameRules;
import dev.skipstream.frame.Pipeline;
import dev.skipstream.schemas.event.ModelIdentity;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The models, pipelines and devices of a {@link DetectionStream}.
 *
 * @param client the Kafka client properties for the cluster ({@code bootstrap.servers}, TLS, SASL).
 *     Any other Kafka client property in it overrides the app's own
 * @param applicationId the name of the group that shares the input
 * @param pipelines the pipelines, at least one; no two have the same input and the same output
 * @param bounds the part of the inputs that is accepted
 */
public record DetectionSettings(
    Map<String, Object> client,
    String applicationId,
    List<Pipeline> pipelines,
    FrameRules rules,
    StreamSettings stream,
    BatchSettings batches,
    InputLimits bounds) {

  /** Settings of an app that accepts all records. */
  public DetectionSettings(
      Map<String, Object> client,
      String applicationId,
      List<Pipeline> pipelines,
      FrameRules rules,
      StreamSettings stream,
      BatchSettings batches) {
    this(client, applicationId, pipelines, rules, stream, batches, InputLimits.NONE);
  }

  public DetectionSettings {
    pipelines = List.copyOf(pipelines);
    requireDistinct(pipelines);
  }

  /** Returns the initial versions of the models' references: those of pipelines, and the pins. */
  Map<String, ModelIdentity> references() {
    Map<String, ModelIdentity> references = new HashMap<>(rules.pins());
    pipelines.forEach(pipeline -> references.put(pipeline.reference(), pipeline.model()));
    return references;
  }

  /**
   * Checks that no two pipelines have the same input and output topic, which would get two outcomes
   * per input.
   */
  private static void requireDistinct(List<Pipeline> pipelines) {
    Set<String> seen = new HashSet<>();
    for (Pipeline pipeline : pipelines) {
      for (String output : pipeline.topics().outputs()) {
        if (!seen.add(pipeline.topics().images() + " -> " + output)) {
          throw new IllegalArgumentException(
              "two pipelines go from %s to %s: expected an output and a dead-letter topic of its own for each"
                  .formatted(pipeline.topics().images(), output));
        }
      }
    }
    if (pipelines.isEmpty()) {
      throw new IllegalArgumentException("no pipeline: expected at least one");
    }
  }
}
