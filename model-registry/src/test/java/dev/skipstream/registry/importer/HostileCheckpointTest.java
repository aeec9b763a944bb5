package dev.skipstream.registry.importer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.skipstream.registry.InvalidModelException;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Small files that describe more than fits a lifetime or the memory. The time limit of each test is
 * for those that would never end.
 */
@Timeout(60)
class HostileCheckpointTest {
  private static final String MAGIC = "\200\2\212\12l\374\234F\371 j\250P\31.";
  private static final String VERSION = "\200\2M\351\3.";
  private static final String MACHINE = "\200\2}X\15\0\0\0little_endian\210s.";
  private static final int LARGE = 60 << 20;

  @TempDir Path folder;

  /**
   * A list in a list, 40 deep, each with the one before twice: 2^40 items for who walks into it.
   */
  private static String bomb() {
    StringBuilder pickle = new StringBuilder("]q\0");
    for (char depth = 1; depth <= 40; depth++) {
      pickle.append("](h").append((char) (depth - 1)).append('h').append((char) (depth - 1));
      pickle.append("eq").append(depth);
    }
    return pickle.toString();
  }

  static String[] pickles() {
    String tensor = "ctorch._utils\n_rebuild_tensor_v2\n";
    return new String[] {
      bomb() + ".", // as the state dict
      "}" + bomb() + "K\1s.", // as a key
      "}(" + bomb() + "K\1u.",
      "}(X\1\0\0\0a" + bomb() + "u.", // as a tensor
      "ccollections\nOrderedDict\n](" + bomb() + "K\1\206e\205R.", // as a key of pairs
      bomb() + "\214\1a\223.", // as a module's name
      "\214\1a" + bomb() + "\223.", // as a class's name
      bomb() + "\205Q.", // as a storage
      "(X\7\0\0\0storage" + bomb() + bomb() + bomb() + bomb() + "tQ.",
      "(" + bomb() + bomb() + bomb() + bomb() + bomb() + "tQ.",
      tensor + "(" + bomb() + bomb() + bomb() + bomb() + "tR.",
      bomb() + ")R.", // as a constructor
      "ccollections\nOrderedDict\n" + bomb() + "R.", // as arguments
      bomb() + "}b.", // as an object with a state
      "c" + "a".repeat(1_000_000) + "\n.", // a long class name
      "](" + "K\1".repeat(200_000) + "e" + "(K\1e".repeat(150_000) + ".", // many appends
      "]("
          + "X\1\0\0\0aK\1\206".repeat(100_000)
          + "eq\1" // one list for many dicts
          + "ccollections\nOrderedDict\nh\1\205R0".repeat(10)
          + ".",
      "]("
          + "K\1\205".repeat(250_000)
          + "eq\1"
          + "ccollections\nOrderedDict\nh\1\205R".repeat(50)
          + ".",
      "}".repeat(1_100_000) + ".", // a map a byte
      "](" + "]".repeat(1_100_000) + "e.",
      "(".repeat(1_100_000) + "."
    };
  }

  @ParameterizedTest(name = "{index}")
  @MethodSource("pickles")
  void aZipWhosePickleIsABomb(String pickle) throws IOException {
    Path file = folder.resolve("bomb.pth");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      TorchFiles.put(zip, "a/data.pkl", bytes("\200\4" + pickle));
    }
    refuses(file);
  }

  @Test
  void theLargestNumberOfTheMemo() throws IOException {
    Path file = folder.resolve("memo.pth");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      TorchFiles.put(zip, "a/data.pkl", bytes("\200\2]r\377\377\377\177."));
    }
    refuses(file);
  }

  @ParameterizedTest(name = "{index}")
  @MethodSource("pickles")
  void aLegacyFileWithABombInEachPlace(String pickle) throws IOException {
    Path file = folder.resolve("bomb.pth");
    String bomb = "\200\4" + pickle;
    for (String content :
        new String[] {
          bomb,
          MAGIC + VERSION + bomb,
          MAGIC + VERSION + MACHINE + bomb,
          MAGIC + VERSION + MACHINE + "\200\2}." + bomb,
          MAGIC
              + VERSION
              + MACHINE
              + "\200\2}.\200\2]("
              + pickle.substring(0, pickle.length() - 1)
              + "e."
        }) {
      Files.write(file, bytes(content));
      refuses(file);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"}", "(", "X\1\0\0\0a"})
  void aLegacyFileOfSixtyMegabytesOfInstructions(String instruction) throws IOException {
    Path file = folder.resolve("large.pth");
    byte[] chunk = bytes(instruction.repeat(10_000));
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
      out.write(bytes(MAGIC + VERSION + MACHINE + "\200\2"));
      for (int written = 0; written < LARGE; written += chunk.length) {
        out.write(chunk);
      }
    }
    refuses(file);
  }

  @Test
  void aLegacyFileOfSixtyMegabytesOfTexts() throws IOException {
    Path file = folder.resolve("large.pth");
    byte[] text = bytes("X\0\0\1\0" + "a".repeat(1 << 16));
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
      out.write(bytes(MAGIC + VERSION + MACHINE + "\200\2"));
      for (int written = 0; written < LARGE; written += text.length) {
        out.write(text);
      }
    }
    refuses(file);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"a\":null}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1]}}",
        "{\"a\":{\"dtype\":null,\"shape\":[1],\"data_offsets\":[0,4]}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":null,\"data_offsets\":[0,4]}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[null],\"data_offsets\":[0,4]}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[null,4]}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0]}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1.5],\"data_offsets\":[0,4]}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[\"1\"],\"data_offsets\":[0,4]}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[-1],\"data_offsets\":[0,4]}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4],\"more\":1}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},\"a\":null}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}} {}",
        "{\"a\":[]}",
        "{\"a\":1}",
        "{",
        "{}{",
      })
  void aSafetensorsHeaderThatIsNone(String header) throws IOException {
    Path file = folder.resolve("bad.safetensors");
    Files.write(file, safetensors(bytes(header), 4));
    refuses(file);
  }

  @Test
  void aSafetensorsHeaderOfBracketsAndOneOfSizes() throws IOException {
    Path file = folder.resolve("large.safetensors");
    for (String header :
        new String[] {
          "{\"a\":" + "[".repeat(4 << 20), "{\"a\":{\"shape\":[" + "1,".repeat(2 << 20)
        }) {
      Files.write(file, safetensors(Arrays.copyOf(bytes(header), 4 << 20), 4));
      refuses(file);
    }
  }

  private static byte[] safetensors(byte[] header, int data) {
    return ByteBuffer.allocate(Long.BYTES + header.length + data)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(header.length)
        .put(header)
        .array();
  }

  private static byte[] bytes(String pickle) {
    return pickle.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static void refuses(Path file) {
    assertThatExceptionOfType(InvalidModelException.class)
        .isThrownBy(() -> TorchvisionCheckpoint.open(file))
        .satisfies(
            refused ->
                assertThat(refused.getMessage()).hasSizeLessThan(1_000).doesNotContain("\n"));
  }
}
