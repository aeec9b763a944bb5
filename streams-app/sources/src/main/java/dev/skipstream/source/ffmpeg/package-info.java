/**
 * Reads videos and live inputs with FFmpeg: demultiplexing, decoding, colours and orientation. The
 * entry points are {@link dev.skipstream.source.ffmpeg.VideoStream} and {@link
 * dev.skipstream.source.ffmpeg.LiveStream}. The package hides the pointers of FFmpeg and their
 * lifetimes. It follows the rules of the {@code ffmpeg} program for the selected stream, the
 * visible frames and the tags of a frame.
 *
 * <p>Exports {@link dev.skipstream.source.ffmpeg.LiveException}, {@link
 * dev.skipstream.source.ffmpeg.LiveInput}, {@link dev.skipstream.source.ffmpeg.LivePicture}, {@link
 * dev.skipstream.source.ffmpeg.LiveStream}, {@link dev.skipstream.source.ffmpeg.LiveTime}, {@link
 * dev.skipstream.source.ffmpeg.UprightBgr}, {@link dev.skipstream.source.ffmpeg.VideoDamage},
 * {@link dev.skipstream.source.ffmpeg.VideoFrame}, {@link
 * dev.skipstream.source.ffmpeg.VideoLocation} and {@link dev.skipstream.source.ffmpeg.VideoStream}.
 */
package dev.skipstream.source.ffmpeg;
