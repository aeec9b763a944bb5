/**
 * The whole way in one process tree, to be looked at: a broker of its own, topics, sources, the
 * stream, and what comes out of it. Starts at {@link dev.skipstream.demo.Demo}.
 */
package dev.skipstream.demo;
