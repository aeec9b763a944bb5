/**
 * The library calls of the module: names to sources, and the publishing of a source to a topic.
 * Exports {@link dev.skipstream.publish.FrameSources} and {@link
 * dev.skipstream.publish.FramePublisher} with their settings. {@code dev.skipstream.source} owns
 * the reading and the playing of a source.
 */
package dev.skipstream.publish;
