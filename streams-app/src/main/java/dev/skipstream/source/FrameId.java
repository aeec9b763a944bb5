package dev.skipstream.source;

import java.nio.file.Path;

/**
 * Names a frame that was a file: {@code <source>/<file stem>}.
 *
 * @param source the folder's name, unless the user named it otherwise
 * @param stem the file's name without its last extension
 */
public record FrameId(String source, String stem) {

  /** The frame in {@code file}, with its folder as the source. */
  public static FrameId ofFile(Path file) {
    Path folder = file.toAbsolutePath().normalize().getParent();
    Path name = folder == null ? null : folder.getFileName();
    return ofFile(file, name == null ? "root" : name.toString());
  }

  /** The frame in {@code file} of {@code source}. */
  public static FrameId ofFile(Path file, String source) {
    String name = file.getFileName().toString();
    int dot = name.lastIndexOf('.');
    return new FrameId(source, dot > 0 ? name.substring(0, dot) : name);
  }

  @Override
  public String toString() {
    return source + "/" + stem;
  }
}
