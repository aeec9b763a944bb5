/**
 * The headers of image files: format and size, without decoding. Data sets and the decoder read
 * sizes here, so an image has one size. Exports {@link dev.skipstream.image.header.ImageSize},
 * {@link dev.skipstream.image.header.ImageHeader} and {@link
 * dev.skipstream.image.header.InvalidImageException}.
 */
package dev.skipstream.image.header;
