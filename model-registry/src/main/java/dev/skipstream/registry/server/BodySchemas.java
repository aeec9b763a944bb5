package dev.skipstream.registry.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Error;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.dialect.Dialects;
import dev.skipstream.registry.RegistryJson;
import dev.skipstream.registry.server.Problem.ProblemException;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Holds what is sent to what the OpenAPI document says of it. */
final class BodySchemas {
  private static final String BASE = "http://registry/";
  private static final String JSON = "application/json";
  private static final int SHOWN = 5;

  private final SchemaRegistry schemas;

  /**
   * The schemas of published documents.
   *
   * @param documents by the names under which they refer to each other; one is {@link
   *     RegistryServer#OPENAPI}
   */
  BodySchemas(Map<String, byte[]> documents) {
    Map<String, String> published =
        documents.entrySet().stream()
            .collect(
                Collectors.toMap(
                    document -> BASE + document.getKey(),
                    document -> new String(document.getValue(), StandardCharsets.UTF_8)));
    schemas =
        SchemaRegistry.withDefaultDialect(
            Dialects.getOpenApi31(), builder -> builder.schemas(published));
  }

  /** The body of a request, which is what it should be. */
  <T> T read(Context request, Class<T> type) {
    String media = request.contentType();
    if (media == null || !media.startsWith(JSON)) {
      throw new ProblemException(
          HttpStatus.UNSUPPORTED_MEDIA_TYPE,
          "content type is %s: expected %s".formatted(media, JSON));
    }
    String body = request.body();
    List<Error> errors = validate(request, body);
    if (!errors.isEmpty()) {
      throw new ProblemException(
          HttpStatus.BAD_REQUEST,
          errors.stream().limit(SHOWN).map(Error::toString).collect(Collectors.joining("; ")));
    }
    return RegistryJson.read(body, type);
  }

  private List<Error> validate(Context request, String body) {
    String operation =
        "/paths/%s/%s"
            .formatted(
                escaped(request.endpoint().path), request.method().name().toLowerCase(Locale.ROOT));
    String schema = operation + "/requestBody/content/" + escaped(JSON) + "/schema";
    return schemas
        .getSchema(SchemaLocation.of(BASE + RegistryServer.OPENAPI + "#" + schema))
        .validate(RegistryJson.read(body, JsonNode.class));
  }

  /** As JSON pointers write it. */
  private static String escaped(String segment) {
    return segment.replace("~", "~0").replace("/", "~1");
  }
}
