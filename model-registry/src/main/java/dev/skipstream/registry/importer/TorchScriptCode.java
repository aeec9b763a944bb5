package dev.skipstream.registry.importer;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.skipstream.registry.InvalidModelException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.Optional;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * The code of a TorchScript file, read without loading it. To load such a file is to run a program:
 * its operators could read and write files. The code is text in the folder {@code code/} of the
 * file, in a part of Python's syntax.
 *
 * <p>Of libtorch's operators, {@code aten::save} and {@code aten::from_file} take the name of a
 * file. An operator may be called as a function, {@code torch.save(x, "f")}, or as a method, {@code
 * x.save("f")}. Names after {@code ops.} are those of other libraries, except of {@code prim} and
 * {@code quantized}.
 */
final class TorchScriptCode {
  private static final Set<String> FILE_OPERATORS = Set.of("save", "from_file");
  private static final Set<String> CALLS_OF_PROCESSES =
      Set.of("rpc_async", "rpc_sync", "rpc_remote");
  private static final Set<String> LIBRARIES = Set.of("prim", "quantized", "aten");

  /** The code of a large network has less than a megabyte. */
  private static final long LARGEST_CODE = 16L << 20;

  private TorchScriptCode() {}

  /**
   * Checks that a file is TorchScript, and that no operator of it touches files or processes.
   *
   * @throws InvalidModelException naming the operator and its file of code
   * @throws IOException when the file cannot be read
   */
  static void requireHarmless(Path file) throws IOException {
    try (ZipFile zip = new ZipFile(file.toFile())) {
      boolean any = false;
      Enumeration<? extends ZipEntry> entries = zip.entries();
      while (entries.hasMoreElements()) {
        ZipEntry entry = entries.nextElement();
        if (entry.getName().contains("/code/") && entry.getName().endsWith(".py")) {
          any = true;
          Optional<String> harmful = harmful(text(zip, entry));
          if (harmful.isPresent()) {
            throw new InvalidModelException(
                "its code %s %s: expected a network that computes on tensors alone"
                    .formatted(entry.getName(), harmful.get()));
          }
        }
      }
      if (!any) {
        throw new InvalidModelException(
            "it has no code: expected a TorchScript file, as torch.jit.script(model).save(FILE) or"
                + " torch.jit.trace(model, example).save(FILE) writes it; for a state dict, use"
                + " --torchvision-checkpoint");
      }
    } catch (ZipException e) {
      throw new InvalidModelException(
          "it is no zip file (%s): expected a TorchScript file, as torch.jit.script(model).save(FILE) writes it"
              .formatted(e.getMessage()),
          e);
    }
  }

  private static String text(ZipFile zip, ZipEntry entry) throws IOException {
    try (InputStream in = zip.getInputStream(entry)) {
      byte[] code = in.readNBytes((int) LARGEST_CODE + 1);
      if (code.length > LARGEST_CODE) {
        throw new InvalidModelException(
            "its code %s has more than %d bytes: expected the code of a network"
                .formatted(entry.getName(), LARGEST_CODE));
      }
      return new String(code, UTF_8);
    }
  }

  /** Returns what a code does that a network does not; the text completes "its code ...". */
  static Optional<String> harmful(String code) {
    TorchScriptTokens tokens = new TorchScriptTokens(code);
    String before = "";
    String earlier = "";
    for (Optional<String> next = tokens.next(); next.isPresent(); next = tokens.next()) {
      String token = next.get();
      if (FILE_OPERATORS.contains(token)) {
        return Optional.of("names the operator aten::%s, which touches files".formatted(token));
      }
      if (CALLS_OF_PROCESSES.contains(token)) {
        return Optional.of("names the operator prim::%s, which calls processes".formatted(token));
      }
      boolean inLibrary = before.equals(".") && earlier.equals("ops");
      if (inLibrary && !LIBRARIES.contains(token)) {
        return Optional.of("uses operators of the library %s".formatted(token));
      }
      boolean inClasses = before.equals(".") && earlier.equals("torch") && token.equals("classes");
      if (inClasses) {
        return Optional.of("uses classes of a native library (torch.classes)");
      }
      earlier = before;
      before = token;
    }
    return Optional.empty();
  }
}
