package dev.skipstream.cli;

import dev.skipstream.comparison.EvaluationRecord;
import dev.skipstream.registry.ModelManifest;
import dev.skipstream.registry.ModelVersion;
import dev.skipstream.registry.RegisteredModel;
import dev.skipstream.schemas.event.ComputeFormat;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/** A model version as text: a line or a page. */
final class ModelView {
  private ModelView() {}

  static String line(ModelVersion version, RegisteredModel model) {
    ModelManifest manifest = version.manifest();
    return "%-24s %-28s %-5s %3d labels  %s  %s%s%s"
        .formatted(
            version.uri(),
            manifest.architecture(),
            manifest.precision(),
            manifest.labels().size(),
            manifest.settings().sizes(),
            version.registered(),
            model.aliasesOf(version.version()).stream()
                .map(alias -> "  @" + alias)
                .collect(Collectors.joining()),
            isArchived(version, model) ? "  archived" : "");
  }

  /** Returns the page of a version, with the changes that the registry has recorded for it. */
  static String page(ModelVersion version, RegisteredModel model) {
    ModelManifest manifest = version.manifest();
    List<String> settings =
        manifest.settings().rows().entrySet().stream()
            .map(row -> "  %-13s %s".formatted(row.getKey(), row.getValue()))
            .toList();
    int last = settings.size() - 1;
    return """
    %s
      architecture  %s
      precision     %s, computes in %s on a CPU
      labels        %s
    %s
      batch norms   eps %s
    %s
      digest        %s
      source        %s (%s)%s
      licence       %s
      created       %s
      registered    %s by %s%s
      tags          %s
      aliases       %s%s%s\
    """
        .formatted(
            version.uri(),
            manifest.architecture(),
            manifest.precision(),
            manifest.formats().stream()
                .filter(format -> format != ComputeFormat.FP16)
                .map(ComputeFormat::toString)
                .collect(Collectors.joining(" or ")),
            manifest.labels().entrySet().stream()
                .map(label -> label.getKey() + " " + label.getValue())
                .collect(Collectors.joining(", ")),
            String.join("\n", settings.subList(0, last)),
            manifest.source().eps().isPresent()
                ? String.valueOf(manifest.source().eps().getAsDouble())
                : "not recorded",
            settings.get(last),
            manifest.digest(),
            manifest.source().file(),
            manifest.source().digest(),
            manifest.source().entry().map(", entry "::concat).orElse(""),
            manifest.licence(),
            manifest.created(),
            version.registered(),
            version.registeredBy(),
            isArchived(version, model) ? ", archived since" : "",
            orNone(
                model.tagsOf(version.version()).entrySet().stream()
                    .filter(tag -> !tag.getKey().startsWith(EvaluationRecord.KEY))
                    .map(tag -> tag.getKey() + "=" + tag.getValue())
                    .toList()),
            orNone(model.aliasesOf(version.version())),
            moves(version, model),
            evaluations(version, model));
  }

  /** The moves of aliases to and from a version, a line each. */
  private static String moves(ModelVersion version, RegisteredModel model) {
    return model.movesOf(version.version()).stream()
        .map(
            move ->
                "%n                %s  @%s from %s to %s, by %s"
                    .formatted(
                        move.at(), move.alias(), target(move.from()), target(move.to()), move.by()))
        .collect(Collectors.joining());
  }

  /** Returns the scores of the version, one evaluation per line. */
  private static String evaluations(ModelVersion version, RegisteredModel model) {
    return model.tagsOf(version.version()).entrySet().stream()
        .filter(tag -> tag.getKey().startsWith(EvaluationRecord.KEY))
        .map(
            tag ->
                "%n  evaluated     %s  %s"
                    .formatted(
                        tag.getKey().substring(EvaluationRecord.KEY.length()), tag.getValue()))
        .collect(Collectors.joining());
  }

  private static boolean isArchived(ModelVersion version, RegisteredModel model) {
    return model.archived().contains(version.version());
  }

  private static String target(OptionalInt version) {
    return version.isPresent() ? "version " + version.getAsInt() : "nothing";
  }

  private static String orNone(List<String> some) {
    return some.isEmpty() ? "none" : String.join(", ", some);
  }
}
