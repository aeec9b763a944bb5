package dev.skipstream.schemas.event;

/**
 * One object in a frame, recognised from earlier frames.
 *
 * @param id of the track, unique within the camera's partition, from 1
 * @param label the category with the greatest sum of scores
 * @param box of the detection in this frame, in pixels of the camera's frame
 * @param ageMillis since the first detection, in milliseconds
 * @param speed of the box's centre, in pixels/s
 */
public record TrackedObject(long id, String label, BoundingBox box, long ageMillis, double speed) {}
