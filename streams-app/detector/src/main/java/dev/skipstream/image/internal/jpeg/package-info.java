/**
 * Checks that the entropy-coded data of a JPEG are whole, without decoding a pixel: {@link
 * dev.skipstream.image.internal.jpeg.JpegIntegrity} is the entry. Decoders fill damaged parts with
 * grey or with shifted garbage and return a picture. Internal: other modules must not use it.
 */
package dev.skipstream.image.internal.jpeg;
