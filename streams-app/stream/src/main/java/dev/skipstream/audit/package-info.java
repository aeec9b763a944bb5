/**
 * Checks afterwards that every image event of a range has exactly one outcome, in order and under
 * its own ID. Reads only topics, and trusts no report of the stream about itself. Starts at {@link
 * dev.skipstream.audit.Audit}; the guarantee tests use the same {@link
 * dev.skipstream.audit.OutcomeLedger}.
 *
 * <p>Exports {@link dev.skipstream.audit.Audit}, {@link dev.skipstream.audit.AuditReport}, {@link
 * dev.skipstream.audit.Finding}, {@link dev.skipstream.audit.OutcomeLedger}, {@link
 * dev.skipstream.audit.OutcomeRef} and {@link dev.skipstream.audit.OutcomeTime}. Hides the joining
 * of inputs and outcomes.
 */
package dev.skipstream.audit;
