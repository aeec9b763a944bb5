package dev.skipstream.telemetry;

import dev.skipstream.schemas.event.ModelIdentity;
import java.util.Collection;
import java.util.List;
import java.util.function.IntSupplier;
import org.apache.kafka.streams.KafkaStreams.State;

/**
 * The health of an app, for probes from outside.
 *
 * <p>Threading: written by the main thread, by stream threads and by the model watcher, read by
 * any; no call blocks.
 */
public final class StreamHealth {

  /** The phase of an app's life. */
  public enum Status {
    /** Models load or warm up, or the instance has no share of the input: none yet, or again. */
    STARTING,
    /** Frames are taken. */
    READY,
    /** The stream closes, or has ended. */
    STOPPING
  }

  private volatile List<ModelIdentity> models;
  private volatile boolean warm;
  private volatile State streams = State.CREATED;
  private volatile boolean ended;
  private volatile StopCause stopCause = StopCause.INTERNAL;
  private volatile IntSupplier liveThreads = () -> 0;

  /**
   * Creates the health of an app that has not started.
   *
   * @param models all that it is to load at first
   */
  public StreamHealth(Collection<ModelIdentity> models) {
    this.models = List.copyOf(models);
  }

  /** The models in force, or that are to be at the start. */
  public List<ModelIdentity> models() {
    return models;
  }

  /** Returns if every model is loaded and warmed up on every device. */
  public boolean isWarm() {
    return warm;
  }

  /** Kafka Streams' own state; {@code CREATED} until it starts. */
  public State streams() {
    return streams;
  }

  /** Returns the number of stream threads that are alive. */
  public int liveThreads() {
    return liveThreads.getAsInt();
  }

  /** Returns what the stream ended of, once it is no longer live. */
  public StopCause stopCause() {
    return stopCause;
  }

  /** Returns if the stream can still do its work: it has neither failed nor ended. */
  public boolean isLive() {
    return !ended;
  }

  /** Returns the phase of the app's life. */
  public Status status() {
    if (ended || streams.hasStartedOrFinishedShuttingDown()) {
      return Status.STOPPING;
    }
    // Kafka Streams may say RUNNING when its threads are dead.
    return warm && streams == State.RUNNING && liveThreads() > 0 ? Status.READY : Status.STARTING;
  }

  public void warm() {
    warm = true;
  }

  public void serves(Collection<ModelIdentity> now) {
    models = List.copyOf(now);
  }

  public void streams(State now) {
    streams = now;
  }

  /** Takes what counts the stream threads that are alive. */
  public void liveThreads(IntSupplier count) {
    liveThreads = count;
  }

  /** Notes that the stream has failed. */
  public void failed(StopCause cause) {
    stopCause = cause;
    ended = true;
  }

  public void ended() {
    ended = true;
  }
}
