package dev.skipstream.evaluate;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/**
 * Average precision by the protocol of Pascal VOC, 0 to 1; -1 where there was nothing to find.
 *
 * @param elevenPoint the mean over the categories, as VOC had it until 2009
 * @param everyPoint the mean over the categories, as VOC has it since 2010
 * @param categories those with something to find, in the order of their ids
 */
public record VocMetrics(
    @JsonProperty("AP11") double elevenPoint,
    @JsonProperty("AP") double everyPoint,
    List<Category> categories) {

  /** One category. */
  public record Category(
      int id,
      String label,
      int objects,
      @JsonProperty("AP11") double elevenPoint,
      @JsonProperty("AP") double everyPoint) {}

  public VocMetrics {
    categories = List.copyOf(categories);
  }
}
