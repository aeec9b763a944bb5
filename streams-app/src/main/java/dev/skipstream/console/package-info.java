/**
 * What an app shows of itself by HTTP: {@link dev.skipstream.console.ConsoleServer} answers health
 * probes and gives metrics to Prometheus. Owns the wire form of both; what there is to say is
 * {@code dev.skipstream.topology}'s.
 */
package dev.skipstream.console;
