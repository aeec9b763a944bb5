package dev.skipstream.registry.importer;

import java.util.Map;

/**
 * An object of a class that checkpoints may name and no state dict needs, such as {@code
 * argparse.Namespace}. Nothing of the class is run: an object is its attributes, or nothing. It has
 * the identity of an object only, since its content may take for ever to compare or to print.
 */
final class Placeholder {
  private Map<?, ?> attributes = Map.of();

  /** The attributes that the pickle gave it. */
  Map<?, ?> attributes() {
    return attributes;
  }

  /** Keeps the state of an object where it is a dict, and forgets any other. */
  void build(Object state) {
    if (state instanceof Map<?, ?> dict) {
      attributes = dict;
    }
  }
}
