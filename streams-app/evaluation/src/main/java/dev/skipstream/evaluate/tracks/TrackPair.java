package dev.skipstream.evaluate.tracks;

import dev.skipstream.evaluate.UnfitInputException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The tracks of one frame, by ground truth and by a tracker.
 *
 * @param truth the boxes of the ground truth
 * @param found the boxes of the tracker
 */
public record TrackPair(List<TrackBox> truth, List<TrackBox> found) {

  /**
   * Makes the pair of a frame.
   *
   * @throws UnfitInputException when the ground truth or the tracker has an id twice
   */
  public TrackPair {
    truth = List.copyOf(truth);
    found = List.copyOf(found);
    requireOnce("ground truth", truth);
    requireOnce("tracker", found);
  }

  private static void requireOnce(String side, List<TrackBox> boxes) {
    Set<Long> ids = new HashSet<>();
    for (TrackBox box : boxes) {
      if (!ids.add(box.id())) {
        throw new UnfitInputException(
            "a frame of the %s has track %d twice: expected each track once"
                .formatted(side, box.id()));
      }
    }
  }
}
