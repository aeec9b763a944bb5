/**
 * A street that is drawn, with the truth about what is in it: a source of frames for those who have
 * no camera, and of labelled images for training. {@link dev.skipstream.source.street.StreetCamera}
 * is where to begin, and {@link dev.skipstream.source.street.StreetSource} plays it; who drives and
 * walks is decided in {@code Traffic}, what it looks like in {@code VehicleShape} and {@code
 * WalkerShape}, and what of it is seen in {@code Visibility}. Everything follows from a seed.
 */
package dev.skipstream.source.street;
