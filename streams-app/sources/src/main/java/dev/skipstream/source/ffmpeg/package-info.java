/**
 * Reads videos with FFmpeg: demultiplexing, decoding, colours and orientation. The entry point is
 * {@link dev.skipstream.source.ffmpeg.VideoStream}. The package hides the pointers of FFmpeg and
 * their lifetimes. It follows the rules of the {@code ffmpeg} program for the selected stream, the
 * visible frames and the tags of a frame.
 *
 * <p>Exports {@link dev.skipstream.source.ffmpeg.VideoDamage}, {@link
 * dev.skipstream.source.ffmpeg.VideoFrame}, {@link dev.skipstream.source.ffmpeg.VideoLocation} and
 * {@link dev.skipstream.source.ffmpeg.VideoStream}.
 */
package dev.skipstream.source.ffmpeg;
