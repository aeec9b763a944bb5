package dev.skipstream.cli;

import dev.skipstream.doctor.DoctorReport;
import dev.skipstream.doctor.DoctorReport.Format;
import dev.skipstream.doctor.DoctorReport.GpuState;
import dev.skipstream.doctor.MissingPart;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** The report of {@code doctor} as text. */
final class DoctorView {
  private DoctorView() {}

  static String text(DoctorReport report) {
    List<String> lines = new ArrayList<>();
    lines.add(line("system", report.system()));
    lines.add(
        line(
            "cpu",
            report.cpu().processors()
                + " processors"
                + report.cpu().model().map(model -> ", " + model).orElse("")));
    report
        .cpu()
        .kernels()
        .forEach((format, name) -> lines.add(line("kernels", format + ": " + name)));
    lines.add(
        line(
            "memory",
            form(
                "%.1f GiB, Java heap at most %.1f GiB",
                gibibytes(report.memory().bytes()), gibibytes(report.memory().heapBytes()))));
    addGpus(report, lines);
    lines.add(
        line(
            "libtorch",
            report
                .libtorch()
                .fault()
                .orElseGet(
                    () ->
                        report.libtorch().version().orElse("")
                            + ", "
                            + report.libtorch().build().orElse(""))));
    report.formats().forEach(format -> lines.add(line("format", text(format))));
    lines.add(
        line(
            "choice",
            report
                .choice()
                .map(
                    choice ->
                        "--device %s --compute %s: %s"
                            .formatted(choice.device(), choice.compute(), choice.reason()))
                .orElse("none: this machine cannot detect")));
    report
        .throughput()
        .ifPresent(
            rates ->
                lines.add(
                    line(
                        "limit",
                        form(
                            "%s: this machine decodes %.0f frames/s (%.1f ms of a processor a"
                                + " frame) or detects in %.1f (%s)",
                            rates.limit(),
                            rates.decodedPerSecond(),
                            rates.decodeMillis(),
                            rates.inferredPerSecond(),
                            rates.batch() > 1
                                ? "batches of " + rates.batch()
                                : form("%.1f ms", rates.inferenceMillis())))));
    report.missing().forEach(part -> lines.add(line("missing", text(part))));
    if (report.missing().isEmpty()) {
      lines.add(line("missing", "nothing"));
    }
    return String.join(System.lineSeparator(), lines);
  }

  private static void addGpus(DoctorReport report, List<String> lines) {
    DoctorReport.Gpus gpus = report.gpus();
    gpus.fault().ifPresent(fault -> lines.add(line("gpu", "none: " + fault)));
    for (GpuState gpu : gpus.found()) {
      lines.add(line(gpu.gpu().device(), text(gpu)));
      gpu.kernels()
          .forEach(
              (format, name) ->
                  lines.add(
                      line("kernels", "%s %s: %s".formatted(gpu.gpu().device(), format, name))));
    }
    gpus.driver().ifPresent(driver -> lines.add(line("driver", driver)));
    gpus.cuda().ifPresent(cuda -> lines.add(line("cuda", "up to " + cuda)));
  }

  private static String text(GpuState state) {
    return "%s, %s, compute capability %s%s"
        .formatted(
            state.gpu().name(),
            state.usedBytes().isPresent()
                ? form(
                    "%.1f of %.1f GiB in use",
                    gibibytes(state.usedBytes().getAsLong()), gibibytes(state.gpu().memoryBytes()))
                : form("%.1f GiB", gibibytes(state.gpu().memoryBytes())),
            state.gpu().computeCapability(),
            state.celsius().isPresent() ? ", " + state.celsius().getAsInt() + " °C" : "");
  }

  private static String text(Format format) {
    String name = format.device() + " " + format.format();
    return format
        .unusable()
        .map(why -> name + ": not used, " + why)
        .orElseGet(
            () ->
                form(
                    "%s: %s%.0f ms a frame, %d detections%s",
                    name,
                    format.layersMillis().isPresent() ? "passed the check, " : "",
                    format.frameMillis().orElseThrow(),
                    format.detections().orElseThrow(),
                    format.batches().map(DoctorView::batches).orElse("")));
  }

  private static String batches(Map<Integer, Double> rates) {
    return rates.entrySet().stream()
        .map(one -> form("%d: %.0f", one.getKey(), one.getValue()))
        .collect(Collectors.joining(", ", ", frames/s by batch ", ""));
  }

  private static String text(MissingPart part) {
    return "%s: %s; install it with: %s".formatted(part.part(), part.reason(), part.command());
  }

  /** Returns a row: the name of a part, and what it is. */
  static String line(String name, String value) {
    return "%-9s %s".formatted(name, value);
  }

  private static String form(String text, Object... values) {
    return String.format(Locale.ROOT, text, values);
  }

  private static double gibibytes(long bytes) {
    return bytes / (double) (1 << 30);
  }
}
