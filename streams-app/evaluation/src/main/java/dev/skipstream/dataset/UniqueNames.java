package dev.skipstream.dataset;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Names files by what makes each of them unique: the path without the extension, and with the
 * extension where another file would have the same name.
 */
public final class UniqueNames {
  private UniqueNames() {}

  /**
   * Returns a name for each path, in their order.
   *
   * @param paths relative, with slashes; no two are equal
   */
  public static List<String> of(List<String> paths) {
    Set<String> whole = new HashSet<>();
    boolean settled = false;
    List<String> names = List.of();
    // A name with its extension may be what another file is called without: until none is.
    while (!settled) {
      names = new ArrayList<>();
      Map<String, Integer> counts = new HashMap<>();
      for (String path : paths) {
        String name = whole.contains(path) ? path : withoutExtension(path);
        names.add(name);
        counts.merge(name, 1, Integer::sum);
      }
      settled = true;
      for (int i = 0; i < names.size(); i++) {
        if (counts.get(names.get(i)) > 1) {
          settled &= !whole.add(paths.get(i));
        }
      }
    }
    return List.copyOf(names);
  }

  /** Returns a path without the extension of its file. */
  public static String withoutExtension(String path) {
    int name = path.lastIndexOf('/') + 1;
    int dot = path.lastIndexOf('.');
    return dot > name ? path.substring(0, dot) : path;
  }
}
