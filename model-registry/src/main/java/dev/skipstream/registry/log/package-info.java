/**
 * The registry as a log of commands folded in order: the log is the history, the fold the present.
 *
 * <p>Exports {@link dev.skipstream.registry.log.LoggedModelRegistry}. Hides the format of an entry,
 * the fold, and the storage of the log.
 */
package dev.skipstream.registry.log;
