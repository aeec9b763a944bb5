package dev.skipstream.health;

import java.util.Map;

/** A resource that a {@link HealthServer} serves besides health and metrics. */
public interface HttpEndpoint {
  /**
   * Answers a request; called by any thread of the server, of several at once.
   *
   * @param parameters of the query, each once, by name
   */
  HttpReply get(Map<String, String> parameters);
}
