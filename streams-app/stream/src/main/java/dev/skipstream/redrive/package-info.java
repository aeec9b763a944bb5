/**
 * Puts chosen dead letters back on the input, each once. Starts at {@link
 * dev.skipstream.redrive.DeadLetterRedrive}.
 *
 * <p>Exports {@link dev.skipstream.redrive.DeadLetterRedrive}, {@link
 * dev.skipstream.redrive.RedriveRefusedException}, {@link dev.skipstream.redrive.RedriveResult},
 * {@link dev.skipstream.redrive.RedriveSelection} and {@link
 * dev.skipstream.redrive.RedriveSettings}. Hides the log of redrives and the transaction.
 */
package dev.skipstream.redrive;
