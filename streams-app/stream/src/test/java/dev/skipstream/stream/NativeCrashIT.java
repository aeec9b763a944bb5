package dev.skipstream.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.skipstream.broker.SharedBroker;
import dev.skipstream.topics.TopicNames;
import dev.skipstream.topics.Topics;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A frame that takes the whole process with it, for real, whenever it is decoded. */
@Timeout(180)
class NativeCrashIT {
  private static final int FRAMES = 10;

  @TempDir Path folder;

  private final TopicNames topics = TopicNames.of(SharedBroker.uniqueName("crash"));

  @Test
  void aFrameThatCrashesTheProcessBecomesADeadLetterAfterThreeCrashes() throws Exception {
    try (Admin admin = SharedBroker.admin()) {
      Topics.create(admin, topics, 1, (short) 1, 1_000_000);
    }
    publish();

    for (int crash = 1; crash <= 3; crash++) {
      Process process = start();
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("crash %d", crash).isTrue();
      try (Stream<Path> reports = Files.list(folder)) {
        assertThat(reports.filter(file -> file.toString().endsWith(".log"))).hasSize(crash);
      }
    }
    Process last = start();
    List<ConsumerRecord<byte[], byte[]>> outcomes;
    try (OutcomeReader reader = new OutcomeReader(SharedBroker.bootstrapServers(), topics)) {
      outcomes = reader.read(FRAMES, Duration.ofSeconds(40));
      assertThat(last.isAlive()).isTrue();
    } finally {
      last.destroy();
      last.waitFor(40, TimeUnit.SECONDS);
    }

    assertThat(outcomes).hasSize(FRAMES);
    List<ConsumerRecord<byte[], byte[]>> dead =
        outcomes.stream().filter(one -> one.topic().equals(topics.deadLetters())).toList();
    assertThat(dead)
        .singleElement()
        .satisfies(
            one -> {
              assertThat(new String(one.value(), UTF_8)).startsWith("crash");
              assertThat(new String(one.headers().lastHeader("skipstream.reason").value(), UTF_8))
                  .isEqualTo("native-crash");
            });
  }

  private void publish() throws Exception {
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < FRAMES; i++) {
      texts.add(i == FRAMES / 2 ? "crash" : "frame " + i);
    }
    TextPublisher.publish(
        Map.of("bootstrap.servers", SharedBroker.bootstrapServers()), topics.images(), 1, texts);
  }

  private Process start() throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx256m",
            "-XX:-CreateCoredumpOnCrash",
            "-XX:ErrorFile=" + folder.resolve("hs_err_%p.log"),
            "-cp",
            System.getProperty("java.class.path"),
            CrashingMain.class.getName(),
            SharedBroker.bootstrapServers(),
            topics.images(),
            folder.resolve("state").toString())
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(new File("target/native-crash.log")))
        .start();
  }
}
