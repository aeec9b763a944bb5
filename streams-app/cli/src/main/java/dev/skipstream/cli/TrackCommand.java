package dev.skipstream.cli;

import dev.skipstream.health.HealthServer;
import dev.skipstream.health.PrometheusMetrics;
import dev.skipstream.stream.StreamSettings;
import dev.skipstream.telemetry.StreamHealth;
import dev.skipstream.telemetry.Telemetry;
import dev.skipstream.topics.TrackTopics;
import dev.skipstream.tracking.CountsEndpoint;
import dev.skipstream.tracking.TrackingSettings;
import dev.skipstream.tracking.TrackingStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "track",
    description = {
      "Tracks the objects of cameras: detection events in; tracks, happenings at lines and zones,"
          + " and counts out; ends by SIGTERM or Ctrl-C.",
      "Creates the topics that it writes, if they are missing. It is always exactly-once."
    },
    footer = {"", "Example: skipstream track --rules zones.yaml"})
final class TrackCommand implements Callable<Integer> {
  @Mixin KafkaOptions kafka;
  @Mixin ThreadOptions threads;
  @Mixin TrackHttpOptions http;
  @Mixin RegistryOption registry;
  @Mixin TrackingOptions tracking;
  @Mixin TrackTopicOptions output;

  @Option(
      names = "--topic",
      paramLabel = "TOPIC",
      defaultValue = "detections",
      description = "topic of the detection events (default: ${DEFAULT-VALUE})")
  String detections;

  @Option(
      names = "--application-id",
      paramLabel = "ID",
      defaultValue = "skipstream-tracking",
      description =
          "instances with the same id share the input's partitions (default: ${DEFAULT-VALUE})")
  String applicationId;

  @Option(
      names = "--state",
      paramLabel = "DIR",
      defaultValue = "${sys:user.home}/.skipstream/state",
      description =
          "folder of the stores, which are restored from Kafka where they are missing (default:"
              + " ${DEFAULT-VALUE})")
  Path state;

  @Override
  public Integer call() {
    StreamSettings stream = threads.stream(true, TrackingStream.COMMIT_INTERVAL);
    StreamHealth health = new StreamHealth(List.of());
    CountsEndpoint endpoint = new CountsEndpoint();
    // An unfit file or option is reported at once, before a broker is waited for.
    TrackTopics topics = output.names(detections);
    var rules = tracking.rules(registry.location(kafka.cluster()));
    var tracker = tracking.tracker();
    var counting = tracking.counting();
    EndWatch watch = EndWatch.start(health, stream.stopLimit());
    try (PrometheusMetrics metrics = new PrometheusMetrics()) {
      Optional<HealthServer> server =
          http.serve(health, metrics, Map.of(CountsEndpoint.PATH, endpoint));
      try {
        server.ifPresent(open -> tracking.advertise(endpoint, http, open));
        TrackingStream app =
            new TrackingStream(
                new TrackingSettings(
                    kafka.reach(),
                    applicationId,
                    topics,
                    tracker,
                    counting,
                    rules,
                    stream,
                    state.resolve(applicationId),
                    server.map(open -> endpoint),
                    new Telemetry(metrics.registry(), health)));
        app.stopOnShutdown();
        app.run();
      } finally {
        server.ifPresent(HealthServer::close);
      }
    } finally {
      watch.close();
    }
    return ExitCode.DONE.status();
  }
}
