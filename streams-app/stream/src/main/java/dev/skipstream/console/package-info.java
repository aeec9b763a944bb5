/**
 * The HTTP endpoints of an app: {@link dev.skipstream.console.ConsoleServer} answers health probes
 * and exports metrics to Prometheus. Owns the wire form of both; {@code dev.skipstream.topology}
 * owns their contents.
 *
 * <p>Exports {@link dev.skipstream.console.ConsoleServer}, {@link
 * dev.skipstream.console.HealthAnswer} and {@link dev.skipstream.console.PrometheusMetrics}.
 */
package dev.skipstream.console;
