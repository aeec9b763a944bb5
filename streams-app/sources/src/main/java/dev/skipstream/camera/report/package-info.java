/**
 * Reports on cameras: events, metrics, health, and the probe of one camera.
 *
 * <p>Exports {@link dev.skipstream.camera.report.CameraBoard}, {@link
 * dev.skipstream.camera.report.CameraHealth}, {@link dev.skipstream.camera.report.CameraMetrics},
 * {@link dev.skipstream.camera.report.CameraProbe}, {@link
 * dev.skipstream.camera.report.CameraStatusTopic} and {@link
 * dev.skipstream.camera.report.ProbeReport}.
 */
package dev.skipstream.camera.report;
