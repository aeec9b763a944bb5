package dev.skipstream.async;

/**
 * Tells a stage whether its workers make progress: a slow worker is waited for, a hung one is not.
 *
 * <p>Threading: any thread; no call blocks.
 */
public interface WorkerProgress {

  /** Reports no progress: every wait that reaches its limit ends the stage. */
  WorkerProgress NONE =
      new WorkerProgress() {
        @Override
        public boolean isAlive() {
          return false;
        }

        @Override
        public long completedBatches() {
          return 0;
        }

        @Override
        public String describe() {
          return "the workers are not watched";
        }
      };

  /** Returns true while a batch runs that does not count as hung, or one has completed lately. */
  boolean isAlive();

  /** Returns the number of batches that have completed, of all workers. */
  long completedBatches();

  /** Returns the figures for a message: times of batches, and the load of the machine. */
  String describe();
}
