package dev.skipstream.source.street;

import dev.skipstream.schemas.event.BoundingBox;

/**
 * What is seen of somebody or something in a frame.
 *
 * @param kind what it is
 * @param box around what is seen of it, in pixels
 * @param visiblePixels how many are seen
 * @param occlusion the share of what lies in the frame that others hide, 0 to 1
 */
public record StreetObject(
    StreetClass kind, BoundingBox box, int visiblePixels, double occlusion) {}
