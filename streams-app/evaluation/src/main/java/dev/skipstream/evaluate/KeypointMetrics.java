package dev.skipstream.evaluate;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/**
 * COCO's ten numbers of keypoints and those of each category, 0 to 1; -1 where there was nothing to
 * find. In place of an overlap they have the object keypoint similarity. At most 20 detections of a
 * category in a frame count.
 *
 * @param ap mean over ten similarities from 0.5 to 0.95, and over the categories
 * @param ap50 at the similarity 0.5
 * @param ar the mean share of objects found, over the ten similarities and the categories
 * @param ar50 at the similarity 0.5
 * @param categories in the order of their ids
 */
public record KeypointMetrics(
    @JsonProperty("AP") double ap,
    @JsonProperty("AP50") double ap50,
    @JsonProperty("AP75") double ap75,
    @JsonProperty("APmedium") double apMedium,
    @JsonProperty("APlarge") double apLarge,
    @JsonProperty("AR") double ar,
    @JsonProperty("AR50") double ar50,
    @JsonProperty("AR75") double ar75,
    @JsonProperty("ARmedium") double arMedium,
    @JsonProperty("ARlarge") double arLarge,
    List<CocoMetrics.Category> categories)
    implements CocoFigures {

  /** The names of the ten numbers, in pycocotools' order. */
  public static final List<String> NAMES =
      List.of(
          "AP", "AP50", "AP75", "APmedium", "APlarge", "AR", "AR50", "AR75", "ARmedium", "ARlarge");

  public KeypointMetrics {
    categories = List.copyOf(categories);
  }

  @Override
  public List<String> names() {
    return NAMES;
  }

  @Override
  public List<Double> numbers() {
    return List.of(ap, ap50, ap75, apMedium, apLarge, ar, ar50, ar75, arMedium, arLarge);
  }
}
