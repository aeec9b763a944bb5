/**
 * A simulated street with ground truth: a source of frames for users without a camera, and of
 * labelled images for training. Starts at {@link dev.skipstream.source.street.StreetCamera}; {@link
 * dev.skipstream.source.street.StreetSource} plays it. {@code Traffic} decides who drives and
 * walks, {@code VehicleShape} and {@code WalkerShape} their appearance, and {@code Visibility}
 * their visible part. All follows from a seed.
 *
 * <p>Exports {@link dev.skipstream.source.street.CocoFolder}, {@link
 * dev.skipstream.source.street.StreetCamera}, {@link dev.skipstream.source.street.StreetClass},
 * {@link dev.skipstream.source.street.StreetConditions}, {@link
 * dev.skipstream.source.street.StreetDataset}, {@link
 * dev.skipstream.source.street.StreetDatasetSettings}, {@link
 * dev.skipstream.source.street.StreetFrame}, {@link dev.skipstream.source.street.StreetObject},
 * {@link dev.skipstream.source.street.StreetSource} and {@link
 * dev.skipstream.source.street.StreetView}. Hides the traffic, the drawing and the visibility.
 */
package dev.skipstream.source.street;
