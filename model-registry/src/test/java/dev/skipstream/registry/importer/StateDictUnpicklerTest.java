package dev.skipstream.registry.importer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.skipstream.registry.InvalidModelException;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pickles are written as their instructions; {@code \200\2} says protocol 2, a dot ends them. */
class StateDictUnpicklerTest {

  private static Object read(String pickle) {
    return StateDictUnpickler.read(
            new ByteArrayInputStream(pickle.getBytes(StandardCharsets.ISO_8859_1)))
        .root();
  }

  @Test
  void readsAnOrderedDictOfPlainValuesAndForgetsItsAttributes() {
    String dict = "\200\2ccollections\nOrderedDict\n)R(X\1\0\0\0aK\1X\1\0\0\0bNu}X\1\0\0\0cK\2sb.";

    Object read = read(dict);

    assertThat(read).isInstanceOf(Map.class);
    assertThat(((Map<?, ?>) read).keySet()).hasToString("[a, b]");
  }

  @Test
  void readsATensorAsThePlaceWhereItLies() {
    String storage = "(X\7\0\0\0storagectorch\nHalfStorage\nX\1\0\0\0" + "7X\3\0\0\0cpuK\14tQ";

    Object read =
        read("\200\2ctorch._utils\n_rebuild_tensor_v2\n(" + storage + "K\2K\2K\3\206K\5K\1\206tR.");

    assertThat(read)
        .isEqualTo(
            new StoredTensor(
                new StoredTensor.Storage(ElementType.FLOAT16, "7", 12),
                2,
                List.of(2, 3),
                List.of(5, 1)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "os\nsystem",
        "builtins\neval",
        "__builtin__\ncomplex",
        "builtins\nbytearray",
        "builtins\nset",
        "builtins\nValueError",
        "exceptions\nIOError",
        "array\narray",
        "datetime\ndatetime",
        "decimal\nDecimal",
        "copyreg\n_reconstructor",
        "copy_reg\n_reconstructor",
        "operator\nattrgetter",
        "torch\nComplexFloatStorage",
        "torch\nload",
        "collections\ndefaultdict",
        "numpy.core.multiarray\n_reconstruct",
      })
  void refusesAPickleThatNamesAnyOtherClass(String name) {
    assertThatExceptionOfType(InvalidModelException.class)
        .isThrownBy(() -> read("\200\2c" + name + "\n(K\1tR."))
        .withMessageContaining("its pickle names " + name.replace('\n', '.'))
        .withMessageContaining("nothing of it was run");
  }

  @Test
  void refusesAClassNamedByWayOfTheStack() {
    assertThatExceptionOfType(InvalidModelException.class)
        .isThrownBy(() -> read("\200\4\214\2os\214\6system\223\214\2id\205R."))
        .withMessageContaining("its pickle names os.system");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\200\2(ios\nsystem\n.", // INST
        "\200\2(cos\nsystem\no.", // OBJ
        "\200\2\202\1.", // EXT1, a class by number
        "\200\2P0\n.", // PERSID
        "\200\5\227.", // NEXT_BUFFER
        "\200\4\217.", // EMPTY_SET
        "\200\2S'a'\n.", // STRING, with escapes
      })
  void refusesInstructionsThatMakeMoreThanPlainData(String pickle) {
    assertThatExceptionOfType(InvalidModelException.class).isThrownBy(() -> read(pickle));
  }

  @Test
  void refusesToSetTheStateOfAnythingButADict() {
    assertThatExceptionOfType(InvalidModelException.class)
        .isThrownBy(() -> read("\200\2]}b."))
        .withMessageContaining("state");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", // nothing
        "\200\2", // cut short
        "\200\2X\377\377\377\177a", // a text of two gigabytes
        "\200\2ccollections\nOrderedDict\nK\1R.", // arguments that are no tuple
        "\200\2K\1K\2R.", // a call of a number
        "\200\2tR.", // an empty stack
        "\200\2K\1Q.", // a number as a storage
        "\200\2}q\0h\0h\0sh\0h\0s.", // a dict as its own key, twice
      })
  void saysThatADamagedPickleIsDamaged(String pickle) {
    assertThatExceptionOfType(InvalidModelException.class)
        .isThrownBy(() -> read(pickle))
        .withMessageContaining("damaged");
  }
}
