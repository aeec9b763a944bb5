package dev.skipstream.registry.importer;

import dev.skipstream.registry.importer.StoredTensor.Storage;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;

/** A file format that holds tensors by name. */
interface TensorContainer extends Closeable {

  /** The state dict, in the order of the file where it has one. */
  StateDict stateDict();

  /**
   * Opens the bytes of a storage.
   *
   * @param element from which on, within the storage
   */
  InputStream open(Storage storage, long element) throws IOException;
}
