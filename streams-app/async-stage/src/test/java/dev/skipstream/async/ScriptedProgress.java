package dev.skipstream.async;

/** Workers that make progress when the test says so. */
final class ScriptedProgress implements WorkerProgress {
  private volatile boolean alive = true;
  private volatile long completed;

  void alive(boolean now) {
    alive = now;
  }

  void completed(long batches) {
    completed = batches;
  }

  @Override
  public boolean isAlive() {
    return alive;
  }

  @Override
  public long completedBatches() {
    return completed;
  }

  @Override
  public String describe() {
    return "as scripted";
  }
}
