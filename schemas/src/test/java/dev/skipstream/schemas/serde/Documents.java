package dev.skipstream.schemas.serde;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;

/** The published documents, read as any tool would read them. */
final class Documents {
  private static final String FOLDER = "/dev/skipstream/schemas/";
  private static final SchemaRegistry SCHEMAS =
      SchemaRegistry.withDefaultDialect(
          SpecificationVersion.DRAFT_2020_12,
          builder ->
              builder.schemaRegistryConfig(
                  SchemaRegistryConfig.builder().formatAssertionsEnabled(true).build()));

  private Documents() {}

  /** The schema of a payload, such as {@code detection.v1.json}. */
  static Schema schema(String file) {
    return SCHEMAS.getSchema(SchemaLocation.of("classpath:" + FOLDER.substring(1) + file));
  }

  /** A schema that stands at a place in the AsyncAPI document, with all it refers to. */
  static Schema schemaAt(String pointer) {
    return SCHEMAS.getSchema(
        SchemaLocation.of("classpath:" + FOLDER.substring(1) + "asyncapi.yaml#" + pointer));
  }

  static JsonNode read(String file) {
    ObjectMapper mapper = file.endsWith(".yaml") ? new YAMLMapper() : new ObjectMapper();
    try (InputStream in = Documents.class.getResourceAsStream(FOLDER + file)) {
      return mapper.readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static List<String> errors(Schema schema, JsonNode instance) {
    return schema.validate(instance).stream().map(Error::toString).toList();
  }
}
