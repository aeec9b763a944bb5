package dev.skipstream.evaluate.classification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.skipstream.evaluate.UnfitInputException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ClassificationEvaluatorTest {

  private record Image(String truth, List<ClassScore> found) {}

  @Test
  void countsTheFirstAndTheFirstFive() {
    ClassificationEvaluator evaluator = new ClassificationEvaluator();
    evaluator.add("cat", scores("cat", 0.9, "dog", 0.1));
    evaluator.add("cat", scores("a", 0.1, "b", 0.2, "c", 0.3, "d", 0.4, "cat", 0.15));
    evaluator.add("cat", scores("a", 0.1, "b", 0.2, "c", 0.3, "d", 0.4, "e", 0.5, "cat", 0.05));
    evaluator.add("dog", scores("cat", 0.8));
    evaluator.add("dog", List.of());

    ClassificationMetrics metrics = evaluator.metrics();

    assertThat(metrics.images()).isEqualTo(5);
    assertThat(metrics.top1()).isEqualTo(1 / 5.0);
    assertThat(metrics.top5()).isEqualTo(2 / 5.0);
    assertThat(metrics.categories())
        .containsExactly(
            new ClassificationMetrics.Category("cat", 3, 1 / 3.0, 2 / 3.0),
            new ClassificationMetrics.Category("dog", 2, 0, 0));
    ClassConfusion confusion = evaluator.confusion();
    assertThat(confusion.labels()).containsExactly("cat", "d", "dog", "e");
    assertThat(confusion.counts())
        .containsExactly(
            List.of(1L, 1L, 0L, 1L, 0L),
            List.of(0L, 0L, 0L, 0L, 0L),
            List.of(1L, 0L, 0L, 0L, 1L),
            List.of(0L, 0L, 0L, 0L, 0L));
  }

  @Test
  void ofEqualScoresTheFirstIsTheBetterOne() {
    ClassificationEvaluator evaluator = new ClassificationEvaluator();
    evaluator.add("b", scores("a", 0.5, "b", 0.5));
    evaluator.add("a", scores("a", 0.5, "b", 0.5));

    assertThat(evaluator.metrics().categories())
        .extracting(ClassificationMetrics.Category::top1)
        .containsExactly(1.0, 0.0);
  }

  @Test
  void hasNoFigureWithoutImages() {
    assertThat(new ClassificationEvaluator().metrics())
        .isEqualTo(new ClassificationMetrics(0, -1, -1, List.of()));
  }

  static LongStream seeds() {
    return new Random(31).longs(100);
  }

  /** Counts, for each image, the classes that come before its own. */
  @ParameterizedTest
  @MethodSource("seeds")
  void isEqualToTheDefinitions(long seed) {
    Random random = new Random(seed);
    List<Image> images = new ArrayList<>();
    for (int i = random.nextInt(60); i >= 0; i--) {
      List<ClassScore> found = new ArrayList<>();
      for (int label = 0; label < 8; label++) {
        if (random.nextInt(4) > 0) {
          found.add(new ClassScore("c" + label, random.nextInt(5)));
        }
      }
      images.add(new Image("c" + random.nextInt(8), found));
    }
    ClassificationEvaluator first = new ClassificationEvaluator();
    ClassificationEvaluator rest = new ClassificationEvaluator();
    for (Image image : images) {
      (random.nextBoolean() ? first : rest).add(image.truth, image.found);
    }
    first.addAll(rest);

    ClassificationMetrics metrics = first.metrics();

    assertThat(metrics.top1()).isCloseTo(shareWithin(images, 1), within(1e-12));
    assertThat(metrics.top5()).isCloseTo(shareWithin(images, 5), within(1e-12));
    ClassConfusion confusion = first.confusion();
    for (int row = 0; row < confusion.labels().size(); row++) {
      for (int column = 0; column < confusion.labels().size(); column++) {
        String truth = confusion.labels().get(row);
        String takenFor = confusion.labels().get(column);
        assertThat(confusion.counts().get(row).get(column))
            .isEqualTo(
                images.stream()
                    .filter(image -> image.truth.equals(truth))
                    .filter(image -> rank(image, takenFor) == 0)
                    .count());
      }
    }
    assertThat(confusion.counts().stream().flatMap(List::stream).mapToLong(Long::longValue).sum())
        .isEqualTo(images.size());
  }

  private static double shareWithin(List<Image> images, int most) {
    return images.stream().filter(image -> rank(image, image.truth) < most).count()
        / (double) images.size();
  }

  /** Returns the number of classes before one; many if the image does not have it. */
  private static int rank(Image image, String label) {
    for (int i = 0; i < image.found.size(); i++) {
      if (image.found.get(i).label().equals(label)) {
        int before = 0;
        for (int j = 0; j < image.found.size(); j++) {
          double difference = image.found.get(j).score() - image.found.get(i).score();
          before += difference > 0 || (difference == 0 && j < i) ? 1 : 0;
        }
        return before;
      }
    }
    return Integer.MAX_VALUE;
  }

  @Test
  void rejectsAClassThatComesTwiceOrIsNone() {
    ClassificationEvaluator evaluator = new ClassificationEvaluator();

    assertThatThrownBy(() -> evaluator.add("a", scores("b", 0.5, "b", 0.4)))
        .isInstanceOf(UnfitInputException.class)
        .hasMessage("an image has class 'b' twice: expected each class once");
    assertThatThrownBy(() -> evaluator.add("", List.of()))
        .hasMessage("the class of an image is empty: expected its name");
    assertThatThrownBy(() -> new ClassScore("a", Double.NaN))
        .hasMessage("score of class 'a' is NaN: expected a finite number");
    assertThat(evaluator.metrics().images()).isZero();
  }

  private static List<ClassScore> scores(Object... labelsAndScores) {
    List<ClassScore> scores = new ArrayList<>();
    for (int i = 0; i < labelsAndScores.length; i += 2) {
      scores.add(new ClassScore((String) labelsAndScores[i], (Double) labelsAndScores[i + 1]));
    }
    return scores;
  }
}
