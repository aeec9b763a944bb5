package dev.skipstream.registry.importer;

import dev.skipstream.registry.ModelManifest;
import java.nio.file.Path;

/**
 * A detector archive and what it is.
 *
 * @param eps of the batch norms that were folded into the convolutions
 */
public record ImportedDetector(Path archive, ModelManifest manifest, double eps) {}
