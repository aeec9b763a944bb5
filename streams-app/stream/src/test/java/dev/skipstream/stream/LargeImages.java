package dev.skipstream.stream;

import dev.skipstream.schemas.event.ImageEvent;
import dev.skipstream.source.FrameProducer;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import javax.imageio.ImageIO;
import org.apache.kafka.clients.CommonClientConfigs;

/** Publishes images of 6 MiB, for a script that measures their memory. */
final class LargeImages {
  /** Noise does not compress: 3 bytes a pixel. */
  private static final int SIDE = 1_448;

  private LargeImages() {}

  /** {@code LargeImages BOOTSTRAP PARTITIONS PER_SECOND}: until it is killed. */
  public static void main(String[] args) throws IOException, InterruptedException {
    int partitions = Integer.parseInt(args[1]);
    long nanos = (long) (1e9 / Double.parseDouble(args[2]));
    byte[] image = png();
    try (FrameProducer publisher =
        new FrameProducer(
            Map.of(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, args[0]), "images")) {
      for (long i = 0; ; i++) {
        int partition = (int) (i % partitions);
        publisher.publish(
            new ImageEvent(
                "camera-" + partition + "/" + i,
                "camera-" + partition,
                Optional.of(i),
                Optional.empty(),
                Optional.of("image/png"),
                image),
            partition);
        TimeUnit.NANOSECONDS.sleep(nanos);
      }
    }
  }

  private static byte[] png() throws IOException {
    BufferedImage noise = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
    noise.setRGB(0, 0, SIDE, SIDE, new Random(1).ints((long) SIDE * SIDE).toArray(), 0, SIDE);
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    if (!ImageIO.write(noise, "png", png)) {
      throw new IOException("this JDK's ImageIO writes no PNG");
    }
    return png.toByteArray();
  }
}
