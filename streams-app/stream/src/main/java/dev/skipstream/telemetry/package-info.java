/**
 * The health of a stream, the cause of its end, and the registry of its metrics. Starts at {@link
 * dev.skipstream.telemetry.Telemetry}. Exports all public classes.
 */
package dev.skipstream.telemetry;
