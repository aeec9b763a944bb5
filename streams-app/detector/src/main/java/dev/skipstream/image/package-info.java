/** Decoders, which make {@link dev.skipstream.image.Frame}s from encoded bytes. */
package dev.skipstream.image;
