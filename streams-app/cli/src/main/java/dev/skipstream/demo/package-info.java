/**
 * A demonstration of the product in one process tree: its own broker, topics, sources, the stream,
 * and a view of its output. Starts at {@link dev.skipstream.demo.Demo}.
 */
package dev.skipstream.demo;
