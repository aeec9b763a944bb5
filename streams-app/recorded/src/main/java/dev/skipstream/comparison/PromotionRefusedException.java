package dev.skipstream.comparison;

/** An alias that cannot be moved as requested; the message says where it points. */
public final class PromotionRefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  PromotionRefusedException(String message) {
    super(message);
  }
}
