package dev.skipstream.schemas.event;

/** Findings are of a kind that their user does not support. */
public final class UnsupportedFindingsException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  UnsupportedFindingsException(String use, String kind) {
    super(
        "%s of findings of the kind '%s' is not supported: expected boxes, from a model that detects objects"
            .formatted(use, kind));
  }
}
