/**
 * The stream: image events to outcomes. {@link dev.skipstream.stream.DetectionStream} runs it, and
 * {@code DetectionTopology} is its picture. The packages below {@code internal} are public for this
 * module alone.
 *
 * <p>Exports {@link dev.skipstream.stream.DetectionSettings}, {@link
 * dev.skipstream.stream.DetectionStream}, {@link dev.skipstream.stream.DetectionTopology}, {@link
 * dev.skipstream.stream.GroupOffsets}, {@link dev.skipstream.stream.ImageTools}, {@link
 * dev.skipstream.stream.InputLimits}, {@link dev.skipstream.stream.LoadedModels}, {@link
 * dev.skipstream.stream.ModelSettings}, {@link dev.skipstream.stream.NativeLibraryException},
 * {@link dev.skipstream.stream.OutgoingRecord}, {@link dev.skipstream.stream.PipelineSettings},
 * {@link dev.skipstream.stream.RecordSkip}, {@link dev.skipstream.stream.RegistryModels}, {@link
 * dev.skipstream.stream.RunningStream}, {@link dev.skipstream.stream.ShadowModel}, {@link
 * dev.skipstream.stream.SkipRefusedException}, {@link dev.skipstream.stream.StreamJournal}, {@link
 * dev.skipstream.stream.StreamModels}, {@link dev.skipstream.stream.StreamSettings}, {@link
 * dev.skipstream.stream.StreamStoppedException} and {@link dev.skipstream.stream.StreamsRun}. Hides
 * the configuration of Kafka Streams and the supervision of its threads.
 */
package dev.skipstream.stream;
