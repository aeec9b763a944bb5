package dev.skipstream.camera.file;

import dev.skipstream.camera.CameraSettings;
import dev.skipstream.source.SourceException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The cameras of a file that may change. A changed file counts when two polls in a row found the
 * same content, since a program may be writing it. While the file is unfit, the last cameras stay.
 *
 * <p>Threading: for one thread. A call reads a small file and blocks on nothing else.
 */
public final class CamerasFileWatch {
  private final Path file;
  private final Consumer<String> report;
  private String inForce;
  private Optional<String> candidate = Optional.empty();
  private Optional<String> reported = Optional.empty();
  private List<CameraSettings> cameras;

  /**
   * Reads the file.
   *
   * @param report receives one line when the file becomes unfit, and again when the reason changes
   * @throws SourceException when the file is unfit
   */
  public CamerasFileWatch(Path file, Consumer<String> report) {
    this.file = file;
    this.report = report;
    inForce = CamerasFile.text(file);
    cameras = CamerasFile.parse(file, inForce);
  }

  /** Returns the cameras in force. */
  public List<CameraSettings> cameras() {
    return cameras;
  }

  /** Reads the file again; returns the cameras if they are others than before. */
  public Optional<List<CameraSettings>> poll() {
    try {
      return changed(CamerasFile.text(file));
    } catch (SourceException e) {
      if (!reported.equals(Optional.of(e.getMessage()))) {
        reported = Optional.of(e.getMessage());
        report.accept(e.getMessage() + "; the cameras stay as they are");
      }
      return Optional.empty();
    }
  }

  private Optional<List<CameraSettings>> changed(String content) {
    boolean settled = candidate.equals(Optional.of(content));
    candidate = Optional.of(content);
    if (content.equals(inForce)) {
      reported = Optional.empty();
      return Optional.empty();
    }
    if (!settled) {
      return Optional.empty();
    }
    List<CameraSettings> now = CamerasFile.parse(file, content);
    inForce = content;
    reported = Optional.empty();
    boolean other = !now.equals(cameras);
    cameras = now;
    return other ? Optional.of(cameras) : Optional.empty();
  }
}
