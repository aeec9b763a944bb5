/**
 * How a checkpoint becomes a model. Starts at {@link
 * dev.skipstream.registry.importer.DetectorImporter}: a {@link
 * dev.skipstream.registry.importer.TorchvisionCheckpoint} gives the tensors, a skeleton (the
 * scripted detector without weights, made by {@code python/program.py}) says which go where, and
 * the archive is the skeleton with the weights filled in.
 *
 * <p>Exports {@link dev.skipstream.registry.importer.Architectures}, {@link
 * dev.skipstream.registry.importer.DetectorImporter}, {@link
 * dev.skipstream.registry.importer.ImportSettings}, {@link
 * dev.skipstream.registry.importer.ImportedDetector}, {@link
 * dev.skipstream.registry.importer.Labels} and {@link dev.skipstream.registry.importer.Layer}.
 * Hides pickles, zip archives, and the layout of the TorchScript archive.
 */
package dev.skipstream.registry.importer;
