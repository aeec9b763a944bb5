package dev.skipstream.registry.importer;

import dev.skipstream.registry.InvalidModelException;
import dev.skipstream.registry.importer.StoredTensor.Storage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * A zip file as {@code torch.save} writes it since version 1.6. Its only folder has {@code
 * data.pkl}, the pickled state dict, and one file per storage, {@code data/<key>}.
 */
final class ZipContainer implements TensorContainer {
  static final int LARGEST_PICKLE = 16 << 20;

  private final ZipFile zip;
  private final String root;
  private final StateDict stateDict;

  ZipContainer(Path file, Optional<String> entry) throws IOException {
    this.zip = open(file);
    try {
      this.root = root(zip);
      requireLittleEndian();
      byte[] pickle = content("data.pkl", LARGEST_PICKLE);
      Object root = StateDictUnpickler.read(new ByteArrayInputStream(pickle)).root();
      this.stateDict = StateDict.in(root, entry);
    } catch (IOException | RuntimeException e) {
      zip.close();
      throw e;
    }
  }

  private static ZipFile open(Path file) throws IOException {
    try {
      return new ZipFile(file.toFile());
    } catch (ZipException e) {
      throw new InvalidModelException(
          "it is not a whole zip file (%s); it is cut short or damaged, fetch it again"
              .formatted(e.getMessage()),
          e);
    }
  }

  /** The folder that all entries are in, with its slash. */
  private static String root(ZipFile zip) {
    List<String> names = zip.stream().map(ZipEntry::getName).toList();
    for (String name : names) {
      if (name.startsWith("/") || List.of(name.split("[/\\\\]")).contains("..")) {
        throw new InvalidModelException(
            "it has an entry '%s' outside its folder: torch.save writes no such thing, do not trust the file"
                .formatted(Shown.text(name)));
      }
    }
    return names.stream()
        .filter(name -> name.endsWith("/data.pkl") && name.indexOf('/') == name.lastIndexOf('/'))
        .map(name -> name.substring(0, name.indexOf('/') + 1))
        .findFirst()
        .orElseThrow(
            () ->
                new InvalidModelException(
                    "it is a zip file without a data.pkl: expected what torch.save writes"));
  }

  private void requireLittleEndian() throws IOException {
    if (zip.getEntry(root + "byteorder") != null) {
      String order = new String(content("byteorder", 16), StandardCharsets.US_ASCII);
      if (!order.equals("little")) {
        throw new InvalidModelException(
            "its byte order is '%s': expected little; save it again on a little-endian machine"
                .formatted(Shown.text(order)));
      }
    }
  }

  private byte[] content(String name, int most) throws IOException {
    try (InputStream in = zip.getInputStream(zip.getEntry(root + name))) {
      byte[] content = in.readNBytes(most + 1);
      if (content.length > most) {
        throw new InvalidModelException(
            "its %s is larger than %d bytes; the file is damaged".formatted(name, most));
      }
      return content;
    }
  }

  @Override
  public StateDict stateDict() {
    return stateDict;
  }

  @Override
  public InputStream open(Storage storage, long element) throws IOException {
    ZipEntry entry = zip.getEntry(root + "data/" + storage.key());
    if (entry == null || entry.getSize() != storage.bytes()) {
      throw new InvalidModelException(
          "its data/%s is %s: expected %d bytes; the file is damaged, fetch it again"
              .formatted(
                  storage.key(),
                  entry == null ? "missing" : entry.getSize() + " bytes",
                  storage.bytes()));
    }
    InputStream in = zip.getInputStream(entry);
    try {
      // In a stored entry, as torch.save writes it, this reads nothing.
      in.skipNBytes(element * storage.type().bytes());
      return in;
    } catch (IOException e) {
      in.close();
      throw e;
    }
  }

  @Override
  public void close() throws IOException {
    zip.close();
  }
}
