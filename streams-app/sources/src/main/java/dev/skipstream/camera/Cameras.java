package dev.skipstream.camera;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * The cameras of a publisher. Each camera has a reader process of its own, which is started again
 * for ever. A failure of one camera does not affect another.
 *
 * <p>Threading: any thread may call it; calls take turns. {@link #stop}, {@link #update} and {@link
 * #close} block until the readers of removed cameras have ended, with a bound. Each camera has a
 * thread; one thread ends the readers that are silent for too long.
 */
public final class Cameras implements AutoCloseable {
  private static final Duration CHECK = Duration.ofMillis(100);

  /** Above the time limit of a connection. */
  private static final Duration STOP_WITHIN = Duration.ofSeconds(15);

  private record Running(CameraRun run, Thread thread) {}

  /** Kept for the life of the publisher, so that a camera that comes back continues its numbers. */
  private record Past(FrameStamps stamps, CameraCounts counts) {}

  private final FrameSink sink;
  private final CameraListener listener;
  private final Instant start;
  private final SortedMap<String, Running> running = new TreeMap<>();
  private final Map<String, Past> past = new ConcurrentHashMap<>();
  private final ScheduledExecutorService watch;

  /** Starts without a camera. */
  public Cameras(FrameSink sink, CameraListener listener) {
    this.sink = sink;
    this.listener = listener;
    this.start = Instant.now();
    this.watch = Executors.newSingleThreadScheduledExecutor(task -> daemon(task, "camera-watch"));
    var unused =
        watch.scheduleWithFixedDelay(
            this::endSilentReaders, CHECK.toMillis(), CHECK.toMillis(), TimeUnit.MILLISECONDS);
  }

  private static Thread daemon(Runnable task, String name) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }

  private void endSilentReaders() {
    List<Running> all;
    synchronized (running) {
      all = List.copyOf(running.values());
    }
    all.forEach(one -> one.run().endIfSilent(System.nanoTime()));
  }

  /**
   * Starts one more camera.
   *
   * @throws IllegalArgumentException when a camera of this name runs
   */
  public synchronized void start(CameraSettings camera) {
    String name = camera.name();
    Past known =
        past.computeIfAbsent(
            name, unused -> new Past(new FrameStamps(name, start), new CameraCounts()));
    CameraRun run = new CameraRun(camera, known.stamps(), known.counts(), sink, listener);
    Thread thread = daemon(run, "camera-" + name);
    synchronized (running) {
      if (running.containsKey(name)) {
        throw new IllegalArgumentException(
            "two cameras have the name %s: expected a name for each".formatted(name));
      }
      running.put(name, new Running(run, thread));
    }
    thread.start();
  }

  /** Stops a camera and waits for the end of its reader. Does nothing for an unknown name. */
  public synchronized void stop(String name) {
    stopAll(Set.of(name));
  }

  private void stopAll(Set<String> names) {
    List<Running> ending = new ArrayList<>();
    synchronized (running) {
      for (String name : names) {
        Running one = running.remove(name);
        if (one != null) {
          ending.add(one);
        }
      }
    }
    ending.forEach(one -> one.run().stop());
    long end = System.nanoTime() + STOP_WITHIN.toNanos();
    for (Running one : ending) {
      try {
        one.thread().join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime())));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  /**
   * Starts added cameras, stops removed ones and restarts changed ones. The others continue without
   * an interruption. Settings are equal when all their parts are, the password's supplier included.
   */
  public synchronized void update(List<CameraSettings> cameras) {
    Map<String, CameraSettings> wanted = new HashMap<>();
    cameras.forEach(camera -> wanted.put(camera.name(), camera));
    Set<String> ending = new HashSet<>();
    Set<String> staying = new HashSet<>();
    synchronized (running) {
      running.forEach(
          (name, one) ->
              (one.run().camera().equals(wanted.get(name)) ? staying : ending).add(name));
    }
    stopAll(ending);
    cameras.stream().filter(camera -> !staying.contains(camera.name())).forEach(this::start);
  }

  /** Returns the counts of each running camera, in the order of their names. */
  public List<CameraStatus> status() {
    List<String> names;
    synchronized (running) {
      names = List.copyOf(running.keySet());
    }
    return names.stream().map(name -> past.get(name).counts().status(name)).toList();
  }

  @Override
  public synchronized void close() {
    watch.shutdownNow();
    Set<String> all;
    synchronized (running) {
      all = Set.copyOf(running.keySet());
    }
    stopAll(all);
  }
}
