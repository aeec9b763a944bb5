package dev.skipstream.registry.importer;

import dev.skipstream.registry.importer.StoredTensor.Storage;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;

/** A file format that holds tensors by name. */
interface TensorContainer extends Closeable {

  /** The tensors, in the order of the file where it has one. */
  Map<String, StoredTensor> tensors();

  /**
   * Opens the bytes of a storage.
   *
   * @param element from which on, within the storage
   */
  InputStream open(Storage storage, long element) throws IOException;
}
