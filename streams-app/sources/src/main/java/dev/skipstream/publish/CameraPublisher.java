package dev.skipstream.publish;

import dev.skipstream.camera.CameraFrame;
import dev.skipstream.camera.CameraListener;
import dev.skipstream.camera.CameraSettings;
import dev.skipstream.camera.CameraStatus;
import dev.skipstream.camera.Cameras;
import dev.skipstream.camera.FrameSink;
import dev.skipstream.schemas.event.EventClock;
import dev.skipstream.schemas.event.ImageEvent;
import dev.skipstream.schemas.serde.EventHeaders;
import dev.skipstream.source.FrameProducer;
import dev.skipstream.source.PublishTraces;
import dev.skipstream.source.store.ImageStore;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes live cameras as image events, for as long as it is open. A broker or a store that is
 * slow or away ends nothing: cameras drop their oldest frames before they are encoded, and count
 * them. A frame whose image cannot be stored has failed.
 *
 * <p>Threading: {@link #update} and {@link #status} may be called from any thread. {@link
 * #awaitEnd} blocks until the stop. The control is called by the threads of the cameras, one at a
 * time. The thread of a camera blocks while the image of its frame is stored.
 */
public final class CameraPublisher implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(CameraPublisher.class);

  private static final long STOP_CHECK_MILLIS = 100;
  private static final long CHECKS_OF_A_SECOND = 1_000 / STOP_CHECK_MILLIS;

  private final PublishControl control;
  private final FrameProducer producer;
  private final ImageStore store;
  private final Cameras cameras;
  private final CountDownLatch ended = new CountDownLatch(1);
  private final AtomicLong published = new AtomicLong();

  /** Names of the cameras whose last image could not be stored. */
  private final Set<String> notStored = ConcurrentHashMap.newKeySet();

  /** Frames that may still be handed to the producer; guarded by {@code control}. */
  private long left;

  /**
   * Connects to the broker; no camera yet.
   *
   * @param client Kafka client properties, {@code bootstrap.servers} among them
   * @param topic topic of the image events; it exists
   * @param store has each image before its event is sent; closed by the caller
   * @param frames end after this number of frames; empty for no end
   * @param control observes each frame, and may end the publication
   * @param listener receives the changes of the cameras
   * @param traces of the frames
   */
  public CameraPublisher(
      Map<String, Object> client,
      String topic,
      ImageStore store,
      OptionalLong frames,
      PublishControl control,
      CameraListener listener,
      PublishTraces traces) {
    this.control = control;
    this.store = store;
    this.left = frames.orElse(Long.MAX_VALUE);
    this.producer = new FrameProducer(withoutLinger(client), topic, Optional.empty(), traces);
    this.cameras = new Cameras(this::accept, listener);
  }

  /** A frame waits for no later one, unless the user's properties say so. */
  private static Map<String, Object> withoutLinger(Map<String, Object> client) {
    Map<String, Object> config = new HashMap<>(client);
    config.putIfAbsent(ProducerConfig.LINGER_MS_CONFIG, 0);
    return config;
  }

  /** Starts added cameras, stops removed ones, and restarts changed ones. */
  public void update(List<CameraSettings> wanted) {
    cameras.update(wanted);
  }

  /** Returns the counts of each camera. */
  public List<CameraStatus> status() {
    return cameras.status();
  }

  /**
   * Blocks until the last of the frames, or a stop; stops the cameras then.
   *
   * @return the number of frames that the broker acknowledged
   */
  public long awaitEnd() throws InterruptedException {
    return awaitEnd(() -> {});
  }

  /**
   * Blocks until the last of the frames, or a stop; stops the cameras then.
   *
   * @param eachSecond is run by this thread, and never after the stop; it returns soon
   * @return the number of frames that the broker acknowledged
   */
  long awaitEnd(Runnable eachSecond) throws InterruptedException {
    try {
      for (long check = 0; !control.stopRequested(); check++) {
        if (check % CHECKS_OF_A_SECOND == 0) {
          eachSecond.run();
        }
        if (ended.await(STOP_CHECK_MILLIS, TimeUnit.MILLISECONDS)) {
          break;
        }
      }
    } catch (InterruptedException e) {
      if (!control.stopRequested()) {
        throw e;
      }
    } finally {
      control.ending();
    }
    cameras.close();
    producer.flush();
    return published.get();
  }

  private void accept(CameraFrame frame, FrameSink.Done done) {
    if (!claim()) {
      // Without its answer the reader sends no further frame.
      ended.countDown();
      return;
    }
    ImageEvent event = event(frame);
    Optional<ImageEvent> stored = stored(event);
    if (stored.isEmpty()) {
      giveBack();
      done.done(false);
      return;
    }
    synchronized (control) {
      control.published(event);
    }
    producer.publish(
        stored.get(),
        Map.of(EventHeaders.CLOCK, frame.clock().text()),
        failure -> {
          if (failure == null) {
            published.incrementAndGet();
          }
          done.done(failure == null);
        });
  }

  /** Takes one of the frames that are left; returns false if the publication ends. */
  private boolean claim() {
    synchronized (control) {
      if (left <= 0 || control.stopRequested() || !control.mayPublish()) {
        return false;
      }
      left--;
      return true;
    }
  }

  private void giveBack() {
    synchronized (control) {
      left++;
    }
  }

  private static ImageEvent event(CameraFrame frame) {
    return new ImageEvent(
        frame.id(),
        frame.camera(),
        Optional.of(frame.sequence()),
        Optional.of(frame.capturedAt()),
        Optional.empty(),
        EventClock.WALL,
        Optional.of(frame.picture().contentType()),
        Optional.empty(),
        Optional.empty(),
        frame.picture().view(),
        frame.picture().motion(),
        frame.jpeg());
  }

  /** Stores the image of an event; logs the first failure of each camera, and the end of it. */
  private Optional<ImageEvent> stored(ImageEvent event) {
    try {
      ImageEvent stored = store.store(event);
      if (notStored.remove(event.source())) {
        LOG.info("camera {}: its images are stored again", event.source());
      }
      return Optional.of(stored);
    } catch (IOException e) {
      if (notStored.add(event.source())) {
        LOG.warn(
            "camera {}: {}; its frames are not published until the store works",
            event.source(),
            e.getMessage());
      }
      return Optional.empty();
    }
  }

  @Override
  public void close() {
    cameras.close();
    producer.close();
  }
}
