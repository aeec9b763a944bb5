package dev.skipstream.source.ffmpeg;

/**
 * A part of an encoded picture, or all of it, as RTP packets carry it.
 *
 * @param bytes encoded; begins with a start code where a unit of H.264 or H.265 begins
 * @param pts FFmpeg's time stamp: parts of one picture have the same
 * @param damaged FFmpeg knows that bytes are missing
 * @param time when the first part came
 */
record LivePart(byte[] bytes, long pts, boolean damaged, LiveTime time) {}
