package dev.skipstream.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skipstream.async.Mutant;
import dev.skipstream.audit.Finding;
import dev.skipstream.broker.KillableBroker;
import dev.skipstream.broker.SharedBroker;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.apache.kafka.streams.GroupProtocol;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Kills instances, devices and the broker at random moments, and counts. The short form is part of
 * every build; {@code -Pguarantees} is the long one. The seed is printed; {@code -Dguarantees.seed}
 * plays the same schedule again.
 */
class GuaranteesIT {
  private static final int RECORDS = Integer.getInteger("guarantees.records", 3_000);
  private static final int KILLS = Integer.getInteger("guarantees.kills", 2);
  private static final int ROUNDS = Integer.getInteger("guarantees.rounds", 1);
  private static final InstanceMain.Pace PACE =
      InstanceMain.Pace.valueOf(System.getProperty("guarantees.pace", "USUAL"));
  private static final long SEED =
      Long.getLong("guarantees.seed", System.nanoTime() & 0xffff_ffffL);

  private static KillableBroker broker;

  @BeforeAll
  static void startBroker() throws Exception {
    Path data = Files.createTempDirectory(Files.createDirectories(Path.of("target")), "killed-");
    broker = KillableBroker.start(data);
  }

  @AfterAll
  static void stopBroker() {
    broker.close();
  }

  static Stream<Arguments> combinations() {
    return listed("guarantees.processing", "exactly_once_v2")
        .flatMap(
            processing ->
                listed("guarantees.protocol", "classic")
                    .map(protocol -> Arguments.of(processing, protocol)));
  }

  @ParameterizedTest
  @MethodSource("combinations")
  void nothingIsLostOrDoubledOrOutOfOrderWhateverIsKilled(String processing, String protocol)
      throws Exception {
    GuaranteePlan plan =
        GuaranteePlan.of(
            processing.equals("exactly_once_v2"),
            GroupProtocol.valueOf(protocol.toUpperCase(Locale.ROOT)),
            PACE,
            SEED,
            RECORDS,
            KILLS,
            ROUNDS);

    assertThat(run(plan).violations()).as("seed %d, logs in target/guarantees", SEED).isEmpty();
  }

  /** The control: a suite that does not notice these proves nothing. */
  @ParameterizedTest
  @CsvSource({"NO_DRAIN, MISSING", "AS_THEY_FINISH, OUT_OF_ORDER", "WRONG_CONTEXT, WRONG_ID"})
  void theSuiteNoticesEveryMutant(Mutant mutant, Finding.Kind finding) throws Exception {
    // A clean stop commits what it has taken on: without the drain all of that is lost.
    GuaranteePlan plan =
        new GuaranteePlan(
            mutant,
            true,
            GroupProtocol.CLASSIC,
            InstanceMain.Pace.USUAL,
            SEED,
            960,
            List.of(new Fault(Fault.Kind.TERMINATE, "A"), new Fault(Fault.Kind.TERMINATE, "B")));

    assertThat(run(plan).audit().wrong())
        .as("mutant %s, seed %d", mutant, SEED)
        .containsKey(finding);
  }

  private static GuaranteeReport run(GuaranteePlan plan) throws Exception {
    try (GuaranteeRun run = new GuaranteeRun(plan, broker, SharedBroker.uniqueName("guarantees"))) {
      GuaranteeReport report = run.run();
      report.publish();
      return report;
    }
  }

  private static Stream<String> listed(String property, String unsaid) {
    return Arrays.stream(System.getProperty(property, unsaid).split(","));
  }
}
