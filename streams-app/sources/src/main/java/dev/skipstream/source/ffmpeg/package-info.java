/**
 * Reads videos with FFmpeg: demultiplexing, decoding, colours and orientation. Starts at {@link
 * dev.skipstream.source.ffmpeg.VideoStream}. Hides the pointers of FFmpeg and their lifetimes, and
 * follows the rules of the {@code ffmpeg} program: which stream is selected, which frames are
 * visible, and how the tags of a frame are applied.
 *
 * <p>Exports {@link dev.skipstream.source.ffmpeg.VideoDamage}, {@link
 * dev.skipstream.source.ffmpeg.VideoFrame}, {@link dev.skipstream.source.ffmpeg.VideoLocation} and
 * {@link dev.skipstream.source.ffmpeg.VideoStream}.
 */
package dev.skipstream.source.ffmpeg;
