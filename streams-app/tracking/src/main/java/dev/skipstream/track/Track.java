package dev.skipstream.track;

import dev.skipstream.schemas.event.BoundingBox;
import java.time.Duration;

/**
 * An object in a frame, recognised from earlier frames.
 *
 * @param id unique within the camera, from 1, never used again
 * @param box of the detection in this frame, in pixels; the estimate of the filter is behind it
 *     where a box grows at the edge of the picture
 * @param label the category with the greatest sum of scores
 * @param age since the first detection
 * @param speed of the box's centre, in pixels/s
 */
public record Track(long id, BoundingBox box, String label, Duration age, double speed) {}
