/**
 * The stream: image events to outcomes. {@link dev.skipstream.topology.DetectionTopology} is the
 * picture of it, {@link dev.skipstream.topology.DetectionApp} runs it. Owns what an outcome is and
 * how it is written; the waiting is {@code dev.skipstream.async}'s.
 */
package dev.skipstream.topology;
