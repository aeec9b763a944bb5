/**
 * Decoders, which make {@link dev.skipstream.image.Frame}s from encoded bytes.
 *
 * <p>Exports {@link dev.skipstream.image.Annotator}, {@link dev.skipstream.image.Frame}, {@link
 * dev.skipstream.image.FrameDecoder}, {@link dev.skipstream.image.ImageDecoder}, {@link
 * dev.skipstream.image.ImageLimits}, {@link dev.skipstream.image.ResultVersion} and {@link
 * dev.skipstream.image.Thumbnail}. Hides OpenCV.
 */
package dev.skipstream.image;
