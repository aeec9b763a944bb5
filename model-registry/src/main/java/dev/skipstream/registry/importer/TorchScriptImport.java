package dev.skipstream.registry.importer;

import dev.skipstream.registry.InvalidModelException;
import dev.skipstream.registry.ModelRef;
import dev.skipstream.registry.TorchScriptOutput;
import java.nio.file.Path;
import java.util.Map;

/**
 * The settings of an import of a user's own detector.
 *
 * @param name of the model; the import becomes its next version
 * @param file a TorchScript file
 * @param output the form of its output
 * @param labels ids from 1, without gaps: the file's class 0 is label 1
 * @param options the numbers it runs with, by the name of their option, in place of the defaults
 * @param licence of the weights; free text
 */
public record TorchScriptImport(
    String name,
    Path file,
    TorchScriptOutput output,
    Map<Integer, String> labels,
    Map<String, String> options,
    String licence) {

  public TorchScriptImport {
    ModelRef.requireName(name);
    labels = Map.copyOf(labels);
    options = Map.copyOf(options);
    int last = labels.keySet().stream().mapToInt(id -> id).max().orElse(0);
    if (last != labels.size()) {
      throw new InvalidModelException(
          "labels have gaps (%d names, the last one is number %d): expected a name for each class of the file"
              .formatted(labels.size(), last));
    }
  }
}
