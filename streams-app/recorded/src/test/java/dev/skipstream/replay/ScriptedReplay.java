package dev.skipstream.replay;

import dev.skipstream.broker.SharedBroker;
import dev.skipstream.detect.DeviceModels;
import dev.skipstream.image.fetch.DatarefFetcher;
import dev.skipstream.image.fetch.FetchSettings;
import dev.skipstream.schemas.event.Computation;
import dev.skipstream.schemas.event.ReplayRun;
import dev.skipstream.stream.ImageTools;
import dev.skipstream.stream.ScriptedFrames;
import dev.skipstream.stream.StreamSettings;
import dev.skipstream.topics.range.RangeBound;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.streams.GroupProtocol;

/**
 * A replay of scripted frames, in this JVM or in one of its own that is to be killed.
 *
 * @param nanosPerFrame how long the model takes for each frame of a batch
 * @param ends of the range, by partition
 */
record ScriptedReplay(
    String bootstrapServers,
    String topic,
    String log,
    int batchSize,
    long nanosPerFrame,
    boolean again,
    Map<Integer, Long> ends) {

  /** Runs it to its end. */
  public static void main(String[] args) {
    ScriptedReplay scripted =
        new ScriptedReplay(
            args[0],
            args[1],
            args[2],
            Integer.parseInt(args[3]),
            Long.parseLong(args[4]),
            Boolean.parseBoolean(args[5]),
            List.of(args[6].split(",", -1)).stream()
                .map(end -> end.split(":", -1))
                .collect(
                    Collectors.toMap(
                        end -> Integer.parseInt(end[0]), end -> Long.parseLong(end[1]))));
    scripted.run();
    Runtime.getRuntime().halt(0);
  }

  /** Runs it in this JVM, to its end. */
  ReplayRun run() {
    try (Replay replay = replay()) {
      return replay.run(tools(), done -> {});
    }
  }

  /** Starts it in a JVM of its own. */
  Process start(Path log) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-Dtest.log=INFO",
            "-Xmx256m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            ScriptedReplay.class.getName(),
            bootstrapServers,
            topic,
            this.log,
            Integer.toString(batchSize),
            Long.toString(nanosPerFrame),
            Boolean.toString(again),
            new TreeMap<>(ends)
                .entrySet().stream()
                    .map(end -> end.getKey() + ":" + end.getValue())
                    .collect(Collectors.joining(","))));
    Files.createDirectories(log.getParent());
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
        .start();
  }

  Map<String, Object> client() {
    Map<String, Object> client = new HashMap<>(SharedBroker.SHORT_SESSION);
    client.put("bootstrap.servers", bootstrapServers);
    // A killed run's transaction blocks the next one for this long.
    client.put("transaction.timeout.ms", "4000");
    return client;
  }

  Replay replay() {
    return new Replay(client(), request(), new ReplayLog(client(), log));
  }

  ReplayRequest request() {
    return new ReplayRequest(
        topic,
        new RangeBound.Earliest(),
        new RangeBound.Offsets(ends, OptionalLong.empty()),
        CompanyDetector.MODEL,
        Map.of("batch-size", Integer.toString(batchSize)),
        Optional.empty(),
        again);
  }

  ReplayTools tools() {
    return tools(OptionalDouble.empty());
  }

  ReplayTools tools(OptionalDouble maxRate) {
    return tools(maxRate, Optional.empty());
  }

  /** Returns the tools of a machine that computes in this way. */
  ReplayTools tools(Computation computation) {
    return tools(OptionalDouble.empty(), Optional.of(computation));
  }

  private ReplayTools tools(OptionalDouble maxRate, Optional<Computation> computation) {
    return new ReplayTools(
        new ImageTools(
            ScriptedFrames::decode,
            new DatarefFetcher(FetchSettings.NOTHING),
            Duration.ZERO,
            Optional.empty()),
        List.of(
            new DeviceModels("scripted", List.of(new CompanyDetector(nanosPerFrame, computation)))),
        // Commits that come often cut many groups.
        new StreamSettings(
            true, GroupProtocol.CLASSIC, 2, Duration.ofMillis(100), Duration.ofSeconds(20)),
        batchSize,
        2,
        maxRate);
  }

  /** Returns the replay with another log, in which it is not complete. */
  ScriptedReplay withLog(String other) {
    return new ScriptedReplay(
        bootstrapServers, topic, other, batchSize, nanosPerFrame, again, ends);
  }

  ScriptedReplay withAgain() {
    return new ScriptedReplay(bootstrapServers, topic, log, batchSize, nanosPerFrame, true, ends);
  }
}
