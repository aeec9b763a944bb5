package dev.skipstream.camera;

import java.util.OptionalDouble;

/**
 * A stream, as its camera announces it.
 *
 * @param codec FFmpeg's name of the codec: {@code h264}, {@code mjpeg}
 * @param width pixels of a frame; 0 where the stream does not say
 * @param height pixels of a frame; 0 where the stream does not say
 * @param framesPerSecond nominal rate, where the stream states it
 */
public record StreamInfo(String codec, int width, int height, OptionalDouble framesPerSecond) {}
