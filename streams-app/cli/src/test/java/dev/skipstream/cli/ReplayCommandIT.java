package dev.skipstream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.skipstream.broker.SharedBroker;
import dev.skipstream.image.ResultVersion;
import dev.skipstream.topics.TopicNames;
import dev.skipstream.topics.Topics;
import dev.skipstream.topics.range.CommittedReader;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Runs the command line with the bundled model. */
@Timeout(240)
class ReplayCommandIT {
  private static final int FRAMES = 5;
  private static final String SERVERS = "--bootstrap-server=" + SharedBroker.bootstrapServers();
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder;

  private final TopicNames topics = TopicNames.of(SharedBroker.uniqueName("street"));
  private final String groundTruth = topics.images() + ".truth";
  private final StringWriter err = new StringWriter();

  @BeforeEach
  void publish() {
    try (Admin admin = SharedBroker.admin()) {
      Topics.create(admin, topics, 2, (short) 1, Topics.DEFAULT_MAX_RECORD_BYTES);
      Topics.createGroundTruth(admin, topics.images(), groundTruth, (short) 1);
    }
    Printed.by(
        "publish",
        SERVERS,
        "--topic=" + topics.images(),
        "--ground-truth=" + groundTruth,
        "--frames=" + FRAMES,
        "--fps=0",
        "street:21");
  }

  @Test
  void twoRunsOfAReplayFindTheSameByteForByte() throws Exception {
    JsonNode first = JSON.readTree(Printed.by(replay("--json", "--batch-size=2")));
    JsonNode second = JSON.readTree(Printed.by(replay("--json", "--batch-size=2", "--again")));

    assertThat(first.get("counts").get("detected").asInt()).isEqualTo(FRAMES);
    assertThat(first.get("model").get("name").asText()).isEqualTo("street");
    assertThat(first.get("settings").get("batch-size").asText()).isEqualTo("2");
    // Part of its identity: a replay that another decoder began does not go on with this one.
    assertThat(first.get("settings").get("result-version").asText())
        .isEqualTo(Integer.toString(ResultVersion.CURRENT));
    assertThat(values(first)).hasSize(FRAMES).isEqualTo(values(second));
    assertThat(values(first)).anyMatch(value -> value.contains("\"label\""));

    // And nothing is done where both are there.
    assertThat(JSON.readTree(Printed.by(replay("--json", "--batch-size=2")))).isEqualTo(second);
    JsonNode listed = JSON.readTree(Printed.by("replay", "list", SERVERS, "--json"));
    assertThat(listed).contains(first, second);
    assertThat(Printed.by("replay", "list", SERVERS))
        .contains(first.get("id").asText(), second.get("output").asText());
  }

  @Test
  void saysWhatIsWrongWithARangeATopicOrAModel() {
    assertThat(fails(replay("--from-offset=3", "--to-offset=2"))).contains("ends before offset 2");
    assertThat(fails(replay("--from-offset=9", "--to-offset=9")))
        .contains("the range of topic", "is empty");
    assertThat(
            fails(
                replay("--from-datetime=2026-01-02T00:00:00", "--to-datetime=2026-01-01T00:00:00")))
        .contains("ends at 2026-01-01T00:00:00Z");
    assertThat(fails("replay", SERVERS, registry(), "--model=models:/street", "--topic=nowhere"))
        .contains("topic nowhere does not exist");
    assertThat(fails("replay", SERVERS, registry(), "--model=models:/nobody/1"))
        .contains("models:/nobody");
  }

  private String fails(String... arguments) {
    err.getBuffer().setLength(0);
    CommandLine main = Main.commandLine().setErr(new PrintWriter(err, true));
    assertThat(main.execute(arguments)).isEqualTo(2);
    return err.toString();
  }

  private String[] replay(String... options) {
    return Stream.concat(
            Stream.of(
                "replay",
                SERVERS,
                registry(),
                "--model=models:/street@champion",
                "--topic=" + topics.images()),
            Stream.of(options))
        .toArray(String[]::new);
  }

  private String registry() {
    return "--registry=" + folder.resolve("registry");
  }

  private static List<String> values(JsonNode run) {
    List<String> values = new ArrayList<>();
    Map<String, Object> client = Map.of("bootstrap.servers", SharedBroker.bootstrapServers());
    try (Admin admin = SharedBroker.admin();
        CommittedReader reader = new CommittedReader(admin, client)) {
      reader.readAll(
          List.of(run.get("output").asText()),
          record ->
              values.add(
                  record.partition() + " " + new String(record.value(), StandardCharsets.UTF_8)));
    }
    return values;
  }
}
