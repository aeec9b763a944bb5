/**
 * The HTTP endpoints of an app: {@link dev.skipstream.console.ConsoleServer} answers health probes
 * and exports metrics to Prometheus. Owns the wire form of both; what there is to say is {@code
 * dev.skipstream.topology}'s.
 */
package dev.skipstream.console;
