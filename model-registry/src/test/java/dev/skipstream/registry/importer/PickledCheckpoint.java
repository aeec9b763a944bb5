package dev.skipstream.registry.importer;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipOutputStream;

/**
 * Writes nested checkpoints as {@code torch.save} does: dicts of dicts, tensors and plain values.
 * Values are maps, lists, texts, numbers, null, {@link Tensor} and {@link Instructions}.
 */
final class PickledCheckpoint {

  /** Ways to write a tensor that readers have to tell apart. */
  enum Form {
    PLAIN,
    PARAMETER,
    PARAMETER_WITH_STATE,
    OF_TYPE
  }

  /**
   * A tensor with its elements.
   *
   * @param metadata instructions of a dict of bits, or empty
   */
  record Tensor(
      ElementType type, List<Integer> shape, float[] elements, Form form, String metadata) {

    static Tensor of(List<Integer> shape, float... elements) {
      return new Tensor(ElementType.FLOAT32, shape, elements, Form.PLAIN, "");
    }

    static Tensor counter(ElementType type, int steps) {
      return new Tensor(type, List.of(), new float[] {steps}, Form.PLAIN, "");
    }

    Tensor as(Form other) {
      return new Tensor(type, shape, elements, other, metadata);
    }

    Tensor withMetadata(String bits) {
      return new Tensor(type, shape, elements, form, bits);
    }
  }

  /** Instructions as they are. */
  record Instructions(String text) {

    /** {@code argparse.Namespace} with attributes. */
    static Instructions namespace(Map<String, Object> attributes) {
      PickledCheckpoint pickled = new PickledCheckpoint();
      pickled.raw("cargparse\nNamespace\n)\201").value(attributes).raw("b");
      return new Instructions(pickled.out.toString(StandardCharsets.ISO_8859_1));
    }

    /** The milestones that a schedule of a training keeps. */
    static Instructions counter() {
      return new Instructions("ccollections\nCounter\n}(K\20K\1K\26K\1u\205R");
    }
  }

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final List<Tensor> tensors = new ArrayList<>();

  private PickledCheckpoint() {}

  /** Writes a zip, as since PyTorch 1.6. */
  static void writeZip(Path file, Map<String, Object> root) throws IOException {
    PickledCheckpoint pickled = pickled(root);
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      TorchFiles.put(zip, "archive/data.pkl", pickled.out.toByteArray());
      for (int key = 0; key < pickled.tensors.size(); key++) {
        TorchFiles.put(zip, "archive/data/" + key, encoded(pickled.tensors.get(key)));
      }
    }
  }

  /** Writes a stream of pickles, as before PyTorch 1.6. */
  static void writeLegacy(Path file, Map<String, Object> root) throws IOException {
    PickledCheckpoint pickled = pickled(root);
    try (OutputStream stream = Files.newOutputStream(file)) {
      String head =
          "\200\2\212\12l\374\234F\371 j\250P\31." // the magic number
              + "\200\2M\351\3." // version 1001
              + "\200\2}X\15\0\0\0little_endian\210s.";
      stream.write(head.getBytes(StandardCharsets.ISO_8859_1));
      stream.write(pickled.out.toByteArray());
      PickledCheckpoint keys = new PickledCheckpoint().raw("\200\2](");
      for (int key = 0; key < pickled.tensors.size(); key++) {
        keys.value(String.valueOf(key));
      }
      stream.write(keys.raw("e.").out.toByteArray());
      for (Tensor tensor : pickled.tensors) {
        stream.write(
            ByteBuffer.allocate(Long.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(tensor.elements().length)
                .array());
        stream.write(encoded(tensor));
      }
    }
  }

  /** The pickle alone; its tensors' storages count from 0. */
  static byte[] pickle(Map<String, Object> root) {
    return pickled(root).out.toByteArray();
  }

  private static PickledCheckpoint pickled(Map<String, Object> root) {
    return new PickledCheckpoint().raw("\200\2").value(root).raw(".");
  }

  private static byte[] encoded(Tensor tensor) {
    ByteBuffer bytes =
        ByteBuffer.allocate(tensor.elements().length * tensor.type().bytes())
            .order(ByteOrder.LITTLE_ENDIAN);
    for (float element : tensor.elements()) {
      tensor.type().put(element, bytes);
    }
    return bytes.array();
  }

  private PickledCheckpoint value(Object value) {
    if (value instanceof Map<?, ?> map) {
      raw("}(");
      map.forEach((key, item) -> value(key).value(item));
      return raw("u");
    }
    if (value instanceof List<?> list) {
      raw("](");
      list.forEach(this::value);
      return raw("e");
    }
    if (value instanceof Tensor tensor) {
      return tensor(tensor);
    }
    if (value instanceof Instructions instructions) {
      return raw(instructions.text());
    }
    if (value instanceof Boolean flag) {
      return raw(flag ? "\210" : "\211");
    }
    if (value instanceof Integer number) {
      return raw("J").bytes(little(Integer.BYTES).putInt(number));
    }
    if (value instanceof Double number) {
      return raw("G").bytes(ByteBuffer.allocate(Double.BYTES).putDouble(number));
    }
    if (value instanceof String text) {
      byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
      raw("X").bytes(little(Integer.BYTES).putInt(utf8.length)).out.writeBytes(utf8);
      return this;
    }
    return raw("N");
  }

  private PickledCheckpoint tensor(Tensor tensor) {
    switch (tensor.form()) {
      case PLAIN -> rebuilt(tensor, "R");
      case PARAMETER -> {
        raw("ctorch._utils\n_rebuild_parameter\n(");
        rebuilt(tensor, "R").raw("\210ccollections\nOrderedDict\n)RtR");
      }
      case PARAMETER_WITH_STATE -> {
        raw("ctorch._utils\n_rebuild_parameter_with_state\n(");
        rebuilt(tensor, "R").raw("\210ccollections\nOrderedDict\n)R");
        value(Map.of("group", "backbone")).raw("tR");
      }
      case OF_TYPE -> {
        raw("ctorch._tensor\n_rebuild_from_type_v2\n(");
        rebuilt(tensor, "ctorch\nTensor\n", "");
        value(Map.of("group", "backbone")).raw("tR");
      }
    }
    return this;
  }

  private PickledCheckpoint rebuilt(Tensor tensor, String call) {
    return rebuilt(tensor, "", call);
  }

  /** The function, then what stands between it and its arguments, the arguments and the call. */
  private PickledCheckpoint rebuilt(Tensor tensor, String between, String call) {
    int key = tensors.size();
    tensors.add(tensor);
    raw("ctorch._utils\n_rebuild_tensor_v2\n" + between + "((");
    value("storage").raw("ctorch\n" + tensor.type().torchStorage() + "\n");
    value(String.valueOf(key)).value("cuda:0").value(tensor.elements().length).raw("tQK\0");
    integers(tensor.shape()).integers(StoredTensor.rowMajor(tensor.shape()));
    return raw("\211ccollections\nOrderedDict\n)R" + tensor.metadata() + "t" + call);
  }

  private PickledCheckpoint integers(List<Integer> numbers) {
    raw("(");
    numbers.forEach(this::value);
    return raw("t");
  }

  private PickledCheckpoint raw(String instructions) {
    out.writeBytes(instructions.getBytes(StandardCharsets.ISO_8859_1));
    return this;
  }

  private PickledCheckpoint bytes(ByteBuffer bytes) {
    byte[] copy = new byte[bytes.capacity()];
    bytes.rewind().get(copy);
    out.writeBytes(copy);
    return this;
  }

  private static ByteBuffer little(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
