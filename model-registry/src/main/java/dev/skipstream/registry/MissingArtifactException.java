package dev.skipstream.registry;

/** An archive is not in the artifact store; the message names its digest. */
public final class MissingArtifactException extends RegistryUnavailableException {
  private static final long serialVersionUID = 1L;

  public MissingArtifactException(String message, Throwable cause) {
    super(message, cause);
  }
}
