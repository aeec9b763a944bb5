/**
 * Data sets of labelled images, in the formats of COCO, Pascal VOC and YOLO, and results in COCO's.
 * Starts at {@link dev.skipstream.dataset.LabelledDataset}. Hides how each format is read: nothing
 * is coerced, and an error names the file, the place in it and the field.
 *
 * <p>Exports {@link dev.skipstream.dataset.CocoResultsWriter}, {@link
 * dev.skipstream.dataset.ImageDetections}, {@link dev.skipstream.dataset.ImageFindings}, {@link
 * dev.skipstream.dataset.ImageShapes}, {@link dev.skipstream.dataset.LabelledDataset} and {@link
 * dev.skipstream.dataset.UniqueNames}. Hides how each format is read: nothing is coerced, and an
 * error names the file, the place in it and the field.
 */
package dev.skipstream.dataset;
