/**
 * The registry as a log of commands folded in order: the log is the history, the fold the present.
 */
package dev.skipstream.registry.log;
