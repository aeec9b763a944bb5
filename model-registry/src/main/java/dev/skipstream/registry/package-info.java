/**
 * The models: which version is in force and what it is. Starts at {@link
 * dev.skipstream.registry.ModelRegistry}; where versions are kept is {@code …registry.log}, where
 * their bytes are kept is {@code …registry.artifact}, how a checkpoint becomes one is {@code
 * …registry.importer}.
 *
 * <p>Exports {@link dev.skipstream.registry.AliasMove}, {@link
 * dev.skipstream.registry.AliasMovedException}, {@link dev.skipstream.registry.Architecture},
 * {@link dev.skipstream.registry.Architectures}, {@link dev.skipstream.registry.Calibration},
 * {@link dev.skipstream.registry.ClassifierSettings}, {@link
 * dev.skipstream.registry.DetectorSettings}, {@link dev.skipstream.registry.Digests}, {@link
 * dev.skipstream.registry.FasterRcnnSettings}, {@link dev.skipstream.registry.FcosSettings}, {@link
 * dev.skipstream.registry.Interpolation}, {@link dev.skipstream.registry.InvalidModelException},
 * {@link dev.skipstream.registry.MissingArtifactException}, {@link
 * dev.skipstream.registry.ModelManifest}, {@link dev.skipstream.registry.ModelRef}, {@link
 * dev.skipstream.registry.ModelRegistry}, {@link dev.skipstream.registry.ModelVersion}, {@link
 * dev.skipstream.registry.Precision}, {@link dev.skipstream.registry.RegisteredModel}, {@link
 * dev.skipstream.registry.RegistryUnavailableException}, {@link
 * dev.skipstream.registry.RetinaNetSettings}, {@link dev.skipstream.registry.SegmenterSettings},
 * {@link dev.skipstream.registry.SidedSettings}, {@link dev.skipstream.registry.TorchScriptOutput},
 * {@link dev.skipstream.registry.TorchScriptSettings}, {@link
 * dev.skipstream.registry.UnknownModelException} and {@link
 * dev.skipstream.registry.VersionDetails}. Hides the form of the JSON.
 */
package dev.skipstream.registry;
