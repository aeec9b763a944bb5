package dev.skipstream.registry;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import dev.skipstream.registry.internal.RegistryJson;
import dev.skipstream.schemas.event.ComputeFormat;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The description of a detector archive: all that is needed to run it and to trace its origin. It
 * is stored beside the archive and never changes after registration.
 *
 * @param architecture torchvision's name of the network, such as {@code fasterrcnn_resnet50_fpn},
 *     or a {@link TorchScriptOutput#network}
 * @param labels category id to name; gaps are allowed, as in COCO's 91 slots. Ids of a detector
 *     start at 1, because 0 is the background; those of a classifier start at 0. A segmentation
 *     network has a label for 0 where this class is not the background
 * @param settings input sizing, thresholds and counts the detector runs with unless overridden
 * @param precision of the weights in the archive
 * @param formats the number formats that the import requested, and fp32, which every detector
 *     supports. A machine computes in no other one, apart from a GPU in the weights' precision.
 *     Manifests of versions that did not record them have fp32 alone
 * @param digest {@code sha256:} and the archive's SHA-256 in lower-case hex
 * @param source the file the archive was made from
 * @param licence of the weights, as the importer was told; free text
 * @param created the time at which the archive was made
 */
public record ModelManifest(
    String architecture,
    Map<Integer, String> labels,
    DetectorSettings settings,
    Precision precision,
    SortedSet<ComputeFormat> formats,
    String digest,
    Source source,
    String licence,
    Instant created) {
  private static final SortedSet<ComputeFormat> FP32_ALONE =
      Collections.unmodifiableSortedSet(new TreeSet<>(List.of(ComputeFormat.FP32)));

  /**
   * A file that an archive was made from.
   *
   * @param file its name, without folders
   * @param digest {@code sha256:} and its SHA-256 in lower-case hex
   * @param entry the file's entry that contained the state dict, such as {@code model}. Absent if
   *     the file is a state dict, and in manifests of versions that did not record it
   * @param eps the batch norms' eps, which the archive has folded into its weights. Absent in
   *     manifests of versions that did not record it
   */
  @JsonInclude(JsonInclude.Include.NON_ABSENT)
  public record Source(String file, String digest, Optional<String> entry, OptionalDouble eps) {

    /** Makes a source without the details of its import. */
    public Source(String file, String digest) {
      this(file, digest, Optional.empty(), OptionalDouble.empty());
    }
  }

  public ModelManifest {
    if (labels.isEmpty()) {
      throw new InvalidModelException("labels are empty: a detector needs at least one category");
    }
    int first = Architectures.BUILT_IN.find(architecture).map(Architecture::firstLabel).orElse(0);
    labels.forEach(
        (id, name) -> {
          if (id < first || name.isBlank()) {
            throw new InvalidModelException(
                "label %d is '%s': ids start at %d%s and names are not blank"
                    .formatted(id, name, first, first == 1 ? " (0 is background)" : ""));
          }
        });
    if (!formats.contains(ComputeFormat.FP32)) {
      throw new InvalidModelException(
          "formats are %s: expected fp32 among them, which every detector supports"
              .formatted(formats));
    }
    Digests.hex(digest);
    formats = Collections.unmodifiableSortedSet(new TreeSet<>(formats));
    labels = Collections.unmodifiableMap(new TreeMap<>(labels));
  }

  /** Makes a manifest of a detector that was imported for fp32 alone. */
  public ModelManifest(
      String architecture,
      Map<Integer, String> labels,
      DetectorSettings settings,
      Precision precision,
      String digest,
      Source source,
      String licence,
      Instant created) {
    this(architecture, labels, settings, precision, FP32_ALONE, digest, source, licence, created);
  }

  /** Reads a manifest: its architecture says which record its settings are. */
  @JsonCreator
  static ModelManifest read(
      @JsonProperty("architecture") String architecture,
      @JsonProperty("labels") Map<Integer, String> labels,
      @JsonProperty("settings") JsonNode settings,
      @JsonProperty("precision") Precision precision,
      @JsonProperty("formats") SortedSet<ComputeFormat> formats,
      @JsonProperty("digest") String digest,
      @JsonProperty("source") Source source,
      @JsonProperty("licence") String licence,
      @JsonProperty("created") Instant created) {
    return new ModelManifest(
        architecture,
        labels,
        settingsOf(architecture, settings),
        precision,
        formats == null ? FP32_ALONE : formats,
        digest,
        source,
        licence,
        created);
  }

  private static DetectorSettings settingsOf(String architecture, JsonNode settings) {
    if (settings == null || !settings.isObject()) {
      throw new InvalidModelException(
          "settings are %s: expected an object of numbers".formatted(settings));
    }
    return Architectures.BUILT_IN
        .find(architecture)
        .<DetectorSettings>map(kind -> RegistryJson.convert(settings, kind.defaults().getClass()))
        .orElseGet(
            () ->
                TorchScriptOutput.of(architecture).isPresent()
                    ? RegistryJson.convert(settings, TorchScriptSettings.class)
                    : new UnknownSettings(settings));
  }

  /** Returns the manifest of the same archive with other settings. */
  public ModelManifest with(DetectorSettings other) {
    return new ModelManifest(
        architecture, labels, other, precision, formats, digest, source, licence, created);
  }

  /** Returns the manifest of another archive of the same detector. */
  public ModelManifest withDigest(String other) {
    return new ModelManifest(
        architecture, labels, settings, precision, formats, other, source, licence, created);
  }

  /**
   * Returns true if both manifests describe the same model. Place and time of the import do not
   * count.
   */
  public boolean isSameModelAs(ModelManifest other) {
    return digest.equals(other.digest)
        && labels.equals(other.labels)
        && settings.equals(other.settings)
        && formats.equals(other.formats);
  }
}
