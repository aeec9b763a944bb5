package dev.skipstream.async.guarantee;

import dev.skipstream.async.AsyncStage;
import dev.skipstream.async.Credits;

/**
 * A stage that {@link StageGuarantees} tests. The suite makes one in each process that it starts,
 * through a public constructor without parameters.
 *
 * <p>Threading: made and called on the main thread of a process.
 */
public interface StageUnderTest {

  /** Returns the stage. Called once for each process; starts the workers. */
  AsyncStage<String, String, String> stage();

  /** Returns the credits of the stage. */
  Credits credits();

  /**
   * Returns the value of an input: a function of its position, so that the suite can compare each
   * result with its own input.
   */
  String input(int partition, long offset);

  /** Returns the correct result for an input. */
  String result(String input);
}
