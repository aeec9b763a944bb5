package dev.skipstream.dataset;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Ids as a file has them, each a {@link Long} or a {@link String}: 1 and '1' are two. Gives each a
 * place, in the order in which they are first seen, declared or referred to.
 *
 * <p>Threading: for one thread until the file is read; then safe.
 */
final class Ids {
  /** Numbers by size, before strings by code point, as NumPy sorts each of them. */
  static final Comparator<Object> ORDER =
      (a, b) -> {
        if (a instanceof Long one && b instanceof Long other) {
          return Long.compare(one, other);
        }
        if (a instanceof String one && b instanceof String other) {
          return Arrays.compareUnsigned(
              one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
        }
        return a instanceof Long ? -1 : 1;
      };

  private final Map<Object, Integer> places = new HashMap<>();
  private final List<Object> ids = new ArrayList<>();

  /** [place]: the index of the element that declares it; -1 for one that is only referred to. */
  private final List<Integer> declared = new ArrayList<>();

  /** [place]: the index of the element that refers to it first; -1 where none does. */
  private final List<Integer> referred = new ArrayList<>();

  /** Returns the place of an id that an element refers to. */
  int refer(Object id, int index) {
    int place = place(id);
    if (referred.get(place) < 0) {
      referred.set(place, index);
    }
    return place;
  }

  /**
   * Returns the place of an id that an element declares.
   *
   * @throws IOException when another element has declared it
   */
  int declare(Object id, int index, StrictJson json) throws IOException {
    int place = place(id);
    if (declared.get(place) >= 0) {
      throw json.wrong(
          "id",
          "%s, and element %d has that id too".formatted(shown(id), declared.get(place)),
          "an id of its own for each");
    }
    declared.set(place, index);
    return place;
  }

  private int place(Object id) {
    Integer known = places.get(id);
    if (known != null) {
      return known;
    }
    places.put(id, ids.size());
    ids.add(id);
    declared.add(-1);
    referred.add(-1);
    return ids.size() - 1;
  }

  /** Returns how many ids there are. */
  int size() {
    return ids.size();
  }

  Object at(int place) {
    return ids.get(place);
  }

  /** Returns the index of the element that declares an id; -1 where none does. */
  int declaredBy(int place) {
    return declared.get(place);
  }

  /** Returns the index of the first element that refers to an id; -1 where none does. */
  int referredBy(int place) {
    return referred.get(place);
  }

  static String shown(Object id) {
    return id instanceof String ? "'" + id + "'" : id.toString();
  }
}
