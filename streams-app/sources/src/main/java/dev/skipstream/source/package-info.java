/**
 * The sources of frames, and the publishing of frames to the input topic.
 *
 * <p>Exports {@link dev.skipstream.source.DatasetSource}, {@link
 * dev.skipstream.source.EncodedFrame}, {@link dev.skipstream.source.FrameId}, {@link
 * dev.skipstream.source.FrameProducer}, {@link dev.skipstream.source.FrameReader}, {@link
 * dev.skipstream.source.FrameSource}, {@link dev.skipstream.source.FrameTime}, {@link
 * dev.skipstream.source.FrameTruth}, {@link dev.skipstream.source.ImageFolder}, {@link
 * dev.skipstream.source.JpegEncoder}, {@link dev.skipstream.source.Pace}, {@link
 * dev.skipstream.source.Picture}, {@link dev.skipstream.source.PictureSettings}, {@link
 * dev.skipstream.source.PictureStage}, {@link dev.skipstream.source.Playback}, {@link
 * dev.skipstream.source.PlayedFrame}, {@link dev.skipstream.source.PublishTraces}, {@link
 * dev.skipstream.source.Region}, {@link dev.skipstream.source.SourceException}, {@link
 * dev.skipstream.source.TimedSource}, {@link dev.skipstream.source.VideoFile} and {@link
 * dev.skipstream.source.ViewedSource}. Hides the reading of files, the pace and the detection of
 * motion.
 */
package dev.skipstream.source;
