package dev.skipstream.camera;

/** The one line that tells why a camera is down, and the action to take. */
final class DownTexts {
  private DownTexts() {}

  static String line(CameraSettings camera, DownReason reason, String detail) {
    return "camera %s (%s): %s; %s"
        .formatted(camera.name(), camera.address().shown(), detail, action(reason));
  }

  private static String action(DownReason reason) {
    return switch (reason) {
      case UNREACHABLE -> "check the host, the port and the network";
      case UNAUTHORIZED ->
          "check the user in the address, and the password in SKIPSTREAM_CAMERA_PASSWORD or in the"
              + " password file";
      case NOT_FOUND -> "check the path of the stream, or the name of the device";
      case NOT_A_STREAM -> "expected the address of a video stream, not of a web page";
      case UNSUPPORTED_CODEC -> "set the camera to H.264, H.265 or MJPEG";
      case UNTRUSTED ->
          "give the camera's authority (ca), or accept any certificate (insecure: true)";
      case SILENT, ENDED, READER_FAILED -> "it is connected again";
      case STOPPED -> "it was stopped";
    };
  }
}
