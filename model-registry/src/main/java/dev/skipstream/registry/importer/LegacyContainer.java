package dev.skipstream.registry.importer;

import dev.skipstream.registry.InvalidModelException;
import dev.skipstream.registry.importer.StoredTensor.Storage;
import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A file that {@code torch.save} wrote before version 1.6. It begins with five pickles: a magic
 * number, the protocol's version, the machine, the state dict and the storages' keys. Each storage
 * follows, in the order of the keys, as its count of elements (int64) and its bytes.
 */
final class LegacyContainer implements TensorContainer {
  private static final BigInteger MAGIC = new BigInteger("1950a86a20f9469cfc6c", 16);

  private final Path file;
  private final StateDict stateDict;
  private final Map<String, Long> positions = new HashMap<>();

  LegacyContainer(Path file, Optional<String> entry) throws IOException {
    this.file = file;
    try (Counted in = new Counted(new BufferedInputStream(Files.newInputStream(file)))) {
      if (!MAGIC.equals(StateDictUnpickler.read(in).root())) {
        throw new InvalidModelException(
            "it is a pickle, but not one of torch.save's; save model.state_dict() with torch.save");
      }
      StateDictUnpickler.read(in); // the protocol's version, 1001 ever since
      requireLittleEndian(StateDictUnpickler.read(in).root());
      Pickled pickled = StateDictUnpickler.read(in);
      this.stateDict = StateDict.in(pickled.root(), entry);
      locate(pickled.storages(), StateDictUnpickler.read(in).root(), in.count);
    }
  }

  private static void requireLittleEndian(Object machine) {
    if (!(machine instanceof Map<?, ?> map)) {
      throw new InvalidModelException(
          "its description of the machine is %s: expected a dict; the file is damaged, fetch it again"
              .formatted(Shown.value(machine)));
    }
    if (!Boolean.TRUE.equals(map.get("little_endian"))) {
      throw new InvalidModelException(
          "it was not saved on a little-endian machine (little_endian is %s); save it again on one"
              .formatted(Shown.value(map.get("little_endian"))));
    }
  }

  /** Walks over the storages, reading their counts only. */
  private void locate(Map<String, Storage> described, Object keys, long start) throws IOException {
    Map<String, Storage> storages = new HashMap<>(described);
    long position = start;
    for (Object key : keys instanceof List<?> list ? list : List.of()) {
      // Taken out: a key that comes again is of no storage.
      Storage storage = key instanceof String name ? storages.remove(name) : null;
      long elements = elements(position);
      if (storage == null || storage.elements() != elements) {
        throw new InvalidModelException(
            "its storage %s has %d elements, its state dict says %s; the file is damaged or cut short, fetch it again"
                .formatted(
                    Shown.value(key),
                    elements,
                    storage == null ? "nothing of it" : storage.elements()));
      }
      positions.put(storage.key(), position + Long.BYTES);
      position += Long.BYTES + storage.bytes();
    }
    if (position != Files.size(file)) {
      throw new InvalidModelException(
          "it has %d bytes: expected %d; it is cut short or damaged, fetch it again"
              .formatted(Files.size(file), position));
    }
  }

  private long elements(long position) throws IOException {
    try (InputStream in = FileRegion.open(file, position)) {
      byte[] bytes = in.readNBytes(Long.BYTES);
      return bytes.length < Long.BYTES
          ? 0
          : ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong();
    }
  }

  @Override
  public StateDict stateDict() {
    return stateDict;
  }

  @Override
  public InputStream open(Storage storage, long element) throws IOException {
    Long position = positions.get(storage.key());
    if (position == null) {
      throw new InvalidModelException(
          "its storage %s is missing; the file is damaged, fetch it again"
              .formatted(storage.key()));
    }
    return FileRegion.open(file, position + element * storage.type().bytes());
  }

  @Override
  public void close() {}

  /** Counts the bytes that the pickles take, and bounds them. */
  private static final class Counted extends FilterInputStream {
    private long count;

    Counted(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      int next = in.read();
      count(next < 0 ? 0 : 1);
      return next;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      int read = in.read(bytes, offset, length);
      count(Math.max(read, 0));
      return read;
    }

    private void count(int bytes) {
      count += bytes;
      if (count > ZipContainer.LARGEST_PICKLE) {
        throw new InvalidModelException(
            "its pickles are larger than %d bytes: expected a state dict; the file is damaged"
                .formatted(ZipContainer.LARGEST_PICKLE));
      }
    }
  }
}
