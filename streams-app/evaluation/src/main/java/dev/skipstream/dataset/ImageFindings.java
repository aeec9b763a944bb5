package dev.skipstream.dataset;

import dev.skipstream.dataset.DatasetBuilder.Image;
import dev.skipstream.evaluate.CategoryMatch;
import dev.skipstream.evaluate.Figures;
import dev.skipstream.evaluate.ScoredFrame;
import dev.skipstream.schemas.event.FindingsEvent;
import dev.skipstream.schemas.event.TrueObject;
import dev.skipstream.score.EvaluationTask;
import dev.skipstream.score.FrameScorer;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * The findings of a model in the images of a data set, by events of any kind. {@link
 * ImageDetections} is for boxes alone, and keeps them in fewer bytes.
 *
 * <p>Threading: safe; never changes.
 */
public final class ImageFindings {
  private final LabelledDataset dataset;
  private final SortedMap<Integer, FindingsEvent> events;

  private ImageFindings(LabelledDataset dataset, SortedMap<Integer, FindingsEvent> events) {
    this.dataset = dataset;
    this.events = events;
  }

  /**
   * Takes events; only the images that have one were looked at. Of two events for one frame the
   * last counts. Categories are matched by name.
   *
   * @throws IOException when an event's frame is no image, or when two frames are one image
   */
  public static ImageFindings ofEvents(LabelledDataset dataset, Iterable<FindingsEvent> events)
      throws IOException {
    ImageFinder finder = dataset.finder();
    SortedMap<Integer, FindingsEvent> byImage = new TreeMap<>();
    for (FindingsEvent event : events) {
      byImage.put(finder.find(event.frame().source(), event.frame().id()), event);
    }
    return new ImageFindings(dataset, byImage);
  }

  /** Returns the number of images that a model has processed. */
  public int images() {
    return events.size();
  }

  /** Hands over the images that were looked at, in the order of their ids. */
  public void forEach(Consumer<ScoredFrame> frames) {
    CategoryMatch match = match();
    events.forEach((image, event) -> frames.accept(frame(image, event, match)));
  }

  /** Returns the figures by what the data set says under a name of each image, such as weather. */
  public SortedMap<String, Figures> scoreBy(String member, EvaluationTask task) {
    CategoryMatch match = match();
    SortedMap<String, FrameScorer> parts = new TreeMap<>();
    events.forEach(
        (image, event) -> {
          String value = dataset.image(image).members().get(member);
          if (value != null) {
            parts
                .computeIfAbsent(value, part -> FrameScorer.of(task))
                .add(frame(image, event, match));
          }
        });
    SortedMap<String, Figures> figures = new TreeMap<>();
    parts.forEach((part, scorer) -> figures.put(part, scorer.figures()));
    return figures;
  }

  /** Returns the numbers of the categories: those of the data set first. */
  private CategoryMatch match() {
    CategoryMatch match = new CategoryMatch();
    for (int image : events.keySet()) {
      dataset.objects(image).forEach(object -> match.truth("", object));
    }
    return match;
  }

  private ScoredFrame frame(int image, FindingsEvent event, CategoryMatch match) {
    Image one = dataset.image(image);
    List<TrueObject> truth =
        dataset.shapedObjects(image).stream().map(object -> match.truth("", object)).toList();
    return new ScoredFrame(
        one.name(),
        event.frame().width(),
        event.frame().height(),
        Optional.empty(),
        event.frame().view(),
        truth,
        dataset.classOf(image),
        match.found(event.findings()));
  }
}
