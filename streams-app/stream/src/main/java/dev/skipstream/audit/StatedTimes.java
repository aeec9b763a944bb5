package dev.skipstream.audit;

import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The timestamps that the outcomes of a partition's range state for their inputs. Each outcome of
 * an input has to state the input's own, so of several outcomes the common ones count. Takes eight
 * bytes an input, in pieces that are made when they are needed.
 *
 * <p>Threading: for one thread.
 */
final class StatedTimes {
  private static final int PIECE = 1 << 16;

  /** Inputs that have an outcome. */
  private final BitSet known = new BitSet();

  private final Map<Integer, long[]> pieces = new HashMap<>();

  /** The timestamps of inputs for which outcomes state none or several. These inputs are few. */
  private final Map<Integer, Set<Long>> others = new HashMap<>();

  /** Takes what one outcome of an input states. */
  void add(int input, Set<Long> stated) {
    Set<Long> common = new TreeSet<>(stated);
    if (known.get(input)) {
      common.retainAll(of(input));
    }
    known.set(input);
    if (common.size() == 1) {
      others.remove(input);
      pieces.computeIfAbsent(input / PIECE, piece -> new long[PIECE])[input % PIECE] =
          common.iterator().next();
    } else {
      others.put(input, common);
    }
  }

  /** Returns the timestamps that all outcomes of an input state; it has one outcome at least. */
  Set<Long> of(int input) {
    Set<Long> several = others.get(input);
    return several == null ? Set.of(pieces.get(input / PIECE)[input % PIECE]) : several;
  }
}
