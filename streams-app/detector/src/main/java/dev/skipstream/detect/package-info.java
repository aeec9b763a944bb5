/** From frames to detections. Starts at {@link dev.skipstream.detect.Detector}. */
package dev.skipstream.detect;
