package dev.skipstream.evaluate;

import java.util.List;

/** The numbers of an evaluation, 0 to 1; -1 where there was nothing to score. */
public interface Figures {

  /** Returns the names of the numbers; the first one is the main number. */
  List<String> names();

  /** Returns the numbers, in the order of {@link #names}. */
  List<Double> numbers();

  /** Returns the main number of each class of the ground truth. */
  List<OfClass> classes();

  /**
   * The main number of a class.
   *
   * @param label the class's name
   * @param count of its objects, images or pixels in the ground truth
   * @param number 0 to 1; -1 where there was nothing to score
   */
  record OfClass(String label, long count, double number) {}

  /** Returns one of the numbers, by its name. */
  default double number(String name) {
    return numbers().get(names().indexOf(name));
  }
}
