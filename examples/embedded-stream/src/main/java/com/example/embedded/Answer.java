package com.example.embedded;

import java.util.List;

/**
 * The outcome of one image.
 *
 * @param image its file name
 * @param labels of the objects in it, the most certain first; empty for an image without objects
 * @param problem the reason why the image has no detections, or an empty text
 */
public record Answer(String image, List<String> labels, String problem) {

  @Override
  public String toString() {
    return image + ": " + (problem.isEmpty() ? String.join(", ", labels) : problem);
  }
}
