/**
 * The import of a checkpoint as a model. The entry point is {@link
 * dev.skipstream.registry.importer.DetectorImporter}. A {@link
 * dev.skipstream.registry.importer.TorchvisionCheckpoint} provides the tensors. A skeleton, made by
 * {@code python/program.py}, is the scripted detector without weights and states the place of each
 * tensor. The archive is the skeleton with the weights filled in.
 */
package dev.skipstream.registry.importer;
