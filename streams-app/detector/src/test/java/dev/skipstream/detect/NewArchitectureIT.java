package dev.skipstream.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import ai.djl.Device;
import dev.skipstream.image.Frame;
import dev.skipstream.registry.Architecture;
import dev.skipstream.registry.Architectures;
import dev.skipstream.registry.Digests;
import dev.skipstream.registry.FasterRcnnSettings;
import dev.skipstream.registry.InvalidModelException;
import dev.skipstream.registry.ModelVersion;
import dev.skipstream.registry.Precision;
import dev.skipstream.registry.importer.DetectorImporter;
import dev.skipstream.registry.importer.ImportSettings;
import dev.skipstream.registry.importer.ImportedDetector;
import dev.skipstream.registry.importer.Labels;
import dev.skipstream.schemas.event.Boxes;
import dev.skipstream.schemas.event.ComputeFormat;
import dev.skipstream.schemas.event.Detection;
import dev.skipstream.schemas.event.Findings;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Adds an architecture, from a checkpoint to findings, with nothing but its two halves ({@link
 * Grid} and {@link DjlGrid}), its settings and its program.
 */
class NewArchitectureIT {
  @TempDir Path folder;

  @Test
  void importsAndRunsAnArchitectureOfOneStage() throws IOException {
    ImportedDetector imported = imported("grid", Map.of("side", "2"));
    assertThat(imported.manifest().architecture()).isEqualTo("grid");
    assertThat(imported.manifest().settings()).isEqualTo(new GridSettings(2, 0.5));

    try (DjlDetector detector = load(imported, new DjlGrid())) {
      Frame frame = frame();
      assertThat(detector.shapeOf(frame)).isEqualTo(new ResizedShape(20, 40));

      List<Findings> found = detector.detect(List.of(frame, frame));

      assertThat(found).hasSize(2).allMatch(found.get(0)::equals);
      assertThat(((Boxes) found.get(0)).detections())
          .extracting(Detection::label, one -> one.box().x(), one -> one.box().y())
          .containsExactly(
              tuple("red", 0.0, 0.0), tuple("red", 0.0, 10.0), tuple("blue", 20.0, 10.0));
    }
  }

  @Test
  void refusesAnOptionThatTheArchitectureLacks() throws IOException {
    assertThatThrownBy(() -> imported("grid", Map.of("min-size", "800")))
        .isInstanceOf(InvalidModelException.class)
        .hasMessageContaining("min-size is no setting of a grid");
  }

  @Test
  void refusesSettingsOfAnotherArchitecture() throws IOException {
    ImportedDetector imported = imported("grid", Map.of());

    assertThatThrownBy(
            () ->
                DjlDetector.load(
                    new DjlGrid(),
                    version(imported),
                    imported.archive(),
                    FasterRcnnSettings.TORCHVISION,
                    Device.cpu(),
                    ComputeFormat.FP32))
        .isInstanceOf(InvalidModelException.class)
        .hasMessageStartingWith("models:/toy/1: settings are FasterRcnnSettings[minSize=800")
        .hasMessageEndingWith("expected those of Grid");
  }

  @Test
  void namesTheFindingsThatTheProgramDoesNotReturnAndThoseThatAreUnknown() throws IOException {
    ImportedDetector imported = imported("grid", Map.of());
    DjlArchitecture<GridSettings> other =
        new DjlGrid() {
          @Override
          public Set<String> outputs() {
            return Set.of("boxes", "counts");
          }
        };

    assertThatThrownBy(() -> load(imported, other))
        .isInstanceOf(DetectorException.class)
        .hasMessageStartingWith("models:/toy/1: archive " + imported.archive())
        .hasMessageContaining("its program does not return the findings boxes, counts;")
        .hasMessageContaining("returns the findings cells, which are unknown;")
        .hasMessageContaining("import its checkpoint again");
  }

  /** Archives took their settings by position before programs stated names. */
  @Test
  void refusesAnArchiveOfAnOlderLayout() throws IOException {
    ImportedDetector imported = imported("positional", Map.of());

    assertThatThrownBy(() -> load(imported, new DjlGrid()))
        .isInstanceOf(DetectorException.class)
        .hasMessageContaining("its program has no method 'names'")
        .hasMessageContaining("import its checkpoint again with 'skipstream models import'");
  }

  @ParameterizedTest
  @ValueSource(strings = {"grid", "positional"})
  void hasTheProgramThatItsSourceGives(String network) throws IOException {
    MessageDigest sha256 = Digests.sha256();
    byte[] digest = sha256.digest(Files.readAllBytes(Path.of("src", "test", "python", "grid.py")));

    assertThat(new String(entry(network, "program.sha256"), StandardCharsets.US_ASCII))
        .as("run 'python3 grid.py' in src/test/python")
        .isEqualTo(HexFormat.of().formatHex(digest));
  }

  private ImportedDetector imported(String network, Map<String, String> options)
      throws IOException {
    // The list of architectures with one more.
    List<Architecture> known = new ArrayList<>(Architectures.BUILT_IN.all());
    known.add(new Grid(network));
    ImportSettings settings =
        new ImportSettings(
            Labels.parse("red,green,blue"),
            OptionalDouble.empty(),
            options,
            Precision.FP32,
            "none",
            Optional.empty(),
            OptionalDouble.empty());
    return new DetectorImporter(Clock.systemUTC(), new Architectures(known))
        .importCheckpoint(checkpoint(), settings, folder.resolve("grid.pt"));
  }

  private static ModelVersion version(ImportedDetector imported) {
    return new ModelVersion("toy", 1, imported.manifest(), Instant.EPOCH, "tests");
  }

  private static DjlDetector load(
      ImportedDetector imported, DjlArchitecture<GridSettings> architecture) {
    return DjlDetector.load(
        architecture,
        version(imported),
        imported.archive(),
        imported.manifest().settings(),
        Device.cpu(),
        ComputeFormat.FP32);
  }

  /** Writes a state dict: a background that is a little likely, and a class for each channel. */
  private Path checkpoint() throws IOException {
    float[] weight = {0, 0, 0, 9, 0, 0, 0, 9, 0, 0, 0, 9};
    float[] bias = {4, 0, 0, 0};
    String header =
        "{\"head.weight\":{\"dtype\":\"F32\",\"shape\":[4,3],\"data_offsets\":[0,48]},"
            + "\"head.bias\":{\"dtype\":\"F32\",\"shape\":[4],\"data_offsets\":[48,64]}}";
    ByteBuffer file =
        ByteBuffer.allocate(Long.BYTES + header.length() + 64).order(ByteOrder.LITTLE_ENDIAN);
    file.putLong(header.length()).put(header.getBytes(StandardCharsets.US_ASCII));
    for (float number : weight) {
      file.putFloat(number);
    }
    for (float number : bias) {
      file.putFloat(number);
    }
    return Files.write(folder.resolve("grid.safetensors"), file.array());
  }

  /** A frame of 40 x 20 pixels: red on the left, blue below on the right, black elsewhere. */
  private static Frame frame() {
    byte[] rgb = new byte[20 * 40 * 3];
    for (int y = 0; y < 20; y++) {
      for (int x = 0; x < 40; x++) {
        int at = 3 * (40 * y + x);
        if (x < 20) {
          rgb[at] = (byte) 255;
        } else if (y >= 10) {
          rgb[at + 2] = (byte) 255;
        }
      }
    }
    return new Frame(rgb, 40, 20);
  }

  private static byte[] entry(String network, String name) throws IOException {
    try (ZipInputStream zip =
        new ZipInputStream(NewArchitectureIT.class.getResourceAsStream(network + ".pt"))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        if (entry.getName().equals(name)) {
          return zip.readAllBytes();
        }
      }
    }
    throw new AssertionError(network + ".pt has no entry " + name);
  }
}
