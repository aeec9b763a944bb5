package dev.skipstream.registry.importer;

import dev.skipstream.registry.ModelManifest;
import java.nio.file.Path;
import java.util.List;

/**
 * A detector archive and what it is.
 *
 * @param eps of the batch norms that were folded into the convolutions
 * @param remarks a sentence for each choice that the import made and the user did not
 */
public record ImportedDetector(
    Path archive, ModelManifest manifest, double eps, List<String> remarks) {

  public ImportedDetector {
    remarks = List.copyOf(remarks);
  }
}
