package dev.skipstream.topology;

import dev.skipstream.broker.BrokerException;
import dev.skipstream.broker.ClusterFault;

/** The stream ended by itself; nothing is lost: what was not committed is read again. */
public final class StreamStoppedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final StopCause stopCause;

  StreamStoppedException(Throwable cause) {
    super("the stream stopped: " + rootMessage(cause), cause);
    this.stopCause = StopCause.of(cause);
  }

  /** What it ended of. */
  public StopCause stopCause() {
    return stopCause;
  }

  /** A message of ours says what to do; Kafka's innermost cause says most where there is none. */
  private static String rootMessage(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null && !(root instanceof BrokerException)) {
      root = root.getCause();
    }
    if (root instanceof BrokerException) {
      return root.getMessage();
    }
    String text = root.getMessage() == null ? root.toString() : root.getMessage();
    return ClusterFault.explain(failure).orElse(text);
  }
}
