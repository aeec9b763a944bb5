/**
 * Stores of the bytes of models, content-addressed by SHA-256.
 *
 * <p>Exports {@link dev.skipstream.registry.artifact.ArtifactCache}, {@link
 * dev.skipstream.registry.artifact.ArtifactStore}, {@link
 * dev.skipstream.registry.artifact.ArtifactStores}, {@link
 * dev.skipstream.registry.artifact.FileSystemArtifactStore}, {@link
 * dev.skipstream.registry.artifact.S3ArtifactStore} and {@link
 * dev.skipstream.registry.artifact.TemporaryFolder}. Hides the layout of folders and buckets, and
 * the client of S3.
 */
package dev.skipstream.registry.artifact;
