package dev.skipstream.stream;

import dev.skipstream.frame.BatchSettings;
import dev.skipstream.frame.FrameRules;
import dev.skipstream.frame.Pipeline;
import dev.skipstream.schemas.event.ModelIdentity;
import dev.skipstream.telemetry.Telemetry;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The settings of a {@link DetectionStream}. {@link #builder} has defaults for all but the cluster,
 * the application id, the pipelines and the models.
 *
 * @param client the Kafka client properties for the cluster ({@code bootstrap.servers}, TLS, SASL).
 *     Any other Kafka client property in it overrides the app's own
 * @param applicationId the name of the group that shares the input
 * @param pipelines the pipelines, at least one; no two have the same input and the same output
 * @param models of the pipelines and pins
 * @param images the tools that make frames of image events
 * @param rules for every frame
 * @param stream threads, guarantee and commits
 * @param batches of frames
 * @param bounds the part of the inputs that is accepted
 * @param telemetry receives the metrics and the health of this stream, and of no other
 */
public record DetectionSettings(
    Map<String, Object> client,
    String applicationId,
    List<Pipeline> pipelines,
    StreamModels models,
    ImageTools images,
    FrameRules rules,
    StreamSettings stream,
    BatchSettings batches,
    InputLimits bounds,
    Telemetry telemetry) {

  public DetectionSettings {
    pipelines = List.copyOf(pipelines);
    requireDistinct(pipelines);
  }

  /** Returns a builder with the defaults of {@code skipstream run}, without a journal. */
  public static Builder builder(Map<String, Object> client, String applicationId) {
    return new Builder(client, applicationId);
  }

  /** Returns these settings with other batches. */
  DetectionSettings with(BatchSettings others) {
    return new DetectionSettings(
        client, applicationId, pipelines, models, images, rules, stream, others, bounds, telemetry);
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

  /**
   * Collects settings.
   *
   * <p>Threading: for one thread.
   */
  public static final class Builder {
    private final Map<String, Object> client;
    private final String applicationId;
    private List<Pipeline> pipelines = List.of();
    private Optional<StreamModels> models = Optional.empty();
    private Optional<ImageTools> images = Optional.empty();
    private FrameRules rules = FrameRules.NONE;
    private StreamSettings stream = StreamSettings.DEFAULT;
    private BatchSettings batches = BatchSettings.DEFAULT;
    private InputLimits bounds = InputLimits.NONE;
    private Optional<Telemetry> telemetry = Optional.empty();

    private Builder(Map<String, Object> client, String applicationId) {
      this.client = client;
      this.applicationId = applicationId;
    }

    /** Sets the models, and the pipelines that they were resolved for. */
    public Builder models(RegistryModels resolved) {
      this.models = Optional.of(resolved);
      this.pipelines = resolved.pipelines();
      return this;
    }

    /** Sets models that are loaded, for pipelines that {@link #pipelines} sets. */
    public Builder models(LoadedModels loaded) {
      this.models = Optional.of(loaded);
      return this;
    }

    /** Sets the pipelines of loaded models. */
    public Builder pipelines(Pipeline... pipelines) {
      this.pipelines = List.of(pipelines);
      return this;
    }

    /** Sets the tools that make frames; the default is {@link ImageTools#ofRecords}. */
    public Builder images(ImageTools images) {
      this.images = Optional.of(images);
      return this;
    }

    /** Sets the rules for frames; the default is {@link FrameRules#NONE}. */
    public Builder rules(FrameRules rules) {
      this.rules = rules;
      return this;
    }

    /** Sets threads, guarantee and commits; the default is {@link StreamSettings#DEFAULT}. */
    public Builder stream(StreamSettings stream) {
      this.stream = stream;
      return this;
    }

    /** Sets the batches; the default is {@link BatchSettings#DEFAULT}. */
    public Builder batches(BatchSettings batches) {
      this.batches = batches;
      return this;
    }

    /** Sets the part of the inputs to accept; the default is {@link InputLimits#NONE}. */
    public Builder bounds(InputLimits bounds) {
      this.bounds = bounds;
      return this;
    }

    /** Sets the receiver of metrics and health; the default is {@link Telemetry#unseen}. */
    public Builder telemetry(Telemetry telemetry) {
      this.telemetry = Optional.of(telemetry);
      return this;
    }

    /**
     * Builds the settings.
     *
     * @throws IllegalArgumentException when models or pipelines are missing, or when two pipelines
     *     have the same output
     */
    public DetectionSettings build() {
      return new DetectionSettings(
          client,
          applicationId,
          pipelines,
          models.orElseThrow(
              () -> new IllegalArgumentException("no models: expected models(...) to be called")),
          images.orElseGet(() -> ImageTools.ofRecords(Optional.empty())),
          rules,
          stream,
          batches,
          bounds,
          telemetry.orElseGet(Telemetry::unseen));
    }
  }
}
