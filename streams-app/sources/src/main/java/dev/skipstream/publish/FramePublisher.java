package dev.skipstream.publish;

import dev.skipstream.schemas.event.ImageEvent;
import dev.skipstream.source.FrameProducer;
import dev.skipstream.source.FrameSource;
import dev.skipstream.source.Playback;
import dev.skipstream.source.PlayedFrame;
import dev.skipstream.source.PublishTraces;
import dev.skipstream.source.SourceException;
import dev.skipstream.source.store.ImageStore;
import dev.skipstream.topics.Topics;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.errors.InterruptException;

/**
 * Publishes a source as image events, and its ground truth where it has one. A live camera is
 * connected again for ever; see {@link CameraPublisher}.
 *
 * <p>Threading: for one thread. {@link #publish} blocks until all frames are acknowledged; it has
 * no thread of its own beside the producer's.
 */
public final class FramePublisher {
  private final PublishSettings settings;
  private final ImageStore store;
  private final PublishTraces traces;

  /** Publishes each image in its event. Connects to nothing yet. */
  public FramePublisher(PublishSettings settings) {
    this(settings, ImageStore.IN_EVENT);
  }

  /**
   * Publishes images by reference: each is in the store before its event is sent.
   *
   * @param store closed by the caller
   */
  public FramePublisher(PublishSettings settings, ImageStore store) {
    this(settings, store, PublishTraces.NONE);
  }

  /**
   * Publishes frames with traces.
   *
   * @param store closed by the caller
   */
  public FramePublisher(PublishSettings settings, ImageStore store, PublishTraces traces) {
    this.settings = settings;
    this.store = store;
    this.traces = traces;
  }

  /**
   * Checks that the topics exist before the first frame. Without the check, a producer would wait a
   * minute for a missing topic, or let the broker create it with limits that do not fit.
   */
  private void requireTopics(FrameSource source) {
    try (Admin admin = Admin.create(settings.client())) {
      Topics.requireImages(admin, settings.topic());
      if (settings.groundTruth().isPresent() && source.knowsTruth()) {
        Topics.requireGroundTruth(admin, settings.groundTruth().get());
      }
    }
  }

  /** Returns the number of frames to publish, where known: a street and a loop have no end. */
  private OptionalLong expected(FrameSource source) {
    OptionalLong known = settings.loop() ? OptionalLong.empty() : source.frames();
    if (settings.frames().isEmpty()) {
      return known;
    }
    long limit = settings.frames().getAsLong();
    return OptionalLong.of(Math.min(limit, known.orElse(limit)));
  }

  /**
   * Publishes a source until its last frame, the number of frames in the settings, or a stop.
   *
   * @return the number of published frames, all acknowledged
   * @throws SourceException when the source cannot be read on, or an image cannot be stored; the
   *     message names it
   * @throws dev.skipstream.topics.BrokerException when a topic does not exist, or the broker does
   *     not answer
   * @throws org.apache.kafka.common.KafkaException when a frame was not published
   */
  public long publish(FrameSource source, PublishControl control) throws InterruptedException {
    requireTopics(source);
    control.starting(expected(source));
    if (source instanceof CameraSource camera) {
      return publishLive(camera, control);
    }
    try (Playback playback =
            new Playback(
                source, settings.pace(), settings.loop(), settings.maxGap(), Clock.systemUTC());
        FrameProducer producer =
            new FrameProducer(
                settings.client(), settings.topic(), settings.groundTruth(), traces)) {
      return publish(playback, producer, control);
    } catch (IOException e) {
      throw new SourceException(e);
    }
  }

  private long publishLive(CameraSource camera, PublishControl control)
      throws InterruptedException {
    try (CameraPublisher publisher =
        new CameraPublisher(
            settings.client(),
            settings.topic(),
            store,
            settings.frames(),
            control,
            new CameraLog(),
            traces)) {
      publisher.update(List.of(camera.settings(settings.pace())));
      return publisher.awaitEnd();
    }
  }

  private long publish(Playback playback, FrameProducer producer, PublishControl control)
      throws IOException, InterruptedException {
    long limit = settings.frames().orElse(Long.MAX_VALUE);
    long published = 0;
    try {
      while (published < limit && !control.stopRequested() && control.mayPublish()) {
        Optional<PlayedFrame> frame = playback.next();
        if (frame.isEmpty()) {
          break;
        }
        // In this order: a crash leaves no event without its image.
        ImageEvent event = store.store(frame.get().image());
        producer.publish(new PlayedFrame(event, frame.get().truth()));
        control.published(frame.get().image());
        published++;
      }
    } catch (InterruptedException | InterruptException | IOException e) {
      // A stop while a frame is waited for, or room for it: what was sent is still acknowledged.
      if (!control.stopRequested()) {
        throw e;
      }
    } finally {
      control.withheld(playback.withheld());
      control.ending();
    }
    producer.flush();
    return published;
  }
}
