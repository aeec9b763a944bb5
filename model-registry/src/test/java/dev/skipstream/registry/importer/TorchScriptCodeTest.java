package dev.skipstream.registry.importer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skipstream.registry.InvalidModelException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TorchScriptCodeTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a = torch.from_file(\"/etc/passwd\", False, 4)",
        "torch . from_file(\"f\")",
        "torch.\\\n  from_file(\"f\")",
        "f(torch. # a comment\n from_file(\"f\"))",
        "torch.save(x, \"f\")",
        "(x).save(\"f\")",
        "getattr(x, \"save\")(\"f\")",
        "getattr(x, 'sa\\ve')",
        "s = '''it's''' \ntorch.save(x, 'f')"
      })
  void operatorsThatTouchFilesAreFound(String code) {
    assertThat(TorchScriptCode.harmful(code)).get().asString().contains("which touches files");
  }

  @Test
  void otherHarmIsFound() {
    assertThat(TorchScriptCode.harmful("ops.image.read_jpeg(x)"))
        .contains("uses operators of the library image");
    assertThat(TorchScriptCode.harmful("ops . torchvision.nms(x)"))
        .contains("uses operators of the library torchvision");
    assertThat(TorchScriptCode.harmful("c = torch.classes.quantized.Linear()"))
        .contains("uses classes of a native library (torch.classes)");
    assertThat(TorchScriptCode.harmful("rpc_sync(\"worker\", f)"))
        .contains("names the operator prim::rpc_sync, which calls processes");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "y = torch.conv2d(x, self.weight, None, [1, 1])",
        "d = ops.prim.device(x)",
        "q = ops.quantized.add(a, b, 1., 0)",
        "# torch.save(x, 'f')",
        "saved = self.save_it",
        "s = \"torch.save(x)\"",
        "s = 'a \\' quote'"
      })
  void codeOfANetworkIsHarmless(String code) {
    assertThat(TorchScriptCode.harmful(code)).isEmpty();
  }

  @Test
  void theErrorNamesOperatorAndFile() throws IOException {
    Path file = zip("model/code/__torch__.py", "torch.save(x, 'f')");

    assertThatThrownBy(() -> TorchScriptCode.requireHarmless(file))
        .isInstanceOf(InvalidModelException.class)
        .hasMessage(
            "its code model/code/__torch__.py names the operator aten::save, which touches files:"
                + " expected a network that computes on tensors alone");
  }

  @Test
  void aNetworkIsAccepted() throws IOException {
    Path file = zip("model/code/__torch__/a.py", "y = torch.relu(x)");

    assertThatCode(() -> TorchScriptCode.requireHarmless(file)).doesNotThrowAnyException();
  }

  @Test
  void aStateDictIsNoTorchScript() throws IOException {
    Path file = zip("model/data.pkl", "");

    assertThatThrownBy(() -> TorchScriptCode.requireHarmless(file))
        .hasMessageStartingWith("it has no code: expected a TorchScript file");
  }

  @Test
  void anotherFileIsNoTorchScript() throws IOException {
    Path file = Files.writeString(folder.resolve("model.pt"), "weights");

    assertThatThrownBy(() -> TorchScriptCode.requireHarmless(file))
        .hasMessageStartingWith("it is no zip file");
  }

  private Path zip(String name, String content) throws IOException {
    Path file = folder.resolve("model.pt");
    try (OutputStream out = Files.newOutputStream(file);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      zip.putNextEntry(new ZipEntry(name));
      zip.write(content.getBytes(UTF_8));
    }
    return file;
  }
}
