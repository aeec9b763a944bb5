package dev.skipstream.registry.importer;

import dev.skipstream.registry.ModelVersion;
import dev.skipstream.registry.RegisteredModel;
import java.util.List;

/**
 * A version that an import has registered.
 *
 * @param model the model with this version
 * @param remarks a sentence for each choice that the import made and the user did not
 */
public record ImportedVersion(ModelVersion version, RegisteredModel model, List<String> remarks) {

  public ImportedVersion {
    remarks = List.copyOf(remarks);
  }
}
