package dev.skipstream.bench;

import dev.skipstream.detect.DeviceModels;
import dev.skipstream.frame.BatchSettings;
import dev.skipstream.topics.TopicNames;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.CommonClientConfigs;

/**
 * An instance of the stream in a JVM of its own, to be killed. Its outcomes name the instance as
 * their model. It ends with the process that started it.
 *
 * <p>Threading: the main thread runs the stream; another waits for the parent's end.
 */
final class StageInstance {
  /** The times of its model. */
  static final ScriptedTimes TIMES = new ScriptedTimes(5, 50);

  private StageInstance() {}

  /** Starts an instance of that name; the caller ends the process. */
  static Process launch(Workbench bench, TopicNames topics, String name) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx256m",
            "-cp",
            System.getProperty("java.class.path"),
            StageInstance.class.getName(),
            bench.client().get(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG).toString(),
            topics.images(),
            topics.detections(),
            topics.deadLetters(),
            bench.folder().resolve(name).toString(),
            name)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  /** {@code SERVERS IMAGES DETECTIONS DEAD-LETTERS FOLDER NAME}. */
  public static void main(String[] args) {
    Thread leash = new Thread(StageInstance::endWithParent, "parent");
    leash.setDaemon(true);
    leash.start();
    Workbench bench =
        new Workbench(
            Map.of(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, args[0]),
            args[1],
            Path.of(args[4]),
            step -> {});
    ScriptedModel model =
        new ScriptedModel(args[5], TIMES, ScriptedModel.Batching.NONE, args[5].hashCode());
    BenchmarkStream.app(
            bench,
            new TopicNames(args[1], args[2], args[3]),
            image -> ScriptedModel.FRAME,
            List.of(new DeviceModels(args[5], List.of(model))),
            new BatchSettings(1, BatchSettings.DEFAULT.linger(), 1),
            new SimpleMeterRegistry(),
            Optional.empty())
        .run();
  }

  private static void endWithParent() {
    try {
      while (System.in.read() >= 0) {
        // The parent says nothing: it only holds the pipe open.
      }
    } catch (IOException e) {
      // The pipe broke: the same.
    }
    Runtime.getRuntime().halt(0);
  }
}
