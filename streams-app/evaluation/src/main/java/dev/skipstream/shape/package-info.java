/**
 * Shapes of objects beyond boxes: masks as COCO's runs, keypoints, and maps of labels. Starts at
 * {@link dev.skipstream.shape.RunLengthMask}. No method expands a mask to pixels.
 *
 * <p>Exports {@link dev.skipstream.shape.InvalidShapeException}, {@link
 * dev.skipstream.shape.Keypoints}, {@link dev.skipstream.shape.LabelMap}, {@link
 * dev.skipstream.shape.RunBuilder}, {@link dev.skipstream.shape.RunLengthMask} and {@link
 * dev.skipstream.shape.Shape}. Hides the filling of polygons.
 */
package dev.skipstream.shape;
