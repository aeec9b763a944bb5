/**
 * Replays: a bounded range of a recorded topic, through one model, by the topology of the stream.
 * Owns the identity of a replay, its range, its progress and its record; {@code
 * dev.skipstream.stream} owns the streaming.
 *
 * <p>Exports {@link dev.skipstream.replay.ReplayListener}, {@link dev.skipstream.replay.ReplayLog},
 * {@link dev.skipstream.replay.ReplayRefusedException}, {@link dev.skipstream.replay.ReplayRunner}
 * and {@link dev.skipstream.replay.ReplaySettings}. Hides the topics of a replay and their
 * progress.
 */
package dev.skipstream.replay;
