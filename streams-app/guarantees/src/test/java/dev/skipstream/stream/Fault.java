package dev.skipstream.stream;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * One thing that happens in a run.
 *
 * @param victim the instance it happens to, where it happens to one
 */
record Fault(Kind kind, String victim) {

  /** The kinds of faults. */
  enum Kind {
    /** {@code kill -9} of an instance, which starts again. */
    KILL,
    /** {@code kill -9} of all instances. */
    KILL_ALL,
    /** SIGTERM, and a new start. */
    TERMINATE,
    /** SIGSTOP, and SIGCONT after the group has given the partitions away. */
    FREEZE,
    /** A third instance joins, or leaves if it is there. */
    JOIN_OR_LEAVE,
    /** {@code kill -9} of the broker, which starts again on its data. */
    BROKER_RESTART,
    /** A worker hangs: the instance must stop with the device's exit code. */
    STUCK_WORKER,
    /** A frame fails once: a dead letter. */
    FRAME_FAILURE,
    /** A device breaks: the instance must stop with the device's exit code. */
    DEVICE_FAULT;

    /** Returns the fault of the victim's model, if the fault is in the model. */
    Optional<Sabotage.Kind> sabotage() {
      return switch (this) {
        case STUCK_WORKER -> Optional.of(Sabotage.Kind.HANG);
        case FRAME_FAILURE -> Optional.of(Sabotage.Kind.FRAME);
        case DEVICE_FAULT -> Optional.of(Sabotage.Kind.DEVICE);
        default -> Optional.empty();
      };
    }
  }

  /** One kill in so many is one of all instances. */
  private static final int KILL_ALL_EVERY = 8;

  /**
   * Returns the faults of a run, in their order.
   *
   * @param kills the number of kills of one or all instances
   * @param rounds the number of times that each other fault happens
   */
  static List<Fault> schedule(Random random, int kills, int rounds) {
    List<Kind> kinds = new ArrayList<>();
    for (int i = 0; i < kills; i++) {
      kinds.add(i % KILL_ALL_EVERY == 1 ? Kind.KILL_ALL : Kind.KILL);
    }
    for (int i = 0; i < rounds; i++) {
      kinds.addAll(
          List.of(
              Kind.TERMINATE,
              Kind.FREEZE,
              Kind.JOIN_OR_LEAVE,
              Kind.JOIN_OR_LEAVE,
              Kind.BROKER_RESTART,
              Kind.STUCK_WORKER,
              Kind.FRAME_FAILURE,
              Kind.FRAME_FAILURE,
              Kind.DEVICE_FAULT));
    }
    Collections.shuffle(kinds, random);
    return kinds.stream().map(kind -> new Fault(kind, random.nextBoolean() ? "A" : "B")).toList();
  }
}
