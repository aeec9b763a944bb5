package dev.skipstream.image.fetch;

import dev.skipstream.image.header.InvalidImageException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;

/**
 * Reads files below the allowed folders, by the path as it is written and as its symbolic links
 * resolve: neither may lead out.
 */
final class FileFetcher implements ImageFetcher {
  static final FetchProtocol PROTOCOL =
      new FetchProtocol(
          List.of("file"),
          "file:/FOLDER",
          "file:/FOLDER",
          place ->
              place.getAuthority() == null
                  && place.getPath() != null
                  && place.getPath().startsWith("/"),
          (settings, places) ->
              new FileFetcher(places.stream().map(Path::of).toList(), settings.maxBytes()));

  private final List<Path> roots;
  private final int maxBytes;

  FileFetcher(List<Path> roots, int maxBytes) {
    this.roots = roots.stream().map(root -> root.toAbsolutePath().normalize()).toList();
    this.maxBytes = maxBytes;
  }

  @Override
  public byte[] fetch(URI dataref) throws InvalidImageException, TransientFetchException {
    Path path = pathOf(dataref);
    // Reading a file does not end by an interrupt; a thread that is to stop begins none.
    if (Thread.currentThread().isInterrupted()) {
      throw new TransientFetchException("ce_dataref %s: interrupted".formatted(dataref));
    }
    // First as it is written, so that an answer tells nothing of what is elsewhere.
    Path root =
        roots.stream()
            .filter(path::startsWith)
            .findFirst()
            .orElseThrow(() -> Refusals.notAllowed(dataref, "leads out of the allowed folders"));
    Path real = resolved(dataref, path);
    if (!real.startsWith(resolved(dataref, root))) {
      throw Refusals.notAllowed(dataref, "a link leads out of the allowed folder");
    }
    // A pipe would block for ever, a folder has no bytes.
    if (!Files.isRegularFile(real, LinkOption.NOFOLLOW_LINKS)) {
      throw Refusals.notAllowed(dataref, "is no regular file");
    }
    return read(dataref, real);
  }

  /**
   * Resolves a path. Any obstacle, such as a path through a file or a path that is too long, is a
   * permanent fault of the record, so that no caller retries it.
   */
  private static Path resolved(URI dataref, Path path) throws InvalidImageException {
    try {
      return path.toRealPath();
    } catch (AccessDeniedException e) {
      throw Refusals.refused(dataref, "access denied");
    } catch (IOException e) {
      throw Refusals.notFound(dataref);
    }
  }

  private static Path pathOf(URI dataref) throws InvalidImageException {
    try {
      return Path.of(dataref).normalize();
    } catch (IllegalArgumentException | FileSystemNotFoundException e) {
      throw Refusals.notAllowed(
          dataref, "expected file:/PATH on this machine (%s)".formatted(e.getMessage()));
    }
  }

  private byte[] read(URI dataref, Path file)
      throws InvalidImageException, TransientFetchException {
    try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
      byte[] bytes = in.readNBytes(maxBytes);
      if (in.read() >= 0) {
        throw Refusals.tooLarge(dataref, maxBytes);
      }
      return bytes;
    } catch (AccessDeniedException e) {
      throw Refusals.refused(dataref, "access denied");
    } catch (IOException e) {
      throw new TransientFetchException("ce_dataref %s: %s".formatted(dataref, e.getMessage()), e);
    }
  }
}
