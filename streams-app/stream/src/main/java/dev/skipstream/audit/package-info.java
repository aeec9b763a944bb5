/**
 * Checks afterwards that every image event of a range has exactly one outcome, in order and under
 * its own ID. Reads only topics, and trusts no report of the stream about itself. Starts at {@link
 * dev.skipstream.audit.Audit}; the guarantee tests use the same {@link
 * dev.skipstream.audit.OutcomeLedger}.
 */
package dev.skipstream.audit;
