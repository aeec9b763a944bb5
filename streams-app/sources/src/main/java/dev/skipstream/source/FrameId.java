package dev.skipstream.source;

import dev.skipstream.dataset.UniqueNames;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Names a frame that was a file: {@code <source>/<name>}.
 *
 * @param source the folder's name, unless the user named it otherwise
 * @param stem the file's name without its last extension, with the folders and the extension that
 *     make it unique in the source
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

  /**
   * The frames in some files, each with its folder as the source. Files of one folder's name keep
   * the parts of their paths that tell them apart.
   */
  public static List<FrameId> ofFiles(List<Path> files) {
    Map<String, Set<Path>> bySource = new HashMap<>();
    for (Path file : files) {
      bySource
          .computeIfAbsent(ofFile(file).source, source -> new LinkedHashSet<>())
          .add(file.toAbsolutePath().normalize());
    }
    Map<Path, FrameId> ids = new HashMap<>();
    bySource.forEach(
        (source, all) -> {
          List<Path> paths = List.copyOf(all);
          boolean oneFolder = paths.stream().map(Path::getParent).distinct().count() == 1;
          List<String> names =
              UniqueNames.of(
                  paths.stream()
                      .map(path -> oneFolder ? path.getFileName() : below(paths, path))
                      .map(path -> path.toString().replace('\\', '/'))
                      .toList());
          for (int i = 0; i < names.size(); i++) {
            ids.put(paths.get(i), new FrameId(source, names.get(i)));
          }
        });
    return files.stream().map(file -> ids.get(file.toAbsolutePath().normalize())).toList();
  }

  /** A path below the folder that all of them are in. */
  private static Path below(List<Path> all, Path path) {
    Path common = path.getParent();
    for (Path other : all) {
      while (!other.startsWith(common)) {
        common = common.getParent();
      }
    }
    return common.relativize(path);
  }

  @Override
  public String toString() {
    return source + "/" + stem;
  }
}
