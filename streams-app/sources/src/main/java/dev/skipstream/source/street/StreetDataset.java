package dev.skipstream.source.street;

import dev.skipstream.source.SourceException;
import dev.skipstream.source.VideoFile;
import java.io.IOException;
import java.util.Map;

/**
 * Draws simulated streets, and writes them as a data set in COCO's format.
 *
 * <p>Threading: for one thread, which {@link #write} blocks until the last frame.
 */
public final class StreetDataset {

  /** Observes the drawing, and may end it early. The drawing thread calls each method. */
  public interface Control {
    /** Neither observes nor ends. */
    Control NONE = new Control() {};

    /** Announces the first frame, after those of earlier runs. */
    default void starting(int before) {}

    /** Returns if the drawing was asked to stop. Asked before each frame. */
    default boolean stopRequested() {
      return false;
    }

    /** Receives a call for each new frame. */
    default void drawn() {}
  }

  /**
   * The size of a data set, after a run.
   *
   * @param frames those of earlier runs included; fewer than in the settings after a stop
   * @param boxes those of earlier runs included
   */
  public record Size(int frames, int boxes) {}

  /** The frames of a street: so many from the data set's frame {@code first} on. */
  private record Share(int street, int first, int frames) {}

  private final StreetDatasetSettings settings;

  /** Writes nothing yet. */
  public StreetDataset(StreetDatasetSettings settings) {
    this.settings = settings;
  }

  /**
   * Draws the frames that the folder does not have. After a stop, a kill or an error the folder
   * holds a valid data set, and a run with the same settings continues it.
   *
   * @throws SourceException when the folder holds something else, or cannot be written to
   * @throws IOException when a frame cannot be written
   */
  public Size write(Control control) throws IOException {
    try (CocoFolder folder = folder()) {
      control.starting(Math.min(folder.frames(), settings.frames()));
      int first = 0;
      for (int i = 0; i < settings.streets() && !control.stopRequested(); i++) {
        int share =
            settings.frames() / settings.streets()
                + (i < settings.frames() % settings.streets() ? 1 : 0);
        // A frame follows from those before it: those of a street that is begun are drawn again.
        if (first + share > folder.frames()) {
          draw(folder, new Share(i, first, share), control);
        }
        first += share;
      }
      return new Size(folder.frames(), folder.boxes());
    }
  }

  private void draw(CocoFolder folder, Share share, Control control) throws IOException {
    long seed = settings.seed() + share.street();
    StreetCamera camera = new StreetCamera(seed, settings.view());
    for (int i = 0; i < share.frames() && !control.stopRequested(); i++) {
      StreetFrame frame = camera.next();
      if (share.first() + i >= folder.frames()) {
        folder.add(frame, seed, camera.conditions());
        control.drawn();
      }
    }
  }

  private CocoFolder folder() {
    try {
      return new CocoFolder(settings.folder(), VideoFile.DEFAULT_QUALITY, recipe());
    } catch (IOException e) {
      throw new SourceException(e);
    }
  }

  private Map<String, String> recipe() {
    StreetView view = settings.view();
    return Map.of(
        "description", "skipstream simulate",
        "frames", Integer.toString(settings.frames()),
        "seed", Long.toString(settings.seed()),
        "streets", Integer.toString(settings.streets()),
        "every", view.every().toString(),
        "size", view.width() + "x" + view.height(),
        "daytime", view.daytime().map(Enum::name).orElse("by the seed"),
        "weather", view.weather().map(Enum::name).orElse("by the seed"));
  }
}
