package dev.skipstream.cli;

import dev.skipstream.detect.DeviceModels;
import dev.skipstream.detect.FakeGpu;
import dev.skipstream.frame.BatchSettings;
import dev.skipstream.frame.FrameRules;
import dev.skipstream.stream.DetectionStream;
import dev.skipstream.stream.LoadedModels;
import dev.skipstream.stream.ScriptedApp;
import dev.skipstream.stream.ScriptedDetector;
import dev.skipstream.stream.StreamSettings;
import dev.skipstream.topics.TopicNames;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A stream on a fake GPU, as a process: {@code FakeGpuStream BOOTSTRAP TOPIC KERNELS}. The kernel
 * after so many fails, which the GPU does not survive. Ends with the exit code of {@code run}.
 */
final class FakeGpuStream {
  /** The line before the kernel fails. */
  static final String FAULT = "fault";

  static final int BATCH = 8;

  private static final int PLENTY = 64;

  private FakeGpuStream() {}

  public static void main(String[] args) {
    AtomicInteger left = new AtomicInteger(Integer.parseInt(args[2]));
    FakeGpu gpu =
        FakeGpu.takingTime(
            Duration.ofMillis(2),
            PLENTY,
            frames -> {
              if (left.decrementAndGet() < 0) {
                System.out.println(FAULT);
                throw new IllegalStateException("a kernel fails");
              }
            });
    int status = 0;
    try {
      app(Map.of("bootstrap.servers", args[0]), TopicNames.of(args[1]), gpu).run();
    } catch (RuntimeException e) {
      System.err.println("skipstream: " + e.getMessage());
      status = Failures.codeOf(e).status();
    }
    System.exit(status);
  }

  /** Returns a stream in batches of {@link #BATCH}, not started. */
  static DetectionStream app(Map<String, Object> client, TopicNames topics, FakeGpu gpu) {
    return new DetectionStream(
        ScriptedApp.settings(
                client,
                topics.images() + "-app",
                topics,
                FrameRules.NONE,
                StreamSettings.DEFAULT,
                BatchSettings.DEFAULT.ofSize(BATCH))
            .models(
                LoadedModels.of(
                    List.of(
                        new DeviceModels("gpu:0", List.of(gpu.detector(ScriptedDetector.MODEL))))))
            .build());
  }
}
