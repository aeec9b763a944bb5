/**
 * The three outcomes of an image event, their timing, and the safeguards around them. Starts at
 * {@link dev.skipstream.stream.internal.outcome.Outcome}. Internal: other modules must not use it.
 */
package dev.skipstream.stream.internal.outcome;
