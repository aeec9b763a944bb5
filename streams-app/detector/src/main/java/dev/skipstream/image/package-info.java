/** From encoded bytes to {@link dev.skipstream.image.Frame}s. */
package dev.skipstream.image;
