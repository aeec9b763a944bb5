package dev.skipstream.tracking;

import dev.skipstream.zones.ZonesException;
import dev.skipstream.zones.ZonesFile;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A file of rules that may change. A changed content counts when two polls in a row found it, since
 * a program may be writing it.
 *
 * <p>Threading: for one thread. A call reads a small file and blocks on nothing else.
 */
final class RulesFileWatch {
  private final Path file;
  private String handled;
  private Optional<String> candidate = Optional.empty();
  private Optional<String> reported = Optional.empty();

  /**
   * Creates a watch.
   *
   * @param handled the content that the caller has read already
   */
  RulesFileWatch(Path file, String handled) {
    this.file = file;
    this.handled = handled;
  }

  /**
   * Reads the file again; returns its content, once, if it is another than before.
   *
   * @throws ZonesException when the file cannot be read; once, and again when the reason changes
   */
  Optional<String> poll() {
    String content;
    try {
      content = ZonesFile.text(file);
    } catch (ZonesException e) {
      if (reported.equals(Optional.of(e.getMessage()))) {
        return Optional.empty();
      }
      reported = Optional.of(e.getMessage());
      throw e;
    }
    reported = Optional.empty();
    boolean settled = candidate.equals(Optional.of(content));
    candidate = Optional.of(content);
    if (!settled || content.equals(handled)) {
      return Optional.empty();
    }
    handled = content;
    return candidate;
  }

  /** Lets the next poll return the content again: it could not be handled. */
  void again() {
    handled = "";
  }
}
