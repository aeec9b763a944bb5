/**
 * The stream: image events to outcomes. {@link dev.skipstream.stream.DetectionStream} runs it, and
 * {@code DetectionTopology} is its picture. Exports all public classes of this package and of
 * {@code frame}, {@code telemetry}, {@code shadow}, {@code console} and {@code audit}. The packages
 * below {@code internal} are public for this module alone.
 */
package dev.skipstream.stream;
