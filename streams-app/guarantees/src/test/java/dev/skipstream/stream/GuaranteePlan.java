package dev.skipstream.stream;

import dev.skipstream.async.Mutant;
import java.util.List;
import java.util.Random;
import org.apache.kafka.streams.GroupProtocol;

/**
 * The plan of a run of the suite; a function of its seed.
 *
 * @param seed the seed of the schedule and of all latencies
 * @param records the number of input records
 */
record GuaranteePlan(
    Mutant mutant,
    boolean exactlyOnce,
    GroupProtocol protocol,
    InstanceMain.Pace pace,
    long seed,
    int records,
    List<Fault> faults) {

  /** A run of the stage as it is. */
  static GuaranteePlan of(
      boolean exactlyOnce,
      GroupProtocol protocol,
      InstanceMain.Pace pace,
      long seed,
      int records,
      int kills,
      int rounds) {
    return new GuaranteePlan(
        Mutant.NONE,
        exactlyOnce,
        protocol,
        pace,
        seed,
        records,
        Fault.schedule(new Random(seed), kills, rounds));
  }

  String processing() {
    return exactlyOnce ? "exactly_once_v2" : "at_least_once";
  }
}
