/**
 * The headers of image files: format and size, without decoding. Data sets and the decoder read
 * sizes here, so an image has one size.
 *
 * <p>Exports {@link dev.skipstream.image.header.ImageHeader}, {@link
 * dev.skipstream.image.header.ImageSize}, {@link dev.skipstream.image.header.InvalidImageException}
 * and {@link dev.skipstream.image.header.JpegScans}. Hides the parsing of each format.
 */
package dev.skipstream.image.header;
