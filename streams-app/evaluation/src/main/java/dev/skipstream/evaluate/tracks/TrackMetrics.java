package dev.skipstream.evaluate.tracks;

import dev.skipstream.evaluate.UnfitInputException;
import java.util.List;

/**
 * The scores of a tracker on one sequence. Each is 1 at best, and 0 at worst; MOTA can be negative.
 *
 * @param hota higher order tracking accuracy, the mean over the IoUs 0.05, 0.10, … 0.95 (Luiten et
 *     al. 2021)
 * @param detA detection accuracy of HOTA, the mean over the same IoUs
 * @param assA association accuracy of HOTA, the mean over the same IoUs
 * @param mota multiple object tracking accuracy, at IoU 0.5 (Bernardin and Stiefelhagen 2008)
 * @param idf1 the F1 score of identities, at IoU 0.5 (Ristani et al. 2016)
 * @param counts the counts that make MOTA
 */
public record TrackMetrics(
    double hota, double detA, double assA, double mota, double idf1, ClearCounts counts) {

  /**
   * Returns the scores of a sequence.
   *
   * @param frames in the order of time, also those without boxes
   * @throws UnfitInputException when the ground truth has no boxes
   */
  public static TrackMetrics of(List<TrackPair> frames) {
    Sequence sequence = Sequence.of(frames);
    if (sequence.truthBoxes() == 0) {
      throw new UnfitInputException(
          "the ground truth has no boxes in %d frames: expected one at least"
              .formatted(frames.size()));
    }
    Hota hota = Hota.of(sequence);
    ClearCounts counts = ClearCounts.of(sequence);
    return new TrackMetrics(
        hota.hota(), hota.detA(), hota.assA(), counts.mota(), Identities.f1(sequence), counts);
  }
}
