package dev.skipstream.detect;

import ai.djl.MalformedModelException;
import ai.djl.Model;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Locale;
import java.util.Objects;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * Loads archives of this project's programs. Their code names operators of oneDNN, in one entry. A
 * PyTorch library without oneDNN, as macOS on Arm has it, rejects such code even if nothing calls
 * it. There, another entry takes its place.
 */
public final class LoadableArchive {
  /** The entry, below the folder of the archive that has the archive's name. */
  private static final String ENTRY = "/code/__torch__/onednn.py";

  private static final String REPLACEMENT = "no_onednn.py";

  private LoadableArchive() {}

  /** Loads an archive as this machine can. */
  public static void load(Model model, Path archive) throws IOException, MalformedModelException {
    if (!lacksOneDnn()) {
      model.load(archive.getParent(), archive.getFileName().toString());
      return;
    }
    Path copy = Files.createTempFile("skipstream", ".pt");
    try {
      withoutOneDnn(archive, copy);
      model.load(copy.getParent(), copy.getFileName().toString());
    } finally {
      Files.delete(copy);
    }
  }

  private static boolean lacksOneDnn() {
    return System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("mac")
        && System.getProperty("os.arch").equals("aarch64");
  }

  /** Copies an archive, with code that needs no oneDNN. */
  static void withoutOneDnn(Path archive, Path copy) throws IOException {
    try (ZipFile from = new ZipFile(archive.toFile());
        OutputStream file = Files.newOutputStream(copy);
        ZipOutputStream to = new ZipOutputStream(file)) {
      for (ZipEntry entry : Collections.list(from.entries())) {
        boolean replaced = entry.getName().endsWith(ENTRY);
        to.putNextEntry(replaced ? new ZipEntry(entry.getName()) : new ZipEntry(entry));
        try (InputStream in = replaced ? replacement() : from.getInputStream(entry)) {
          in.transferTo(to);
        }
        to.closeEntry();
      }
    }
  }

  private static InputStream replacement() {
    return Objects.requireNonNull(LoadableArchive.class.getResourceAsStream(REPLACEMENT));
  }
}
