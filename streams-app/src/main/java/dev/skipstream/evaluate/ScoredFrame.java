package dev.skipstream.evaluate;

import dev.skipstream.schemas.event.Detection;
import dev.skipstream.schemas.event.InputPosition;
import dev.skipstream.schemas.event.TrueObject;
import java.util.List;
import java.util.Optional;

/**
 * A frame whose truth and detections have come together.
 *
 * @param name of the frame; of a data set's image its file's
 * @param width pixels, 0 where nobody says
 * @param height pixels, 0 where nobody says
 * @param input where its image is, when it came from a topic
 */
public record ScoredFrame(
    String name,
    int width,
    int height,
    Optional<InputPosition> input,
    List<TrueObject> truth,
    List<Detection> found) {}
