package dev.skipstream.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ScreenshotType;
import dev.skipstream.schemas.event.BoundingBox;
import dev.skipstream.schemas.event.Boxes;
import dev.skipstream.schemas.event.Classes;
import dev.skipstream.schemas.event.Detection;
import dev.skipstream.schemas.event.Findings;
import dev.skipstream.schemas.event.FrameInfo;
import dev.skipstream.schemas.event.FrameView;
import dev.skipstream.schemas.event.InstanceMask;
import dev.skipstream.schemas.event.Keypoint;
import dev.skipstream.schemas.event.Region;
import dev.skipstream.schemas.event.Regions;
import dev.skipstream.schemas.event.ScoredClass;
import dev.skipstream.schemas.event.TrueObject;
import dev.skipstream.shape.RunLengthMask;
import dev.skipstream.source.EncodedFrame;
import dev.skipstream.source.FrameReader;
import dev.skipstream.source.street.StreetSource;
import dev.skipstream.source.street.StreetView;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Masks, skeletons, classes and regions in the page: the colours of its pixels, and its text.
 * {@code -Dconsole.masks.picture} names a file for a picture of the page, as docs/console.md has
 * it.
 */
@Timeout(value = 240, unit = TimeUnit.SECONDS)
class ConsoleFindingsIT {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Color GROUND = new Color(20, 50, 70);

  /** The share of a colour in the pixels of a mask, and in those of a box. */
  private static final double MASK = 0.42;

  private static final double BOX = 0.1;

  private static final String PICTURE = System.getProperty("console.masks.picture");
  private static final int QUALITY = 82;

  /** The frame of the street that is shown: objects are on it by then. */
  private static final int STREET_FRAME = 60;

  private static TrueObject streetObject;

  @TempDir static Path folder;
  private static Chromium chromium;
  private static RecordedStream stream;
  private static Console console;

  private final List<Page> pages = new ArrayList<>();

  @BeforeAll
  static void start() throws Exception {
    chromium = Chromium.start();
    PlaywrightAssertions.setDefaultAssertionTimeout((double) PATIENCE.toMillis());
    stream = new RecordedStream(folder, List.of());
    publishAPersonInARegion();
    publishAnArm();
    publishClasses();
    publishRegions();
    publishAStreet();
    console = Console.start(stream.settings(0));
  }

  @AfterAll
  static void stop() throws Exception {
    for (AutoCloseable one : new AutoCloseable[] {console, stream, chromium}) {
      if (one != null) {
        one.close();
      }
    }
  }

  @AfterEach
  void noPageComplained() {
    pages.forEach(page -> page.context().close());
    assertThat(chromium.complaints()).isEmpty();
  }

  /** A picture of 64 x 48 pixels is the part of 128 x 96 pixels of its camera's frame. */
  private static void publishAPersonInARegion() throws Exception {
    InstanceMask upperRight = mask(48, 64, (x, y) -> x >= 32 && y < 24);
    publish(
        "region",
        320,
        240,
        Optional.of(new FrameView(80, 60, 0.5, 64, 48)),
        picture(64, 48),
        new Boxes(
            List.of(
                new Detection("person", 1, 0.9, new BoundingBox(32, 0, 32, 24))
                    .withMask(upperRight))));
  }

  private static void publishAnArm() throws Exception {
    publish(
        "arm",
        320,
        240,
        Optional.empty(),
        picture(320, 240),
        new Boxes(
            List.of(
                new Detection("person", 1, 0.9, new BoundingBox(50, 40, 220, 160))
                    .withKeypoints(
                        List.of(
                            new Keypoint("left_shoulder", 100, 120, 3),
                            new Keypoint("left_elbow", 200, 120, 2),
                            new Keypoint("nose", 150, 60, 2))))));
  }

  private static void publishClasses() throws Exception {
    publish(
        "classes",
        320,
        240,
        Optional.empty(),
        picture(320, 240),
        new Classes(List.of(new ScoredClass("tabby", 281, 0.91), new ScoredClass("fox", 7, 0.02))));
  }

  /** The picture has more pixels than the screen. */
  private static void publishRegions() throws Exception {
    int rows = 1024;
    int columns = 4096;
    InstanceMask left = mask(rows, columns, (x, y) -> x < columns / 4);
    InstanceMask right = mask(rows, columns, (x, y) -> x >= columns / 2);
    publish(
        "regions",
        columns,
        rows,
        Optional.empty(),
        picture(columns, rows),
        new Regions(
            List.of(
                new Region("cat", 8, (long) rows * columns / 4, 0.25, left),
                new Region("sofa", 18, (long) rows * columns / 2, 0.5, right))));
  }

  /** The objects of a simulated street, with their masks. */
  private static void publishAStreet() throws Exception {
    StreetView view =
        new StreetView(960, 540, Duration.ofMillis(200), Optional.empty(), Optional.empty());
    try (FrameReader street =
        StreetSource.of(7, view, Optional.empty(), QUALITY).withMasks().open()) {
      for (int i = 0; i < STREET_FRAME; i++) {
        var unused = street.next();
      }
      EncodedFrame frame = street.next().orElseThrow();
      List<TrueObject> objects = frame.truth().orElseThrow().objects();
      streetObject =
          Collections.max(objects, Comparator.comparingDouble(one -> one.area().orElseThrow()));
      List<Detection> found =
          objects.stream()
              .map(
                  one ->
                      new Detection(one.label(), one.classId(), 0.97, one.box())
                          .withMask(one.mask().orElseThrow()))
              .toList();
      publish("street", 960, 540, Optional.empty(), frame.image(), new Boxes(found));
    }
  }

  private static void publish(
      String camera,
      int width,
      int height,
      Optional<FrameView> view,
      byte[] picture,
      Findings findings)
      throws Exception {
    stream.found(
        new FrameInfo(
            camera + "/1",
            camera,
            Optional.of(1L),
            Optional.of(Instant.now()),
            width,
            height,
            Optional.empty(),
            view),
        picture,
        findings);
  }

  private static InstanceMask mask(int rows, int columns, RunLengthMask.Pixels pixels) {
    return new InstanceMask(
        List.of(rows, columns), RunLengthMask.ofPixels(rows, columns, pixels).text());
  }

  /** Draws a picture whose left half is white. */
  private static byte[] picture(int width, int height) throws IOException {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.setColor(GROUND);
    graphics.fillRect(0, 0, width, height);
    graphics.setColor(Color.WHITE);
    graphics.fillRect(0, 0, width / 2, height);
    graphics.dispose();
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    ImageIO.write(image, "png", png);
    return png.toByteArray();
  }

  private Page open(String fragment) {
    Page page = chromium.page(1280, 720, ColorScheme.DARK);
    pages.add(page);
    page.navigate(console.url() + fragment);
    return page;
  }

  private Page camera(String name) {
    Page page = open("#/camera/" + name);
    assertThat(page.locator(".position")).containsText(name + "/1");
    page.waitForFunction("() => document.querySelector('camera-view').image");
    page.waitForFunction("() => new Promise((done) => requestAnimationFrame(() => done(true)))");
    return page;
  }

  /** Returns red, green, blue and opacity of the canvas at a point of the camera's frame. */
  private static int[] at(Page page, double x, double y) {
    List<?> pixel =
        (List<?>)
            page.evaluate(
                """
                ([x, y]) => {
                  const canvas = document.querySelector('canvas.first');
                  const scale = canvas.width / document.querySelector('camera-view').shown.frame.width;
                  return [...canvas.getContext('2d').getImageData(x * scale, y * scale, 1, 1).data];
                }
                """,
                List.of(x, y));
    return pixel.stream().mapToInt(one -> ((Number) one).intValue()).toArray();
  }

  private static Color colourOf(Page page, String label) {
    Object hex =
        page.evaluate("async (label) => (await import('/app/draw.js')).colourOf(label)", label);
    return Color.decode((String) hex);
  }

  private static Color mixed(Color ground, Color colour, double share) {
    float[] below = ground.getRGBColorComponents(null);
    float[] above = colour.getRGBColorComponents(null);
    float[] mixed = new float[below.length];
    for (int i = 0; i < mixed.length; i++) {
      mixed[i] = (float) (below[i] * (1 - share) + above[i] * share);
    }
    return new Color(mixed[0], mixed[1], mixed[2]);
  }

  private static void assertColour(Page page, double x, double y, Color expected) {
    int[] pixel = at(page, x, y);
    int[] wanted = {expected.getRed(), expected.getGreen(), expected.getBlue(), 255};
    for (int i = 0; i < wanted.length; i++) {
      assertThat(pixel[i]).as("channel %d at %s, %s", i, x, y).isCloseTo(wanted[i], within(4));
    }
  }

  @Test
  void aRegionOfACameraIsAtItsPlaceAndItsMaskToo() {
    Page page = camera("region");
    Color person = colourOf(page, "person");

    assertThat(at(page, 40, 40)).as("the frame outside of the picture").containsOnly(0);
    assertThat(at(page, 230, 170)).containsOnly(0);
    assertColour(page, 84, 64, Color.WHITE);
    assertColour(page, 84, 150, Color.WHITE);
    assertColour(page, 180, 130, GROUND);
    Color inMask = mixed(mixed(GROUND, person, MASK), person, BOX);
    assertColour(page, 176, 84, inMask);
    assertColour(page, 202, 102, inMask);
  }

  @Test
  void keypointsOfAPersonAreASkeleton() {
    Page page = camera("arm");
    Color person = colourOf(page, "person");

    assertColour(page, 150, 120, person);
    assertColour(page, 200, 120, person);
    assertColour(page, 150, 60, person);
    assertColour(page, 150, 90, mixed(Color.WHITE, person, BOX));
  }

  @Test
  void classesOfAFrameAreNamedOnTheWallAndInATable() {
    Page wall = open("#/live");
    assertThat(wall.locator("a[href='#/camera/classes']")).containsText("tabby 91");
    assertThat(wall.locator("a[href='#/camera/classes']"))
        .hasAttribute("aria-label", "classes: tabby 91, fox 2");

    Page page = camera("classes");
    assertThat(page.locator("table.objects tbody tr")).containsText(new String[] {"tabby"});
    page.getByLabel("lowest score").fill("0");
    assertThat(page.locator("table.objects tbody tr")).containsText(new String[] {"tabby", "fox"});
  }

  @Test
  void regionsHaveTheColoursOfTheirClassesAndTheirShares() {
    Page page = camera("regions");

    assertThat(page.locator("table.objects tbody tr"))
        .containsText(new String[] {"25.0 %", "50.0 %"});
    assertColour(page, 1000, 900, mixed(Color.WHITE, colourOf(page, "cat"), MASK));
    assertColour(page, 1050, 900, Color.WHITE);
    assertColour(page, 2000, 900, Color.WHITE);
    assertColour(page, 2100, 900, mixed(GROUND, colourOf(page, "sofa"), MASK));
    assertColour(page, 4080, 1010, mixed(GROUND, colourOf(page, "sofa"), MASK));

    page.locator(".labelchip", new Page.LocatorOptions().setHasText("sofa")).click();
    assertThat(page.locator("table.objects tbody tr")).hasCount(1);
    assertColour(page, 2100, 900, GROUND);
  }

  @Test
  void theMaskOfAnObjectGoesWithItsClass() {
    Page page = camera("street");
    BoundingBox box = streetObject.box();
    double x = box.x() + box.width() / 2;
    double y = box.y() + box.height() / 2;
    int[] shaded = at(page, x, y);
    if (PICTURE != null) {
      page.screenshot(
          new Page.ScreenshotOptions()
              .setPath(Path.of(PICTURE))
              .setType(ScreenshotType.JPEG)
              .setQuality(QUALITY));
    }

    page.locator(".labelchip", new Page.LocatorOptions().setHasText(streetObject.label())).click();

    page.waitForFunction("() => new Promise((done) => requestAnimationFrame(() => done(true)))");
    assertThat(at(page, x, y)).isNotEqualTo(shaded);
  }

  @Test
  void readsTheTextOfMasksAsWeWriteIt() {
    Page page = open("#/live");
    Random random = new Random(11);
    for (int i = 0; i < 30; i++) {
      int height = 1 + random.nextInt(300);
      int width = 1 + random.nextInt(300);
      int side = 1 + random.nextInt(40);
      RunLengthMask mask =
          RunLengthMask.ofPixels(
              height, width, (x, y) -> (x / side + y / side + random.nextInt(9) / 8) % 2 == 0);
      Object runs =
          page.evaluate(
              "async (text) => (await import('/app/shapes.js')).runsOf(text)", mask.text());
      assertThat(((List<?>) runs).stream().mapToInt(one -> ((Number) one).intValue()).toArray())
          .isEqualTo(mask.runs());
    }
    RunLengthMask large = RunLengthMask.ofRuns(30_000, 40_000, 1_199_999_999, 1);
    Object runs =
        page.evaluate(
            "async (text) => (await import('/app/shapes.js')).runsOf(text)", large.text());
    assertThat(IntStream.of(large.runs()).boxed().toList()).isEqualTo(runs);
  }
}
