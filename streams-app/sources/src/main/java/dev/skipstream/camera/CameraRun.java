package dev.skipstream.camera;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/**
 * One camera of the publisher: connects it again for ever, until it is stopped.
 *
 * <p>Threading: {@link #run} is the camera's own thread. It blocks on the reader's messages, on the
 * sink, on the check of the host, and on the pause before the next attempt. {@link #endIfSilent}
 * and {@link #stop} may be called from any thread: both end the reader, so a wait for its message
 * ends.
 */
final class CameraRun implements Runnable {
  /** A reader loads its libraries in a second, and in many seconds where the machine is busy. */
  private static final Duration LOADED_WITHIN = Duration.ofSeconds(60);

  private final CameraSettings camera;
  private final FrameStamps stamps;
  private final CameraCounts counts;
  private final FrameSink sink;
  private final CameraListener listener;
  private final Backoff backoff;
  private final CountDownLatch stopped = new CountDownLatch(1);

  /** Guards {@code reader}, {@code waitingSince}, {@code limit} and {@code silent}. */
  private final Object lock = new Object();

  private ReaderProcess reader;

  /** Start of the wait for a message of the reader; absent while the thread does something else. */
  private Optional<Long> waitingSince = Optional.empty();

  /** Time limit of a wait: for the libraries, then for the connection, then for a packet. */
  private Duration limit = LOADED_WITHIN;

  private boolean silent;

  /** Of the camera's thread: the reason that was reported last, until the next frame. */
  private Optional<DownReason> reported = Optional.empty();

  private boolean clockIsWrong;

  CameraRun(
      CameraSettings camera,
      FrameStamps stamps,
      CameraCounts counts,
      FrameSink sink,
      CameraListener listener) {
    this.camera = camera;
    this.stamps = stamps;
    this.counts = counts;
    this.sink = sink;
    this.listener = listener;
    this.backoff = new Backoff(camera.limits(), RandomGenerator.getDefault());
  }

  CameraSettings camera() {
    return camera;
  }

  @Override
  public void run() {
    try {
      do {
        connectAndReport();
      } while (!stopped.await(backoff.next().toNanos(), TimeUnit.NANOSECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    down(DownReason.STOPPED, "stopped");
  }

  private void connectAndReport() {
    Optional<Secret> password = Optional.empty();
    ReaderMessage.Failed end;
    try {
      password = camera.password().get();
      end = connect(password);
    } catch (IOException | RuntimeException e) {
      // Whatever fails here, the camera is tried again.
      end = new ReaderMessage.Failed(DownReason.READER_FAILED, String.valueOf(e.getMessage()));
    }
    if (stopped.getCount() > 0) {
      String detail = end.detail();
      down(end.reason(), password.map(secret -> secret.hideIn(detail)).orElse(detail));
    }
  }

  private ReaderMessage.Failed connect(Optional<Secret> password) throws IOException {
    Optional<String> unreachable = Reachability.failure(camera);
    if (unreachable.isPresent()) {
      return new ReaderMessage.Failed(DownReason.UNREACHABLE, unreachable.get());
    }
    try (ReaderProcess process = ReaderProcess.start(Inputs.task(camera, password))) {
      if (!begin(process)) {
        return new ReaderMessage.Failed(DownReason.STOPPED, "stopped");
      }
      return read(process);
    } finally {
      synchronized (lock) {
        reader = null;
        waitingSince = Optional.empty();
      }
    }
  }

  /** Returns false if the camera was stopped before the process could be seen by {@link #stop}. */
  private boolean begin(ReaderProcess process) {
    synchronized (lock) {
      reader = process;
      limit = LOADED_WITHIN;
      silent = false;
      return stopped.getCount() > 0;
    }
  }

  private ReaderMessage.Failed read(ReaderProcess process) {
    Connection connection = new Connection(process);
    try {
      while (true) {
        ReaderMessage message = await(process);
        if (message instanceof ReaderMessage.Failed failed) {
          return failed;
        }
        connection.take(message);
      }
    } catch (IOException e) {
      return silence()
          .map(time -> new ReaderMessage.Failed(DownReason.SILENT, "nothing came within " + time))
          .orElseGet(
              () ->
                  new ReaderMessage.Failed(
                      DownReason.READER_FAILED, "the reader process ended by itself"));
    }
  }

  private ReaderMessage await(ReaderProcess process) throws IOException {
    synchronized (lock) {
      waitingSince = Optional.of(System.nanoTime());
    }
    try {
      return process.read();
    } finally {
      synchronized (lock) {
        waitingSince = Optional.empty();
      }
    }
  }

  /** Ends the reader if the wait for its message is over the time limit. Returns at once. */
  void endIfSilent(long nanoTime) {
    synchronized (lock) {
      if (reader != null
          && waitingSince.isPresent()
          && nanoTime - waitingSince.get() > limit.toNanos()) {
        silent = true;
        reader.kill();
      }
    }
  }

  /** Returns the time limit that ended the reader, if one did. */
  private Optional<Duration> silence() {
    synchronized (lock) {
      return silent ? Optional.of(limit) : Optional.empty();
    }
  }

  private void limit(Duration next) {
    synchronized (lock) {
      limit = next;
    }
  }

  /** Ends the reader, and then the camera's thread. Returns at once. */
  void stop() {
    synchronized (lock) {
      stopped.countDown();
      if (reader != null) {
        reader.kill();
      }
    }
  }

  private void down(DownReason reason, String detail) {
    CameraEvent.Down event =
        new CameraEvent.Down(
            camera.name(), Instant.now(), reason, DownTexts.line(camera, reason, detail));
    counts.down(event);
    if (!reported.equals(Optional.of(reason))) {
      reported = Optional.of(reason);
      listener.changed(event);
    }
  }

  /** One connection of the camera. */
  private final class Connection {
    private final ReaderProcess process;
    private StreamInfo stream;
    private ReaderMessage.Counts seen = ReaderMessage.Counts.NONE;
    private boolean anyFrame;

    Connection(ReaderProcess process) {
      this.process = process;
    }

    void take(ReaderMessage message) {
      if (message instanceof ReaderMessage.Ready) {
        limit(camera.limits().connectDeadline());
      } else if (message instanceof ReaderMessage.Opened opened) {
        stream = opened.stream();
      } else if (message instanceof ReaderMessage.Alive alive) {
        limit(camera.limits().frameDeadline());
        count(alive.counts());
      } else if (message instanceof ReaderMessage.Frame frame) {
        limit(camera.limits().frameDeadline());
        publish(frame);
      }
    }

    private void count(ReaderMessage.Counts now) {
      counts.add(seen, now);
      stamps.leaveOut(now.dropped() - seen.dropped());
      seen = now;
    }

    private void publish(ReaderMessage.Frame frame) {
      if (!anyFrame) {
        anyFrame = true;
        firstFrame();
      }
      count(frame.counts());
      counts.frame(frame.arrival());
      FrameStamps.Stamp stamp =
          stamps.next(frame.arrival(), frame.camera(), camera.limits().maxClockSkew());
      checkClock(stamp);
      sink.accept(
          new CameraFrame(
              stamp.id(),
              camera.name(),
              stamp.sequence(),
              stamp.capturedAt(),
              stamp.clock(),
              frame.picture()),
          published -> {
            (published ? counts.published : counts.failed).incrementAndGet();
            process.addRoom();
          });
    }

    private void firstFrame() {
      if (counts.connections.get() > 0) {
        stamps.leaveOut(1); // An outage is a gap, however many frames the camera took in it.
      }
      counts.up();
      backoff.reset();
      reported = Optional.empty();
      listener.changed(
          new CameraEvent.Up(camera.name(), Instant.now(), stream, counts.connections.get()));
    }

    private void checkClock(FrameStamps.Stamp stamp) {
      stamp.wrongBy().ifPresent(ahead -> counts.wrongClock.incrementAndGet());
      if (stamp.wrongBy().isPresent() && !clockIsWrong) {
        listener.changed(
            new CameraEvent.ClockWrong(camera.name(), Instant.now(), stamp.wrongBy().get()));
      }
      if (stamp.clock() == CameraClock.CAMERA || stamp.wrongBy().isPresent()) {
        clockIsWrong = stamp.wrongBy().isPresent();
      }
    }
  }
}
