package dev.skipstream.registry.importer;

import dev.skipstream.registry.importer.StoredTensor.Storage;
import java.util.Map;

/**
 * The content of a pickle.
 *
 * @param root a map, list, array, string, number, {@link StoredTensor}, {@link Storage} or {@link
 *     Placeholder}
 * @param storages the storages that it refers to, by key, including those of the optimizer
 */
record Pickled(Object root, Map<String, Storage> storages) {}
