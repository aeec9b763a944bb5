package dev.skipstream.app;

import dev.skipstream.detect.Detector;
import dev.skipstream.image.ImageDecoder;
import dev.skipstream.image.ImageLimits;
import dev.skipstream.registry.ModelVersion;
import dev.skipstream.topology.BatchSettings;
import dev.skipstream.topology.DetectionApp;
import dev.skipstream.topology.StreamSettings;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "run",
    description =
        "Runs the stream: image events in, detection events out; ends by SIGTERM or Ctrl-C.")
final class RunCommand implements Callable<Integer> {
  @Mixin KafkaOptions kafka;
  @Mixin TopicOptions topics;
  @Mixin DetectorOptions detector;

  @Option(
      names = "--application-id",
      paramLabel = "ID",
      defaultValue = "skipstream",
      description =
          "instances with the same id share the input's partitions (default: ${DEFAULT-VALUE})")
  String applicationId;

  @Override
  public Integer call() {
    Map<String, Object> client = kafka.reach();
    ModelVersion version = detector.resolve();
    List<Detector> detectors = detector.loadAll(version);
    try {
      DetectionApp app =
          new DetectionApp(
              new DetectionApp.Settings(
                  client,
                  applicationId,
                  topics.names(),
                  StreamSettings.DEFAULT,
                  BatchSettings.DEFAULT),
              new ImageDecoder(ImageLimits.DEFAULT),
              detectors);
      app.stopOnShutdown();
      app.run();
    } finally {
      detectors.forEach(Detector::close);
    }
    return ExitCode.DONE.status();
  }
}
