package dev.skipstream.registry.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Error;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.dialect.Dialects;
import dev.skipstream.registry.internal.RegistryJson;
import dev.skipstream.registry.server.Problem.ProblemException;
import dev.skipstream.registry.server.Transfers.Transfer;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Holds what is sent to what the OpenAPI document says of it. */
final class BodySchemas {
  private static final String BASE = "http://registry/";
  private static final String JSON = "application/json";
  private static final Pattern MEDIA =
      Pattern.compile(
          "application/json\\s*(;\\s*charset\\s*=\\s*\"?utf-8\"?\\s*)?", Pattern.CASE_INSENSITIVE);
  private static final int SHOWN = 5;
  private static final long LARGEST = 1 << 20;

  private final SchemaRegistry schemas;
  private final Transfers transfers;

  /**
   * The schemas of published documents.
   *
   * @param documents by the names under which they refer to each other; one is {@link
   *     RegistryServer#OPENAPI}
   * @param transfers bounds the bodies that are being read
   */
  BodySchemas(Map<String, byte[]> documents, Transfers transfers) {
    this.transfers = transfers;
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
    if (media == null || !MEDIA.matcher(media).matches()) {
      throw new ProblemException(
          HttpStatus.UNSUPPORTED_MEDIA_TYPE,
          "content type is %s: expected %s".formatted(media, JSON));
    }
    String body = text(request);
    List<Error> errors = validate(request, body);
    if (!errors.isEmpty()) {
      throw new ProblemException(
          HttpStatus.BAD_REQUEST,
          errors.stream().limit(SHOWN).map(Error::toString).collect(Collectors.joining("; ")));
    }
    return RegistryJson.read(body, type);
  }

  private String text(Context request) {
    try (Transfer transfer = transfers.begin(request)) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      if (transfer.copy(request.req().getInputStream(), bytes, LARGEST) > LARGEST) {
        throw new ProblemException(
            HttpStatus.CONTENT_TOO_LARGE,
            "the body has more than %d bytes: expected fewer".formatted(LARGEST));
      }
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes.toByteArray()))
          .toString();
    } catch (CharacterCodingException e) {
      throw new ProblemException(HttpStatus.BAD_REQUEST, "the body is not UTF-8: expected " + JSON);
    } catch (IOException e) {
      throw new ProblemException(
          HttpStatus.BAD_REQUEST, "the body ended early (%s)".formatted(e.getMessage()));
    }
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

  /** Returns a segment with the escapes of a JSON pointer. */
  private static String escaped(String segment) {
    return segment.replace("~", "~0").replace("/", "~1");
  }
}
