package dev.skipstream.registry;

import java.util.Optional;

/** The registry or the artifact store cannot be read or written; the message names the place. */
public class RegistryUnavailableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String problem;

  public RegistryUnavailableException(String message) {
    this(message, null);
  }

  public RegistryUnavailableException(String message, Throwable cause) {
    super(message, cause);
    this.problem = null;
  }

  /**
   * An exception of which others may hear, but not of the place.
   *
   * @param place a file or a topic, for the operator of the registry
   */
  public RegistryUnavailableException(String place, String problem, Throwable cause) {
    super("registry %s: %s".formatted(place, problem), cause);
    this.problem = problem;
  }

  /** Returns the fault without its location; absent where the message may name folders. */
  public Optional<String> problem() {
    return Optional.ofNullable(problem);
  }
}
