/**
 * The metrics of frames, outcomes and devices, and the topic of the models' status. Internal: other
 * modules must not use it.
 */
package dev.skipstream.stream.internal.telemetry;
