package dev.skipstream.registry.log;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.skipstream.registry.Architecture;
import dev.skipstream.registry.Architectures;
import dev.skipstream.registry.ModelFixtures;
import dev.skipstream.registry.ModelManifest;
import dev.skipstream.registry.ModelManifest.Source;
import dev.skipstream.schemas.event.ComputeFormat;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Entries are what their published schema says. */
class EntryFormatTest {
  private static final String FILE = "dev/skipstream/schemas/registry-entry.v1.json";
  private static final JsonMapper JSON = new JsonMapper();
  private static final Schema SCHEMA =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
          .getSchema(SchemaLocation.of("classpath:" + FILE));

  static Stream<RegistryCommand> commands() {
    return Stream.concat(ofEachArchitecture(), others());
  }

  private static Stream<RegistryCommand> ofEachArchitecture() {
    return Architectures.BUILT_IN.all().stream()
        .map(one -> new RegistryCommand.Register("cells", manifest(one)));
  }

  private static ModelManifest manifest(Architecture architecture) {
    ModelManifest manifest = ModelFixtures.manifest("sha256:" + "01".repeat(32));
    return new ModelManifest(
        architecture.networks().get(0),
        manifest.labels(),
        architecture.defaults(),
        manifest.precision(),
        manifest.digest(),
        manifest.source(),
        manifest.licence(),
        manifest.created());
  }

  private static Stream<RegistryCommand> others() {
    return Stream.of(
        new RegistryCommand.Register("cells", ModelFixtures.manifest("sha256:" + "01".repeat(32))),
        new RegistryCommand.Register("cells", ofATraining()),
        new RegistryCommand.SetAlias("cells", "champion", 1),
        new RegistryCommand.DeleteAlias("cells", "champion"),
        new RegistryCommand.Tag("cells", 1, "dataset", ""),
        new RegistryCommand.Archive("cells", 1));
  }

  private static ModelManifest ofATraining() {
    ModelManifest manifest = ModelFixtures.manifest("sha256:" + "01".repeat(32));
    return new ModelManifest(
        manifest.architecture(),
        manifest.labels(),
        manifest.settings().with(Map.of("rpn-score-threshold", "0.05")),
        manifest.precision(),
        new TreeSet<>(EnumSet.of(ComputeFormat.FP32, ComputeFormat.INT8)),
        manifest.digest(),
        new Source(
            "model_25.pth",
            "sha256:" + "ab".repeat(32),
            Optional.of("model_ema"),
            OptionalDouble.of(1e-5)),
        manifest.licence(),
        manifest.created());
  }

  @ParameterizedTest
  @MethodSource("commands")
  void anEntryIsValidAndIsReadAsItWasWritten(RegistryCommand command) throws Exception {
    LogEntry entry = new LogEntry(7, Instant.parse("2026-11-23T12:00:00Z"), "ann", command);

    String written = EntryFormat.write(entry);

    assertThat(SCHEMA.validate(JSON.readTree(written))).extracting(Error::toString).isEmpty();
    assertThat(EntryFormat.read(written, "log")).isEqualTo(entry);
  }

  @Test
  void anEntryOfAnEarlierVersionHasFp32Alone() {
    RegistryCommand register = new RegistryCommand.Register("cells", ofATraining());
    LogEntry entry = new LogEntry(7, Instant.parse("2026-11-23T12:00:00Z"), "ann", register);
    String earlier = EntryFormat.write(entry).replace("\"formats\":[\"fp32\",\"int8\"],", "");

    RegistryCommand read = EntryFormat.read(earlier, "log").command();

    assertThat(((RegistryCommand.Register) read).manifest().formats())
        .containsExactly(ComputeFormat.FP32);
  }

  @Test
  void theExamplesAreValidAndAreReadAndFoldedInTheirOrder() throws IOException {
    JsonNode examples;
    try (InputStream in = ClassLoader.getSystemResourceAsStream(FILE)) {
      examples = JSON.readTree(in).get("examples");
    }
    RegistryState state = RegistryState.EMPTY;
    for (JsonNode example : examples) {
      assertThat(SCHEMA.validate(example)).extracting(Error::toString).isEmpty();
      LogEntry entry = EntryFormat.read(example.toString(), "examples");
      assertThat(JSON.readTree(EntryFormat.write(entry))).isEqualTo(example);
      state = state.after(entry);
    }

    assertThat(state.revision()).isEqualTo(5);
    assertThat(state.models().get("cells").archived()).containsExactly(1);
  }
}
