/**
 * Checks that the entropy-coded data of a JPEG are whole, without decoding a pixel: {@link
 * dev.skipstream.image.jpeg.JpegIntegrity} is the entry. Decoders fill damaged parts with grey or
 * with shifted garbage and return a picture.
 */
package dev.skipstream.image.jpeg;
