package dev.skipstream.evaluate;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/**
 * COCO's twelve numbers of boxes or masks and those of each category, 0 to 1; -1 where there was
 * nothing to find, as pycocotools says it.
 *
 * @param ap mean over ten overlaps from 0.5 to 0.95, and over the categories
 * @param ap50 at the overlap 0.5
 * @param ar1 the mean share of objects found by the best detection of each category in a frame
 * @param categories in the order of their ids
 */
public record CocoMetrics(
    @JsonProperty("AP") double ap,
    @JsonProperty("AP50") double ap50,
    @JsonProperty("AP75") double ap75,
    @JsonProperty("APsmall") double apSmall,
    @JsonProperty("APmedium") double apMedium,
    @JsonProperty("APlarge") double apLarge,
    @JsonProperty("AR1") double ar1,
    @JsonProperty("AR10") double ar10,
    @JsonProperty("AR100") double ar100,
    @JsonProperty("ARsmall") double arSmall,
    @JsonProperty("ARmedium") double arMedium,
    @JsonProperty("ARlarge") double arLarge,
    List<Category> categories)
    implements CocoFigures {

  /**
   * The metrics of one category.
   *
   * @param objects the number of objects that count
   */
  public record Category(
      int id,
      String label,
      int objects,
      @JsonProperty("AP") double ap,
      @JsonProperty("AP50") double ap50,
      @JsonProperty("AP75") double ap75) {}

  /** The names of the twelve numbers, in pycocotools' order. */
  public static final List<String> NAMES =
      List.of(
          "AP",
          "AP50",
          "AP75",
          "APsmall",
          "APmedium",
          "APlarge",
          "AR1",
          "AR10",
          "AR100",
          "ARsmall",
          "ARmedium",
          "ARlarge");

  public CocoMetrics {
    categories = List.copyOf(categories);
  }

  @Override
  public List<String> names() {
    return NAMES;
  }

  @Override
  public List<Double> numbers() {
    return List.of(
        ap, ap50, ap75, apSmall, apMedium, apLarge, ar1, ar10, ar100, arSmall, arMedium, arLarge);
  }
}
