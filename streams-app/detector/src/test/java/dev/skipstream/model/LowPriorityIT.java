package dev.skipstream.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skipstream.detect.DjlDetector;
import dev.skipstream.detect.GeneratedDetector;
import dev.skipstream.image.Frame;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs(OS.LINUX)
class LowPriorityIT {
  private static final Frame BLACK = new Frame(new byte[3 * 160 * 120], 160, 120);

  @TempDir Path folder;

  @Test
  void theThreadsOfAnOperatorGiveWayAsTheirCallerDoes() throws Exception {
    int before = NiceValue.ofThisThread();
    GeneratedDetector generated = GeneratedDetector.in(folder);
    ExecutorService patient = Executors.newSingleThreadExecutor();
    try (DjlDetector served = generated.load(generated.archive());
        DjlDetector tried = generated.load(generated.archive())) {
      served.detect(List.of(BLACK));
      Map<String, Integer> serving = NiceValue.ofAllThreads();

      Map<String, Integer> trying =
          patient
              .submit(
                  () -> {
                    LowPriority.ofThisThread();
                    tried.detect(List.of(BLACK));
                    return NiceValue.ofAllThreads();
                  })
              .get(60, TimeUnit.SECONDS);
      served.detect(List.of(BLACK));

      // The thread, and one at least that its operators had help of; none of those that serve.
      assertThat(trying.values())
          .filteredOn(value -> value > before)
          .hasSizeGreaterThanOrEqualTo(2);
      Map<String, Integer> after = NiceValue.ofAllThreads();
      after.keySet().retainAll(serving.keySet());
      assertThat(after)
          .allSatisfy((thread, value) -> assertThat(serving).containsEntry(thread, value));
      assertThat(NiceValue.ofThisThread()).isEqualTo(before);
    } finally {
      patient.shutdownNow();
    }
  }
}
