package dev.skipstream.camera;

import java.time.Instant;
import java.util.Map;

/**
 * A frame of a camera, ready for the topic.
 *
 * @param id unique for ever: {@code <camera>/<start of the publisher>-<sequence>}
 * @param camera name of the camera
 * @param sequence number of the frame since the publisher's start; it continues across connections,
 *     and a dropped frame uses a number
 * @param capturedAt time of capture, by {@code clock}
 * @param clock source of that time
 * @param facts headers that the reader adds to the event, such as those of a view or a gate
 * @param jpeg the encoded image. The frame owns it, and it is never changed
 */
public record CameraFrame(
    String id,
    String camera,
    long sequence,
    Instant capturedAt,
    CameraClock clock,
    Map<String, String> facts,
    byte[] jpeg) {}
