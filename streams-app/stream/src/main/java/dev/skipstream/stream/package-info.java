/**
 * The stream: image events to outcomes. {@link dev.skipstream.topology.DetectionTopology} defines
 * the topology, {@link dev.skipstream.topology.DetectionApp} runs it. Owns the outcomes and their
 * format; {@code dev.skipstream.async} owns the waiting.
 */
package dev.skipstream.topology;
