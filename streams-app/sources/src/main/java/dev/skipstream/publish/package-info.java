/**
 * The library calls of the module: names to sources, and the publishing of a source to a topic.
 * {@code dev.skipstream.source} owns the reading and the playing of a source.
 *
 * <p>Exports {@link dev.skipstream.publish.CameraPublisher}, {@link
 * dev.skipstream.publish.CameraService}, {@link dev.skipstream.publish.CameraSource}, {@link
 * dev.skipstream.publish.FramePublisher}, {@link dev.skipstream.publish.FrameSources}, {@link
 * dev.skipstream.publish.PublishControl}, {@link dev.skipstream.publish.PublishSettings} and {@link
 * dev.skipstream.publish.SourceSettings}.
 */
package dev.skipstream.publish;
