package dev.skipstream.bench;

import ai.djl.pytorch.jni.JniUtils;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** The time that libtorch's profiler gives to each stage that the detector program marks. */
final class TorchProfile {
  /** Prefix of a stage's name in the program. */
  private static final String MARK = "skipstream.";

  private TorchProfile() {}

  /** Milliseconds by stage, in the order in which the program runs them. */
  static Map<String, Double> of(Runnable call) throws IOException {
    Path trace = Files.createTempFile("skipstream-profile", ".json");
    try {
      JniUtils.startProfile(false, false, false);
      try {
        call.run();
      } finally {
        JniUtils.stopProfile(trace.toString());
      }
      Map<String, Double> stages = new LinkedHashMap<>();
      for (JsonNode event : new JsonMapper().readTree(trace.toFile())) {
        String name = event.path("name").asText();
        if (name.startsWith(MARK)) {
          // Microseconds.
          stages.merge(
              name.substring(MARK.length()), event.path("dur").asDouble() / 1000, Double::sum);
        }
      }
      return stages;
    } finally {
      Files.delete(trace);
    }
  }
}
