/**
 * Counts afterwards: whether every image event of a range has exactly one outcome, in order and
 * under its own ID. Reads topics and trusts nothing that the stream says of itself. Starts at
 * {@link dev.skipstream.audit.Audit}; the guarantee tests use the same {@link
 * dev.skipstream.audit.OutcomeLedger}.
 */
package dev.skipstream.audit;
