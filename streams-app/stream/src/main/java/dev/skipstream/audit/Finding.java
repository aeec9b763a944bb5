package dev.skipstream.audit;

/**
 * One fault that the audit has found.
 *
 * @param kind the kind of the fault
 * @param at the position of the input, or of the outcome if it names no input
 * @param detail the description
 */
public record Finding(Kind kind, String at, String detail) {

  /** The kinds of findings. */
  public enum Kind {
    /** An input without an outcome. */
    MISSING,
    /** An outcome of an offset that holds no committed input. */
    WITHOUT_INPUT,
    /** An outcome of an input that has one already. */
    DUPLICATED,
    /** The first outcome of an input, after one of a later input. */
    OUT_OF_ORDER,
    /** An outcome under another ID than its input gives it. */
    WRONG_ID,
    /** An outcome that does not state the timestamp of its input. */
    WRONG_TIMESTAMP,
    /** A record of an output topic that is no outcome. */
    UNREADABLE
  }

  @Override
  public String toString() {
    return at + " " + detail;
  }
}
