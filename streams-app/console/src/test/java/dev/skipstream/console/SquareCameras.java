package dev.skipstream.console;

import dev.skipstream.schemas.event.ImageEvent;
import dev.skipstream.schemas.serde.EventSerdes;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.imageio.ImageIO;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Cameras that film a white square on its way around; it is elsewhere in each frame.
 *
 * <p>Threading: publishes on a thread of its own until {@link #close}.
 */
final class SquareCameras implements AutoCloseable {
  static final int WIDTH = 320;
  static final int HEIGHT = 180;
  private static final int SIDE = 40;
  private static final int STEP = 13;
  private static final int STEPS = 21;

  private final List<String> names;
  private final String topic;
  private final KafkaProducer<byte[], byte[]> producer;
  private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
  private long sequence;

  /** Starts to publish a frame of each camera at intervals. */
  @SuppressWarnings("FutureReturnValueIgnored") // it ends with the executor
  SquareCameras(Map<String, Object> client, String topic, List<String> names, long everyMillis) {
    this.names = names;
    this.topic = topic;
    this.producer =
        new KafkaProducer<>(client, new ByteArraySerializer(), new ByteArraySerializer());
    clock.scheduleAtFixedRate(this::publish, 0, everyMillis, TimeUnit.MILLISECONDS);
  }

  @SuppressWarnings("FutureReturnValueIgnored") // a frame that is lost is followed by another
  private void publish() {
    for (int camera = 0; camera < names.size(); camera++) {
      producer.send(
          EventSerdes.write(
              topic,
              new ImageEvent(
                  names.get(camera) + "/" + sequence,
                  names.get(camera),
                  Optional.of(sequence),
                  Optional.of(Instant.now()),
                  Optional.of("image/png"),
                  picture(camera))));
    }
    sequence++;
  }

  private byte[] picture(int camera) {
    BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.setColor(new Color(20, 30 + 40 * (camera % 3), 60));
    graphics.fillRect(0, 0, WIDTH, HEIGHT);
    graphics.setColor(Color.WHITE);
    int at = (int) (sequence % STEPS);
    graphics.fillRect(5 + STEP * at, 30 + 5 * at, SIDE, SIDE);
    graphics.dispose();
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    try {
      ImageIO.write(image, "png", png);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return png.toByteArray();
  }

  @Override
  public void close() {
    clock.shutdownNow();
    producer.close(Duration.ZERO);
  }
}
