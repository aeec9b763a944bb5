package dev.skipstream.cli;

import dev.skipstream.camera.report.CameraProbe;
import dev.skipstream.camera.report.ProbeReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "probe",
    description =
        "Reads a camera for some seconds and prints codec, size, rate, latency and clock of its"
            + " stream.",
    footer = {
      "",
      "Example: skipstream cameras probe rtsp://viewer@10.0.0.17/stream1 --picture gate.jpg"
    })
final class CamerasProbeCommand implements Callable<Integer> {
  @Mixin CameraOptions camera;
  @Spec CommandSpec spec;

  @Parameters(
      paramLabel = "URL",
      description =
          "URL of the camera (rtsp://, rtsps://, http://, https://, udp://, srt://), without its"
              + " password, or a device (v4l2:/dev/video0)")
  String url;

  @Option(
      names = "--time",
      paramLabel = "DURATION",
      defaultValue = "5s",
      description = "read the stream for this time (default: ${DEFAULT-VALUE})",
      converter = DurationConverter.class)
  Duration time;

  @Option(
      names = "--picture",
      paramLabel = "FILE",
      description = "write the last picture to this JPEG file")
  Optional<Path> picture;

  @Option(
      names = "--quality",
      paramLabel = "1-100",
      defaultValue = "90",
      description = "JPEG quality of the picture (default: ${DEFAULT-VALUE})")
  int quality;

  @Option(names = "--json", description = "print JSON")
  boolean json;

  @Override
  public Integer call() throws InterruptedException {
    if (time.isNegative() || time.isZero()) {
      throw new BadInputException("--time is %s: expected a time above zero".formatted(time));
    }
    CameraProbe probe =
        new CameraProbe(
            camera.camera(url, Optional.empty(), OptionalDouble.empty(), quality), time);
    CameraProbe.Result result = probe.run();
    picture.ifPresent(file -> write(file, result.jpeg()));
    spec.commandLine()
        .getOut()
        .println(json ? Json.document(result.report()) : text(result.report()));
    return ExitCode.DONE.status();
  }

  private static void write(Path file, byte[] jpeg) {
    try {
      Files.write(file, jpeg);
    } catch (IOException e) {
      throw new BadInputException("--picture %s cannot be written: %s".formatted(file, e), e);
    }
  }

  private String text(ProbeReport report) {
    StringBuilder lines = new StringBuilder();
    lines.append(line("address", report.address()));
    lines.append(line("codec", report.stream().codec()));
    lines.append(line("size", report.pictureWidth() + " x " + report.pictureHeight()));
    lines.append(
        line(
            "rate",
            number(report.framesPerSecond(), "%.1f frames/s measured", "not measured: one frame")
                + number(report.stream().framesPerSecond(), ", %.1f announced", "")));
    lines.append(
        line(
            "clock",
            report
                .clockAheadMillis()
                .map(
                    ahead ->
                        "arrival: the camera's clock is wrong by %.1f s".formatted(ahead / 1e3))
                .orElse(report.clock())));
    lines.append(
        line(
            "latency",
            number(
                report.latencyMillis(),
                "%.0f ms (median, by the camera's clock)",
                "unknown: the camera states no time of capture that is right")));
    lines.append(line("frames", Integer.toString(report.frames())));
    picture.ifPresent(file -> lines.append(line("picture", file.toString())));
    return lines.toString().stripTrailing();
  }

  private static String number(OptionalDouble value, String form, String otherwise) {
    return value.isPresent() ? form.formatted(value.getAsDouble()) : otherwise;
  }

  private static String line(String name, String value) {
    return "%-8s %s%n".formatted(name, value);
  }
}
