package dev.skipstream.cli;

import dev.skipstream.doctor.Doctor;
import dev.skipstream.doctor.DoctorReport;
import dev.skipstream.image.header.InvalidImageException;
import dev.skipstream.model.ComputeSettings;
import dev.skipstream.registry.ModelVersion;
import dev.skipstream.registry.artifact.TemporaryFolder;
import dev.skipstream.registry.importer.ImportedDetector;
import dev.skipstream.source.FrameReader;
import dev.skipstream.source.street.StreetConditions.Daytime;
import dev.skipstream.source.street.StreetConditions.Weather;
import dev.skipstream.source.street.StreetSource;
import dev.skipstream.source.street.StreetView;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
    name = "doctor",
    description = {
      "Reports what this machine can do and what it lacks: CPU, memory, GPUs, libraries, number"
          + " formats, and the time of one frame with the bundled model.",
      "Needs no broker and no registry, and changes nothing except the kept check of the formats."
          + " Ends with exit code 5 where this machine cannot detect."
    },
    footer = {"", "Example: skipstream doctor --json"})
final class DoctorCommand implements Callable<Integer> {
  private static final StreetView VIEW =
      new StreetView(
          640, 384, Duration.ofSeconds(1), Optional.of(Daytime.DAY), Optional.of(Weather.CLEAR));

  @Option(names = "--json", description = "print one JSON document")
  boolean json;

  @Spec CommandSpec spec;

  /** The document of {@code --json}. */
  private record Document(String program, DoctorReport report) {}

  @Override
  public Integer call() throws IOException, InvalidImageException {
    String program = new BuildVersion().getVersion()[0];
    DoctorReport report = examine();
    spec.commandLine()
        .getOut()
        .println(
            json
                ? Json.document(new Document(program, report))
                : DoctorView.line("program", program)
                    + System.lineSeparator()
                    + DoctorView.text(report));
    return (report.choice().isPresent() ? ExitCode.DONE : ExitCode.DEVICE).status();
  }

  private static DoctorReport examine() throws IOException, InvalidImageException {
    try (TemporaryFolder work = TemporaryFolder.create("skipstream-doctor-")) {
      ImportedDetector street = StreetModel.unpack(work.path());
      ModelVersion version =
          new ModelVersion(
              StreetModel.NAME, 1, street.manifest(), street.manifest().created(), Operator.name());
      return new Doctor(version, street.archive(), image(), ComputeSettings.auto()).examine();
    }
  }

  private static byte[] image() throws IOException {
    try (FrameReader street = StreetSource.of(21, VIEW, Optional.empty(), 90).open()) {
      return street.next().orElseThrow().image();
    }
  }
}
