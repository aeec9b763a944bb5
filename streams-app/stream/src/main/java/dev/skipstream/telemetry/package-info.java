/**
 * The health of a stream, the cause of its end, the registry of its metrics, and its traces. Starts
 * at {@link dev.skipstream.telemetry.Telemetry}.
 *
 * <p>Exports {@link dev.skipstream.telemetry.JournalException}, {@link
 * dev.skipstream.telemetry.ModelMetrics}, {@link dev.skipstream.telemetry.StopCause}, {@link
 * dev.skipstream.telemetry.StreamHealth}, {@link dev.skipstream.telemetry.Telemetry}, {@link
 * dev.skipstream.telemetry.TraceSettings} and {@link
 * dev.skipstream.telemetry.UnfitInstanceException}. Hides the states of health.
 */
package dev.skipstream.telemetry;
