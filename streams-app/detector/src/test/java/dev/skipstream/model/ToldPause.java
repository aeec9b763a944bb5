package dev.skipstream.model;

import java.util.Queue;

/** A stream that notes when it is to pause, and when to go on. */
record ToldPause(Queue<String> told) implements StreamPause {
  @Override
  public void pause() {
    told.add("pauses");
  }

  @Override
  public void resume() {
    told.add("goes on");
  }
}
