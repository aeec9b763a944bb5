package dev.skipstream.registry.importer;

import java.io.IOException;
import java.nio.file.Path;

/** Supplies the checkpoint of an import. */
@FunctionalInterface
public interface CheckpointSource {

  /**
   * Returns the checkpoint's file.
   *
   * @param folder takes the file where the source has to download it; it is deleted after the
   *     import
   */
  Path fetch(Path folder) throws IOException;
}
