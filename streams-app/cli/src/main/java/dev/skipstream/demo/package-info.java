/**
 * A demonstration of the product in one process tree: its own broker, topics, sources, the stream,
 * and a view of its output. Starts at {@link dev.skipstream.demo.Demo}.
 *
 * <p>Exports {@link dev.skipstream.demo.Demo}, {@link dev.skipstream.demo.DemoSummary} and {@link
 * dev.skipstream.demo.DemoView}. Hides the processes of the demonstration.
 */
package dev.skipstream.demo;
