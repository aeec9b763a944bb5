package dev.skipstream.model;

/** Keeps a stream from taking frames on. In-flight records continue. */
public interface StreamPause {

  /** Takes none on, soon: a stream thread may take on what it has begun with. */
  void pause();

  /** Takes them on again. */
  void resume();
}
