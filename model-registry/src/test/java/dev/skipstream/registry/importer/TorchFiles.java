package dev.skipstream.registry.importer;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Writes state dicts as PyTorch and safetensors do. */
final class TorchFiles {

  /** Gives the elements of a tensor when its turn comes. */
  interface Elements {
    float[] of(String name, List<Integer> shape);
  }

  private TorchFiles() {}

  /** {@code torch.save}'s zip. Tensors without elements get no storage. */
  static void writeZip(
      Path file, Map<String, List<Integer>> shapes, ElementType type, Elements elements)
      throws IOException {
    try (ZipOutputStream zip = new ZipOutputStream(buffered(file))) {
      put(zip, "generated/data.pkl", pickle(shapes, type));
      put(zip, "generated/byteorder", "little".getBytes(StandardCharsets.US_ASCII));
      int key = 0;
      for (Map.Entry<String, List<Integer>> entry : shapes.entrySet()) {
        float[] numbers = elements.of(entry.getKey(), entry.getValue());
        if (numbers.length > 0) {
          put(zip, "generated/data/" + key, encoded(numbers, type));
        }
        key++;
      }
    }
  }

  static void put(ZipOutputStream zip, String name, byte[] content) throws IOException {
    CRC32 crc = new CRC32();
    crc.update(content);
    ZipEntry entry = new ZipEntry(name);
    entry.setMethod(ZipEntry.STORED);
    entry.setSize(content.length);
    entry.setCrc(crc.getValue());
    zip.putNextEntry(entry);
    zip.write(content);
    zip.closeEntry();
  }

  /** {@code torch.save}'s stream of pickles, as before version 1.6. */
  static void writeLegacy(
      Path file, Map<String, List<Integer>> shapes, ElementType type, Elements elements)
      throws IOException {
    try (OutputStream out = buffered(file)) {
      Pickle head = new Pickle();
      head.raw("\200\2\212\12l\374\234F\371 j\250P\31."); // the magic number
      head.raw("\200\2M\351\3."); // version 1001
      head.raw("\200\2}").text("little_endian").raw("\210s.");
      out.write(head.bytes());
      out.write(pickle(shapes, type));
      Pickle keys = new Pickle();
      keys.raw("\200\2](");
      for (int key = 0; key < shapes.size(); key++) {
        keys.text(String.valueOf(key));
      }
      out.write(keys.raw("e.").bytes());
      for (Map.Entry<String, List<Integer>> entry : shapes.entrySet()) {
        float[] numbers = elements.of(entry.getKey(), entry.getValue());
        out.write(
            ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(numbers.length).array());
        out.write(encoded(numbers, type));
      }
    }
  }

  static void writeSafetensors(
      Path file, Map<String, List<Integer>> shapes, ElementType type, Elements elements)
      throws IOException {
    writeSafetensors(file, shapes, name -> type, elements);
  }

  static void writeSafetensors(
      Path file,
      Map<String, List<Integer>> shapes,
      Function<String, ElementType> types,
      Elements elements)
      throws IOException {
    StringBuilder header = new StringBuilder("{\"__metadata__\":{\"format\":\"pt\"}");
    long offset = 0;
    for (Map.Entry<String, List<Integer>> entry : shapes.entrySet()) {
      ElementType type = types.apply(entry.getKey());
      long end = offset + (long) type.bytes() * elements(entry.getValue());
      header.append(
          ",\"%s\":{\"dtype\":\"%s\",\"shape\":%s,\"data_offsets\":[%d,%d]}"
              .formatted(entry.getKey(), type.safetensors(), entry.getValue(), offset, end));
      offset = end;
    }
    byte[] json = header.append('}').toString().getBytes(StandardCharsets.UTF_8);
    try (OutputStream out = buffered(file)) {
      out.write(ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(json.length).array());
      out.write(json);
      for (Map.Entry<String, List<Integer>> entry : shapes.entrySet()) {
        out.write(
            encoded(elements.of(entry.getKey(), entry.getValue()), types.apply(entry.getKey())));
      }
    }
  }

  private static OutputStream buffered(Path file) throws IOException {
    return new BufferedOutputStream(Files.newOutputStream(file));
  }

  private static int elements(List<Integer> shape) {
    return shape.stream().reduce(1, (a, b) -> a * b);
  }

  private static byte[] encoded(float[] numbers, ElementType type) {
    ByteBuffer bytes =
        ByteBuffer.allocate(numbers.length * type.bytes()).order(ByteOrder.LITTLE_ENDIAN);
    for (float number : numbers) {
      type.put(number, bytes);
    }
    return bytes.array();
  }

  /** An OrderedDict of contiguous tensors; the storages' keys count from 0. */
  static byte[] pickle(Map<String, List<Integer>> shapes, ElementType type) {
    Pickle pickle = new Pickle().raw("\200\2ccollections\nOrderedDict\n)R(");
    int key = 0;
    for (Map.Entry<String, List<Integer>> entry : shapes.entrySet()) {
      List<Integer> shape = entry.getValue();
      pickle.text(entry.getKey()).raw("ctorch._utils\n_rebuild_tensor_v2\n((");
      pickle.text("storage").raw("ctorch\n" + type.torchStorage() + "\n");
      pickle.text(String.valueOf(key++)).text("cpu").integer(elements(shape)).raw("tQK\0");
      pickle.integers(shape).integers(StoredTensor.rowMajor(shape));
      pickle.raw("\211ccollections\nOrderedDict\n)RtR");
    }
    // The attribute that every state dict has.
    pickle.raw("u}").text("_metadata").raw("ccollections\nOrderedDict\n)Rsb.");
    return pickle.bytes();
  }

  /** A pickle as it is written. */
  private static final class Pickle {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    Pickle raw(String instructions) {
      out.writeBytes(instructions.getBytes(StandardCharsets.ISO_8859_1));
      return this;
    }

    Pickle text(String text) {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      return raw("X").int32(bytes.length).raw(text);
    }

    Pickle integer(int number) {
      return raw("J").int32(number);
    }

    Pickle integers(List<Integer> numbers) {
      raw("(");
      numbers.forEach(this::integer);
      return raw("t");
    }

    private Pickle int32(int number) {
      out.writeBytes(ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(number).array());
      return this;
    }

    byte[] bytes() {
      return out.toByteArray();
    }
  }
}
