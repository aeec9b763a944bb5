package dev.skipstream.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.skipstream.broker.SharedBroker;
import dev.skipstream.topics.TopicNames;
import dev.skipstream.topics.Topics;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** The dead letters here are those of skipped records: they need no stream. */
@Timeout(180)
class RedriveIT {
  private final TopicNames topics = TopicNames.of(SharedBroker.uniqueName("put-back"));
  private final Admin admin = SharedBroker.admin();

  @BeforeEach
  void skipTwoRecords() throws Exception {
    Topics.create(admin, topics, 1, (short) 1, 1_000_000);
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", SharedBroker.bootstrapServers()),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      for (int i = 0; i < 2; i++) {
        producer.send(new ProducerRecord<>(topics.images(), ("image " + i).getBytes(UTF_8))).get();
      }
    }
    for (int offset = 0; offset < 2; offset++) {
      Printed.by(
          with(
              "skip",
              "--application-id",
              topics.images() + "-app",
              "--partition",
              "0",
              "--offset",
              Integer.toString(offset),
              "--because",
              "a test"));
    }
  }

  @AfterEach
  void close() {
    admin.close();
  }

  @Test
  void aDeadLetterIsRedrivenAndTheSecondTimeItIsReportedAndNoError() {
    String input = topics.images() + "-0@1";
    String letter = letterOf(input);

    assertThat(Printed.by(with("redrive", "--dead-letter", place(letter))))
        .isEqualTo("%s: redriven, %s is now %s-0@2%n".formatted(letter, input, topics.images()));
    assertThat(Printed.by(with("redrive", "--dead-letter", place(letter))))
        .startsWith("%s: redriven already, by ".formatted(letter))
        .endsWith(", %s is %s-0@2%n".formatted(input, topics.images()));
  }

  @Test
  void aDryRunSaysWhatWouldBeRedriven() {
    assertThat(Printed.by(with("redrive", "--reason", "skipped", "--dry-run")))
        .contains(
            "can be redriven, %s-0@0 (skipped)".formatted(topics.images()),
            "2 dead letters: 0 redriven, 2 can be redriven, 0 redriven already, 0 refused");
    assertThat(Printed.by(with("redrive", "--reason", "skipped")))
        .contains("2 dead letters: 2 redriven, 0 can be redriven, 0 redriven already, 0 refused");
    assertThat(Printed.by(with("redrive", "--reason", "damaged-image")))
        .contains("0 dead letters: 0 redriven");
  }

  @Test
  void aDeadLetterWhoseImageEventIsGoneIsAnErrorOfOneLine() throws Exception {
    String letter = letterOf(topics.images() + "-0@0");
    admin
        .deleteRecords(
            Map.of(new TopicPartition(topics.images(), 0), RecordsToDelete.beforeOffset(1)))
        .all()
        .get();

    Result result = run("redrive", "--dead-letter", place(letter));

    assertThat(result.status()).isEqualTo(2);
    assertThat(result.error())
        .isEqualTo(
            "skipstream: %s: its input %s-0@0 is gone: the oldest record of the partition is at"
                + " offset 1; publish the image again%n",
            letter, topics.images());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--dry-run | no dead letter is chosen",
        "--dead-letter 17 | --dead-letter is '17': expected PARTITION:OFFSET",
        "--dead-letter 0:1 --reason skipped | expected one or the other",
        "--reason broken | --reason is 'broken': expected one of invalid-event,",
        "--dead-letter 0:999 | is not there: the partition ends at offset",
        "--dead-letter 9:0 | the topic has no partition 9"
      })
  void whatIsNotADeadLetterIsRefused(String options, String error) {
    List<String> args = new ArrayList<>(List.of("redrive"));
    args.addAll(List.of(options.strip().split(" ")));

    Result result = run(args.toArray(String[]::new));

    assertThat(result.status()).isEqualTo(2);
    assertThat(result.error()).contains(error.strip());
  }

  private record Result(int status, String error) {}

  private Result run(String... args) {
    StringWriter error = new StringWriter();
    CommandLine command = Main.commandLine().setErr(new PrintWriter(error, true));
    int status = command.execute(with(args));
    return new Result(status, error.toString());
  }

  private String[] with(String... args) {
    List<String> all = new ArrayList<>(List.of(args));
    all.addAll(
        List.of("--bootstrap-server", SharedBroker.bootstrapServers(), "--topic", topics.images()));
    return all.toArray(String[]::new);
  }

  /** Returns the position of the dead letter of an input. */
  private String letterOf(String input) {
    return Printed.by(with("redrive", "--reason", "skipped", "--dry-run"))
        .lines()
        .filter(line -> line.contains(", " + input + " "))
        .map(line -> line.substring(0, line.indexOf(':')))
        .findFirst()
        .orElseThrow();
  }

  private static String place(String letter) {
    return letter.substring(letter.lastIndexOf('-') + 1).replace('@', ':');
  }
}
