/**
 * The import of a checkpoint as a model. The entry point is {@link
 * dev.skipstream.registry.importer.DetectorImporter}. A {@link
 * dev.skipstream.registry.importer.TorchvisionCheckpoint} provides the tensors. A skeleton, made by
 * {@code python/program.py}, is the scripted detector without weights and states the place of each
 * tensor. The archive is the skeleton with the weights filled in.
 *
 * <p>Exports {@link dev.skipstream.registry.importer.Calibrator}, {@link
 * dev.skipstream.registry.importer.CheckpointSource}, {@link
 * dev.skipstream.registry.importer.DetectorImporter}, {@link
 * dev.skipstream.registry.importer.ImportFormats}, {@link
 * dev.skipstream.registry.importer.ImportSettings}, {@link
 * dev.skipstream.registry.importer.ImportedDetector}, {@link
 * dev.skipstream.registry.importer.ImportedVersion}, {@link
 * dev.skipstream.registry.importer.Labels}, {@link dev.skipstream.registry.importer.Layer}, {@link
 * dev.skipstream.registry.importer.TorchScriptImport}, {@link
 * dev.skipstream.registry.importer.TorchScriptImporter}, {@link
 * dev.skipstream.registry.importer.TorchScriptTrial} and {@link
 * dev.skipstream.registry.importer.VersionImport}. Hides pickles, zip archives, and the layout of
 * the TorchScript archive.
 */
package dev.skipstream.registry.importer;
