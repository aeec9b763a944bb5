/**
 * Detectors, which compute detections from frames. The entry point is {@link
 * dev.skipstream.detect.Detector}.
 */
package dev.skipstream.detect;
