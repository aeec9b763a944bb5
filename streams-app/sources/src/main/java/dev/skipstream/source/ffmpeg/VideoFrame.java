package dev.skipstream.source.ffmpeg;

import java.time.Duration;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * One decoded frame of a video.
 *
 * @param bgr [height, width, 3] uint8, upright; owned by the stream, valid until its next frame
 * @param pts the frame's own time stamp, to a microsecond; in a stream without time stamps the
 *     frame's number divided by the nominal rate
 * @param lasts until the next frame, as the stream says; zero where it says nothing
 */
public record VideoFrame(Mat bgr, Duration pts, Duration lasts) {}
