package dev.skipstream.stream.internal.frame;

import java.util.Collection;

/** An image event asks for a model that this app does not offer. */
final class ModelNotAllowedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ModelNotAllowedException(String asked, Collection<String> offered) {
    super(
        "ce_model is '%s': expected one of %s; allow others with --allow-pin"
            .formatted(asked, offered.stream().sorted().toList()));
  }
}
