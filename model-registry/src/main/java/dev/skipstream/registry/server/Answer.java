package dev.skipstream.registry.server;

import dev.skipstream.registry.internal.RegistryJson;
import io.javalin.http.Context;
import java.nio.charset.StandardCharsets;

/** Writes answers as JSON. It is UTF-8 always; Javalin would ask the machine's locale. */
final class Answer {
  private Answer() {}

  /** Answers with a value. */
  static void json(Context request, Object value) {
    json(request, "application/json", value);
  }

  /** Answers with a value, under a type of its own. */
  static void json(Context request, String contentType, Object value) {
    request
        .contentType(contentType)
        .result(RegistryJson.write(value).getBytes(StandardCharsets.UTF_8));
  }
}
