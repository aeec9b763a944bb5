package dev.skipstream.cli;

import dev.skipstream.health.HealthServer;
import dev.skipstream.registry.ModelRef;
import dev.skipstream.registry.ModelRegistry;
import dev.skipstream.registry.RegistryUnavailableException;
import dev.skipstream.registry.UnknownModelException;
import dev.skipstream.registry.location.RegistryLocation;
import dev.skipstream.schemas.event.ModelIdentity;
import dev.skipstream.track.TrackerSettings;
import dev.skipstream.tracking.Counting;
import dev.skipstream.tracking.CountsEndpoint;
import dev.skipstream.tracking.RulesSettings;
import dev.skipstream.zones.ZonesFile;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import picocli.CommandLine.Option;

/** Options for the tracker, the rules and the counts. */
final class TrackingOptions {
  private static final Set<String> ANY = Set.of("0.0.0.0", "::");

  @Option(
      names = "--rules",
      paramLabel = "FILE",
      description =
          "YAML file with the lines and zones of cameras, read again when it changes; an unchanged"
              + " file leaves newer rules of the editor (default: the rules of the topic of rules)")
  private Optional<Path> rules;

  @Option(
      names = "--unchecked-rules",
      description =
          "accept rules of cameras that have no frame yet, and of categories that no model has")
  private boolean unchecked;

  @Option(
      names = "--keep-tracks",
      paramLabel = "DURATION",
      defaultValue = "3s",
      description =
          "time for which a track without detections is kept; the same for all instances (default:"
              + " ${DEFAULT-VALUE})",
      converter = DurationConverter.class)
  private Duration keepTracks;

  @Option(
      names = "--count-window",
      paramLabel = "DURATION",
      defaultValue = "1m",
      description =
          "length of the windows in which crossings of lines are counted; the same for all"
              + " instances (default: ${DEFAULT-VALUE})",
      converter = DurationConverter.class)
  private Duration window;

  @Option(
      names = "--keep-counts",
      paramLabel = "DURATION",
      defaultValue = "7d",
      description =
          "time for which the counts of a window are kept; the same for all instances (default:"
              + " ${DEFAULT-VALUE})",
      converter = DurationConverter.class)
  private Duration keepCounts;

  @Option(
      names = "--http-advertised-host",
      paramLabel = "HOST",
      description =
          "name or address at which other instances reach this one (default: --http-host, or the"
              + " name of the machine where that is 0.0.0.0)")
  private Optional<String> advertised;

  TrackerSettings tracker() {
    return Settings.checked(() -> TrackerSettings.DEFAULT.keeping(keepTracks));
  }

  Counting counting() {
    return Settings.checked(() -> new Counting(window, keepCounts));
  }

  /**
   * Returns the source of the rules; reads the file once, so that a bad one is an error at once.
   */
  RulesSettings rules(RegistryLocation registry) {
    rules.ifPresent(ZonesFile::read);
    return new RulesSettings(
        rules,
        !unchecked,
        model -> classes(registry, model),
        RulesSettings.DEFAULT_LEAD,
        Operator.name());
  }

  /** Rejects rules where there is no tracking. */
  void requireNoRules() {
    if (rules.isPresent()) {
      throw new BadInputException("--rules is given without --track: expected both");
    }
  }

  private static Optional<Set<String>> classes(RegistryLocation location, ModelIdentity model) {
    try (ModelRegistry registry = location.open()) {
      return Optional.of(
          new TreeSet<>(registry.resolve(ModelRef.of(model)).manifest().labels().values()));
    } catch (UnknownModelException | RegistryUnavailableException e) {
      return Optional.empty();
    }
  }

  /** Lets an endpoint state the address at which other instances reach it. */
  void advertise(CountsEndpoint endpoint, HttpAddress http, HealthServer server) {
    endpoint.serveAt(http.scheme(), advertisedHost(http), server.port());
  }

  /** Returns the host of a server for other instances. */
  private String advertisedHost(HttpAddress http) {
    return advertised.orElseGet(() -> ANY.contains(http.host()) ? machine() : http.host());
  }

  private static String machine() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      throw new BadInputException(
          "this machine has no name: expected --http-advertised-host, at which other instances"
              + " reach this one");
    }
  }
}
