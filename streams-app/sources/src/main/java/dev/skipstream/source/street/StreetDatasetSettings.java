package dev.skipstream.source.street;

import java.nio.file.Path;

/**
 * The settings of a data set of simulated streets.
 *
 * @param folder for {@code instances.json} and {@code images/}: new, empty, or one that a run with
 *     these settings began, which is continued
 * @param frames number of frames in all, at least one for each street
 * @param seed seed of the first street; one seed always draws one street
 * @param streets number of streets, of consecutive seeds, that share the frames; at least 1
 * @param view camera of each street
 */
public record StreetDatasetSettings(
    Path folder, int frames, long seed, int streets, StreetView view) {

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException when there is no street, or a street has no frame
   */
  public StreetDatasetSettings {
    if (streets < 1 || streets > frames) {
      throw new IllegalArgumentException(
          "frames is %d and streets is %d: expected at least 1 of each, and a frame a street"
              .formatted(frames, streets));
    }
  }
}
