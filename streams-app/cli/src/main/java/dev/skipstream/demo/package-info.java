/**
 * A demonstration of the product in one process tree: its own broker, topics, sources, the stream,
 * and a view of its output. Starts at {@link dev.skipstream.demo.Demo}.
 *
 * <p>Exports {@link dev.skipstream.demo.Demo}, {@link dev.skipstream.demo.DemoSummary}, {@link
 * dev.skipstream.demo.DemoView} and {@link dev.skipstream.demo.LoadedModel}. Hides the processes of
 * the demonstration, and how the rate of its cameras is measured.
 */
package dev.skipstream.demo;
