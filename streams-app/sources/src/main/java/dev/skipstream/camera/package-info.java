/**
 * Live cameras: each is read in a process of its own, for weeks. Starts at {@link
 * dev.skipstream.camera.Cameras}.
 *
 * <p>Exports {@link dev.skipstream.camera.CameraAddress}, {@link
 * dev.skipstream.camera.CameraClock}, {@link dev.skipstream.camera.CameraEvent}, {@link
 * dev.skipstream.camera.CameraFrame}, {@link dev.skipstream.camera.CameraListener}, {@link
 * dev.skipstream.camera.Cameras}, {@link dev.skipstream.camera.CameraSettings}, {@link
 * dev.skipstream.camera.CameraStatus}, {@link dev.skipstream.camera.DownReason}, {@link
 * dev.skipstream.camera.FrameSink}, {@link dev.skipstream.camera.Secret}, {@link
 * dev.skipstream.camera.StreamInfo} and {@link dev.skipstream.camera.Trust}. Hides the reader
 * processes, their protocol and FFmpeg.
 */
package dev.skipstream.camera;
