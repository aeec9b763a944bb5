/**
 * The HTTP endpoints of an app: {@link dev.skipstream.health.HealthServer} answers health probes
 * and exports metrics to Prometheus. Owns the wire form of both; {@code dev.skipstream.topology}
 * owns their contents.
 *
 * <p>Exports {@link dev.skipstream.health.HealthAnswer}, {@link
 * dev.skipstream.health.HealthServer}, {@link dev.skipstream.health.HttpEndpoint}, {@link
 * dev.skipstream.health.HttpReply} and {@link dev.skipstream.health.PrometheusMetrics}.
 */
package dev.skipstream.health;
