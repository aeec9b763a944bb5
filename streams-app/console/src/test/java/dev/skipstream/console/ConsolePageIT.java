package dev.skipstream.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import dev.skipstream.broker.KillableBroker;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The page in a browser, of a running stream on a broker of its own. */
@Timeout(value = 300, unit = TimeUnit.SECONDS)
class ConsolePageIT {
  private static final String HOSTILE = "<script>alert(1)</script>";
  private static final List<String> CAMERAS = List.of("gate", "yard", HOSTILE);
  private static final List<String> VIEWS =
      List.of("live", "camera/gate", "flow", "losses", "models", "replays");
  private static final Duration INTERVAL = Duration.ofMillis(150);
  private static final int OPENINGS = 20;
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /**
   * Finds the square of a tile twice in the pixels of its canvas: in the picture, which is white,
   * and in the box over it, which has the colour of its label. Returns left and bottom of both.
   */
  private static final String SQUARE_AND_BOX =
      """
      async (tile) => {
        const { colourOf } = await import('/app/draw.js');
        const colour = colourOf('square').match(/[0-9a-f]{2}/g).map((part) => parseInt(part, 16));
        const canvas = tile.querySelector('canvas');
        const { data, width } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
        const found = (matches) => {
          let left = Infinity;
          let bottom = -1;
          for (let at = 0; at < data.length; at += 4) {
            if (matches(data[at], data[at + 1], data[at + 2])) {
              left = Math.min(left, (at / 4) % width);
              bottom = Math.max(bottom, Math.floor(at / 4 / width));
            }
          }
          return [left, bottom];
        };
        const near = (a, b) => Math.abs(a - b) < 12;
        return [
          ...found((r, g, b) => r > 215 && g > 215 && b > 215),
          ...found((r, g, b) => near(r, colour[0]) && near(g, colour[1]) && near(b, colour[2])),
        ];
      }
      """;

  @TempDir static Path folder;
  private static KillableBroker broker;
  private static LiveStream stream;
  private static LoopedCameras cameras;
  private static Console console;
  private static Chromium chromium;

  private final List<Page> pages = new ArrayList<>();

  @BeforeAll
  static void start() throws Exception {
    chromium = Chromium.start();
    PlaywrightAssertions.setDefaultAssertionTimeout((double) PATIENCE.toMillis());
    broker = KillableBroker.start(folder.resolve("broker"));
    stream = new LiveStream(folder, broker.bootstrapServers(), frames -> {});
    await().atMost(PATIENCE).until(stream::isReady);
    cameras = stream.film(CAMERAS, SquarePictures.draw(), INTERVAL);
    console = Console.start(stream.console());
  }

  @AfterAll
  static void stop() throws Exception {
    for (AutoCloseable one : Arrays.asList(console, cameras, stream, broker, chromium)) {
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

  private Page open(Console of, String fragment) {
    Page page = chromium.page(1280, 720, ColorScheme.DARK);
    pages.add(page);
    page.navigate(of.url() + fragment);
    return page;
  }

  private Page wall() {
    Page page = open(console, "");
    assertThat(page.locator("camera-tile[data-offset]").nth(CAMERAS.size() - 1)).isVisible();
    return page;
  }

  private static Locator tile(Page page, String camera) {
    return page.locator("camera-tile")
        .filter(
            new Locator.FilterOptions()
                .setHas(page.getByTitle(camera, new Page.GetByTitleOptions().setExact(true))));
  }

  private static long offset(Locator tile) {
    return Long.parseLong(tile.getAttribute("data-offset"));
  }

  @Test
  void boxesMoveOverTheFramesOfTwoCameras() {
    Page page = wall();
    for (String camera : CAMERAS.subList(0, 2)) {
      Locator tile = tile(page, camera);
      List<?> before = squareAndBox(tile);
      await().atMost(PATIENCE).until(() -> !squareAndBox(tile).equals(before));
    }
  }

  /** Checks that the box is around the square. */
  private static List<?> squareAndBox(Locator tile) {
    List<?> found = (List<?>) tile.evaluate(SQUARE_AND_BOX);
    List<Integer> at = found.stream().map(one -> ((Number) one).intValue()).toList();
    assertThat(at.get(2)).as("left of the box around %s", at).isBetween(at.get(0) - 4, at.get(0));
    assertThat(at.get(3)).as("bottom of the box around %s", at).isBetween(at.get(1), at.get(1) + 4);
    return at;
  }

  @Test
  void aPromotionByAClickReachesTheNextDetections() {
    Page page = open(console, "#token=" + LiveStream.TOKEN);
    assertThat(tile(page, "gate").getByText("squares/1")).isVisible();

    page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Models")).click();
    page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Promote")).click();
    Locator dialog = page.locator("dialog[open]");
    assertThat(dialog).containsText("1 instance loads version 2");
    dialog.getByLabel("Reason").fill("finds more squares");
    dialog.getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Promote")).click();

    assertThat(page.getByText("squares@champion is version 2 now")).isVisible();
    assertThat(stream.lastMove()).isEqualTo("squares: champion to 2 by ann@workstation");
    page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Live").setExact(true))
        .click();
    for (String camera : CAMERAS) {
      assertThat(tile(page, camera).getByText("squares/2")).isVisible();
    }
  }

  @Test
  void aDeadLetterIsRedrivenWhenItsCauseIsGone() throws Exception {
    stream.publishReference("dock", 1, "late.png");
    Page page = open(console, "#token=" + LiveStream.TOKEN);
    page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Dead letters")).click();
    Locator letter = page.locator("li.loss").filter(new Locator.FilterOptions().setHasText("dock"));
    assertThat(letter).containsText("dataref-not-found");

    stream.store("late.png", SquarePictures.draw().get(0));
    letter.getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Redrive")).click();
    Locator dialog = page.locator("dialog[open]");
    assertThat(dialog).containsText("goes back on images");
    dialog.getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Redrive")).click();
    assertThat(dialog).containsText("is on images again");
    dialog.getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Close")).click();
    assertThat(letter).containsText("by ann@workstation");

    page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Live").setExact(true))
        .click();
    assertThat(tile(page, "dock")).isVisible();
    // The next frame of this camera has its outcome after all that the redrive caused.
    stream.publishReference("dock", 2, "late.png");
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(stream.records("dock"))
                    .as("events, detections, dead letters")
                    .containsExactly(3, 2, 1));
  }

  @Test
  void aShadowModelStartsAndStopsByClicks() {
    Page page = open(console, "#token=" + LiveStream.TOKEN);
    page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Models")).click();

    page.getByLabel("shadow version of squares").selectOption("1");
    Locator dialog = page.locator("dialog[open]");
    assertThat(dialog).containsText("loads version 1");
    dialog.getByLabel("Reason").fill("is the old version as good?");
    dialog
        .getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Start the shadow"))
        .click();
    assertThat(page.getByText("squares@shadow is version 1 now")).isVisible();
    assertThat(stream.lastMove()).isEqualTo("squares: shadow to 1 by ann@workstation");
    Locator serving =
        page.getByRole(AriaRole.ROW)
            .filter(new Locator.FilterOptions().setHasText("squares@shadow"));
    assertThat(serving).containsText("shadows");

    page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Stop")).click();
    assertThat(dialog).containsText("unloads version 1");
    dialog.getByLabel("Reason").fill("seen enough");
    dialog
        .getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Stop the shadow"))
        .click();
    assertThat(page.getByText("squares@shadow is deleted")).isVisible();
    assertThat(serving).containsText("stopped");
  }

  @Test
  void aCameraNamedLikeAScriptIsText() {
    Page page = wall();

    assertThat(tile(page, HOSTILE).locator("strong")).hasText(HOSTILE);
    tile(page, HOSTILE).locator("a").click();

    assertThat(page.locator("h1")).hasText(HOSTILE);
    assertThat(page.locator("camera-view .position")).isVisible();
    assertThat(page.locator("script:not([src]):not([type=importmap])")).hasCount(0);
  }

  @Test
  void theKeyboardOpensACameraAndStepsThroughItsFrames() {
    Page page = wall();
    tile(page, "gate").locator("a").focus();
    page.keyboard().press("Enter");
    assertThat(page.locator("main")).isFocused();
    Locator live = page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Live"));
    assertThat(live).hasAttribute("aria-pressed", "true");
    Locator position = page.locator("camera-view .position");
    assertThat(position).isVisible();

    page.keyboard().press("ArrowLeft");
    assertThat(live).hasAttribute("aria-pressed", "false");
    page.keyboard().press("Shift+ArrowLeft");
    page.keyboard().press("End");
    assertThat(live).hasAttribute("aria-pressed", "true");
  }

  @Test
  void saysThatTheBrokerIsDownAndGoesOnByItself() {
    Page page = wall();
    page.evaluate("() => { window.sameDocument = true; }");

    broker.kill();
    assertThat(page.locator(".banner")).isVisible();
    assertThat(page.locator(".banner")).containsText("broker down");
    long last = offset(tile(page, "gate"));
    broker.restart();

    await().atMost(PATIENCE).until(() -> offset(tile(page, "gate")) > last);
    assertThat(page.locator(".banner")).not().isVisible();
    assertThat(page.evaluate("() => window.sameDocument")).isEqualTo(true);
  }

  @Test
  void noViewHasASeriousViolationOfAccessibility() throws Exception {
    String axe;
    try (InputStream script =
        Assets.class.getResourceAsStream(Assets.webjar("axe-core/axe.min.js"))) {
      axe = new String(script.readAllBytes(), StandardCharsets.UTF_8);
    }
    wall(); // the feed has frames of all cameras
    List<String> violations = new ArrayList<>();
    for (ColorScheme colours : List.of(ColorScheme.DARK, ColorScheme.LIGHT)) {
      for (int width : List.of(1280, 390)) {
        Page page = chromium.page(width, 800, colours);
        pages.add(page);
        page.navigate(console.url() + "#token=" + LiveStream.TOKEN);
        assertThat(page.locator("camera-tile[data-offset]").nth(1)).isVisible();
        page.evaluate(axe);
        for (String view : VIEWS) {
          page.evaluate("view => { location.hash = '#/' + view; }", view);
          assertThat(page.locator("main .spinner")).hasCount(0);
          assertThat(page.locator("main h1")).isVisible();
          for (Object found : (List<?>) page.evaluate(SERIOUS)) {
            violations.add("%s, %d pixels, %s: %s".formatted(view, width, colours, found));
          }
        }
      }
    }
    assertThat(violations).isEmpty();
  }

  private static final String SERIOUS =
      """
      async () => (await axe.run()).violations
        .filter((one) => one.impact === 'serious' || one.impact === 'critical')
        .flatMap((one) => one.nodes.map((node) => `${one.id}: ${node.target} ${node.failureSummary}`))
      """;

  /** Reports the times: a machine that tests runs other work too. */
  @Test
  void eachOpeningShowsAPicture() throws Exception {
    List<Double> millis = new ArrayList<>();
    for (int i = 0; i < OPENINGS; i++) {
      // The feed, the pictures and the browser's cache begin empty.
      try (Console fresh = Console.start(stream.console())) {
        Page page = open(fresh, "");
        Object shown =
            page.waitForFunction(
                    "() => [...document.querySelectorAll('camera-tile')]"
                        + ".some((tile) => tile.image && tile.dataset.offset) && performance.now()")
                .jsonValue();
        millis.add(((Number) shown).doubleValue());
        page.context().close();
      }
    }
    millis.sort(null);
    System.err.printf(
        "first picture after opening: p50 %.0f ms, p95 %.0f ms of %d openings%n",
        millis.get(OPENINGS / 2 - 1), millis.get(OPENINGS * 95 / 100 - 1), OPENINGS);
    assertThat(millis).hasSize(OPENINGS);
  }
}
