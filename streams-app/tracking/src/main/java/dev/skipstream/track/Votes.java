package dev.skipstream.track;

import java.util.ArrayList;
import java.util.List;

/**
 * The votes of detections for the category of a track. Keeps the two leading categories: a third
 * one takes its score from both, as in the algorithm of Misra and Gries, so that a category with
 * more than a third of all scores is never lost.
 *
 * @param candidates at most {@value #MOST}, the leading one first
 */
record Votes(List<Candidate> candidates) {
  static final int MOST = 2;

  /** A category and its score. */
  record Candidate(String label, double score) {}

  Votes {
    candidates = List.copyOf(candidates);
  }

  static Votes of(String label, double score) {
    return new Votes(List.of(new Candidate(Labels.cut(label), score)));
  }

  String leader() {
    return candidates.get(0).label();
  }

  Votes with(String label, double score) {
    String name = Labels.cut(label);
    List<Candidate> next = new ArrayList<>();
    boolean known = false;
    for (Candidate each : candidates) {
      boolean same = each.label().equals(name);
      next.add(same ? new Candidate(name, each.score() + score) : each);
      known |= same;
    }
    if (!known) {
      next.add(new Candidate(name, score));
    }
    // Stable: of equal scores, the earlier one leads.
    next.sort((one, other) -> Double.compare(other.score(), one.score()));
    if (next.size() <= MOST) {
      return new Votes(next);
    }
    double least = next.get(MOST).score();
    return new Votes(
        next.subList(0, MOST).stream()
            .map(each -> new Candidate(each.label(), each.score() - least))
            .toList());
  }
}
