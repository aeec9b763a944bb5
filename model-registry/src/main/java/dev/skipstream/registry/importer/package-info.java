/**
 * How a checkpoint becomes a model. Starts at {@link
 * dev.skipstream.registry.importer.DetectorImporter}: a {@link
 * dev.skipstream.registry.importer.TorchvisionCheckpoint} gives the tensors, a skeleton (the
 * scripted detector without weights, made by {@code python/program.py}) says which go where, and
 * the archive is the skeleton with the weights filled in.
 */
package dev.skipstream.registry.importer;
