package dev.skipstream.evaluate.tracks;

import dev.skipstream.schemas.event.BoundingBox;

/**
 * The box of a track in one frame.
 *
 * @param id of the track; a frame has it once
 * @param box in pixels
 */
public record TrackBox(long id, BoundingBox box) {}
