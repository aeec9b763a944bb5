package dev.skipstream.track;

import dev.skipstream.schemas.event.BoundingBox;
import java.time.Instant;

/**
 * The summary of a track that has ended.
 *
 * @param id of the track
 * @param label the category with the greatest sum of scores
 * @param from the time of the first detection
 * @param to the time of the last detection
 * @param first the box of the first detection, in pixels
 * @param last the box after the last detection, in pixels
 * @param distance the length of the centre's path, in pixels
 */
public record EndedTrack(
    long id,
    String label,
    Instant from,
    Instant to,
    BoundingBox first,
    BoundingBox last,
    double distance) {}
