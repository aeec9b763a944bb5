package dev.skipstream.source.street;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skipstream.shape.RunLengthMask;
import dev.skipstream.source.street.StreetConditions.Daytime;
import dev.skipstream.source.street.StreetConditions.Weather;
import java.awt.Shape;
import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Compares masks with pictures of the figures on black, on which a shadow changes nothing. */
class StreetMaskTest {
  private static final int WIDTH = 320;
  private static final int HEIGHT = 240;

  private Camera camera;
  private Painter painter;
  private Visibility visibility;
  private Figure dog;
  private Figure van;

  @BeforeEach
  void standAtAStreet() {
    Random random = new Random(7);
    camera = new Camera(new Vec3(0, -8, 4), 0, Math.toRadians(18), 1, WIDTH, HEIGHT);
    painter =
        new Painter(camera, new Light(new StreetConditions(Daytime.DAY, Weather.CLEAR), random));
    visibility = new Visibility(WIDTH, HEIGHT);
    dog = new Cast(random, false).dog().at(0.4, 0.7, 0, 1).seenBy(camera);
    Actor.Build build =
        new Actor.Build(
            Optional.of(StreetClass.VAN),
            phase -> VehicleShape.van(1, 0x8f959b, false),
            false,
            5.2,
            0);
    van = build.at(0, 2, 0, 1).seenBy(camera);
  }

  @Test
  void aMaskHasThePixelsOfTheFigureButItsSmoothedEdge() {
    int[] picture = picture(van);
    RunLengthMask mask = masks(van).get(0);

    boolean[] inside = pixels(mask);
    int edge = 0;
    for (int i = 0; i < picture.length; i++) {
      boolean drawn = picture[i] != 0;
      if (inside[i] && !drawn) {
        edge++;
        assertThat(onEdge(inside, i)).as("pixel %d of the mask", i).isTrue();
      } else if (drawn && !inside[i]) {
        edge++;
        assertThat(near(inside, i)).as("pixel %d of the picture", i).isTrue();
      }
    }
    assertThat(mask.area()).isGreaterThan(3000);
    assertThat(edge).isLessThan(mask.area() / 20);
  }

  @Test
  void ofTwoFiguresEachPixelIsInTheMaskOfTheOneThatIsDrawnThere() {
    int[] both = picture(dog, van);
    int[] far = picture(van);
    int[] near = picture(dog);
    List<RunLengthMask> masks = masks(dog, van);

    boolean[] ofDog = pixels(masks.get(0));
    boolean[] ofVan = pixels(masks.get(1));
    for (int i = 0; i < both.length; i++) {
      assertThat(ofDog[i] && ofVan[i]).as("pixel %d", i).isFalse();
      // The edge of the dog is smoothed: its pixels are a mixture.
      if (ofDog[i] && !onEdge(ofDog, i)) {
        assertThat(both[i]).as("pixel %d of the dog", i).isEqualTo(near[i]);
      }
      if (ofVan[i] && !near(ofDog, i)) {
        assertThat(both[i]).as("pixel %d of the van", i).isEqualTo(far[i]);
      }
    }
    boolean[] ofVanAlone = pixels(masks(van).get(0));
    long hidden = IntStream.range(0, both.length).filter(i -> ofDog[i] && ofVanAlone[i]).count();
    assertThat(hidden).isGreaterThan(50);
    assertThat(masks.get(1).area()).isEqualTo((int) (masks(van).get(0).area() - hidden));
  }

  private int[] picture(Figure... nearFirst) {
    BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
    painter.paint(image, List.of(nearFirst));
    int[] pixels = image.getRGB(0, 0, WIDTH, HEIGHT, null, 0, WIDTH);
    return Arrays.stream(pixels).map(pixel -> pixel & 0xffffff).toArray();
  }

  private List<RunLengthMask> masks(Figure... nearFirst) {
    BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
    List<List<Shape>> shapes = painter.paint(image, List.of(nearFirst));
    visibility.clear();
    return IntStream.range(0, nearFirst.length)
        .mapToObj(i -> visibility.cover(nearFirst[i].kind(), shapes.get(i)).orElseThrow().mask())
        .toList();
  }

  /** Row by row, as the pixels of a picture. */
  private static boolean[] pixels(RunLengthMask mask) {
    boolean[] inside = new boolean[WIDTH * HEIGHT];
    int at = 0;
    int[] runs = mask.runs();
    for (int run = 0; run < runs.length; run++) {
      for (int end = at + runs[run]; at < end; at++) {
        inside[at % HEIGHT * WIDTH + at / HEIGHT] = run % 2 == 1;
      }
    }
    return inside;
  }

  private static boolean near(boolean[] inside, int pixel) {
    return count(inside, pixel) > 0;
  }

  private static boolean onEdge(boolean[] inside, int pixel) {
    return count(inside, pixel) < 9;
  }

  /** Counts the pixels of a mask among a pixel and its eight neighbours. */
  private static int count(boolean[] inside, int pixel) {
    int count = 0;
    for (int y = pixel / WIDTH - 1; y <= pixel / WIDTH + 1; y++) {
      for (int x = pixel % WIDTH - 1; x <= pixel % WIDTH + 1; x++) {
        boolean exists = x >= 0 && x < WIDTH && y >= 0 && y < HEIGHT;
        count += exists && inside[y * WIDTH + x] ? 1 : 0;
      }
    }
    return count;
  }
}
