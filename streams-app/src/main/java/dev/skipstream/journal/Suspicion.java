package dev.skipstream.journal;

/** What earlier crashes say of a record. */
public enum Suspicion {
  /** Nothing, or too little: one crash may have had any cause. */
  NONE,
  /** It was under way in two crashes: it runs alone, so that the next one tells. */
  RUN_ALONE,
  /** It was under way in two crashes and crashed alone: it is not tried again. */
  GUILTY;

  private static final int ALONE_AFTER = 2;

  static Suspicion after(int crashes) {
    if (crashes > ALONE_AFTER) {
      return GUILTY;
    }
    return crashes == ALONE_AFTER ? RUN_ALONE : NONE;
  }
}
