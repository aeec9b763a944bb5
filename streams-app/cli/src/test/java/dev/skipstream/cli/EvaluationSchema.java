package dev.skipstream.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Error;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.util.List;

/** The published schema of what {@code evaluate --json} prints. */
final class EvaluationSchema {
  private EvaluationSchema() {}

  /** Returns what is wrong with a document by the schema. */
  static List<String> errors(JsonNode document) {
    return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
        .getSchema(SchemaLocation.of("classpath:dev/skipstream/schemas/evaluation.v1.json"))
        .validate(document)
        .stream()
        .map(Error::toString)
        .toList();
  }
}
