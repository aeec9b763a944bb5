package dev.skipstream.source.street;

import java.util.List;
import java.util.Optional;

/**
 * A person or thing at one moment.
 *
 * @param kind its class in the ground truth; nothing for a tree
 * @param number of the person or thing in its street; 0 for furniture
 * @param depth metres from the camera
 * @param parts in an order in which later ones hide earlier ones
 */
record Figure(Optional<StreetClass> kind, long number, Pose pose, double depth, List<Part> parts) {
  Figure {
    parts = List.copyOf(parts);
  }
}
