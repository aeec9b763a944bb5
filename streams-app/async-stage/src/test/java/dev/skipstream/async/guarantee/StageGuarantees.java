package dev.skipstream.async.guarantee;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skipstream.async.Mutant;
import dev.skipstream.async.guarantee.StageAudit.Finding;
import dev.skipstream.async.guarantee.StageAudit.Kind;
import dev.skipstream.async.guarantee.StageRun.Fault;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The guarantee suite of a stage. A project extends it, names its broker and its {@link
 * StageUnderTest}, and runs it as a test of its own. The suite runs the stage exactly once in two
 * processes, kills and stops them, and compares each committed result with its input. It also runs
 * three mutants of the stage, and fails unless it detects each of them.
 *
 * <p>System properties: {@code stage.guarantees.inputs}, {@code stage.guarantees.kills}, and {@code
 * stage.guarantees.seed}, which plays a schedule again. The seed is in each message.
 */
public abstract class StageGuarantees {
  private static final int INPUTS = Integer.getInteger("stage.guarantees.inputs", 960);
  private static final int KILLS = Integer.getInteger("stage.guarantees.kills", 1);
  private static final int MUTANT_INPUTS = 640;
  private static final long SEED =
      Long.getLong("stage.guarantees.seed", System.nanoTime() & 0xffff_ffffL);

  /** Returns the {@code bootstrap.servers} of a real broker, on which the suite creates topics. */
  protected abstract String bootstrapServers();

  /** Returns the class of the stage; it has a public constructor without parameters. */
  protected abstract Class<? extends StageUnderTest> stage();

  @Test
  void eachInputHasOneResultInInputOrderWhateverIsKilled() throws Exception {
    List<Fault> faults = new ArrayList<>(List.of(Fault.TERMINATE));
    for (int i = 0; i < KILLS; i++) {
      faults.add(i % 2 == 0 ? Fault.KILL_ALL : Fault.KILL);
    }
    Collections.shuffle(faults, new Random(SEED));

    assertThat(run(Mutant.NONE, INPUTS, faults)).as("seed %d, faults %s", SEED, faults).isEmpty();
  }

  /** The control: a suite that does not detect these proves nothing. */
  @ParameterizedTest
  @CsvSource({"NO_DRAIN, MISSING", "AS_THEY_FINISH, OUT_OF_ORDER", "WRONG_CONTEXT, WRONG_CONTEXT"})
  void theSuiteDetectsEveryMutant(Mutant mutant, Kind expected) throws Exception {
    // A commit includes the inputs that are in flight. Without the drain their results are lost
    // when the process ends.
    List<Fault> faults = mutant == Mutant.NO_DRAIN ? List.of(Fault.KILL_ALL) : List.of();

    assertThat(run(mutant, MUTANT_INPUTS, faults))
        .as("mutant %s, seed %d", mutant, SEED)
        .extracting(Finding::kind)
        .contains(expected);
  }

  private List<Finding> run(Mutant mutant, int inputs, List<Fault> faults) throws Exception {
    String name =
        "stage-%s-%s"
            .formatted(
                mutant.name().toLowerCase(Locale.ROOT).replace('_', '-'),
                Long.toString(System.nanoTime() & 0xffff_ffffL, Character.MAX_RADIX));
    System.out.printf("stage guarantees: %s, seed %d, faults %s%n", name, SEED, faults);
    try (StageRun run =
        new StageRun(bootstrapServers(), name, mutant, stage(), faults, new Random(~SEED))) {
      List<Finding> findings = run.run(inputs);
      assertThat(run.violations()).as("%s, seed %d", name, SEED).isEmpty();
      return findings;
    }
  }
}
