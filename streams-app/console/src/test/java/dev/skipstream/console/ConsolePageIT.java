package dev.skipstream.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import dev.skipstream.broker.KillableBroker;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The page in a browser, with a broker, a registry and a recorded stream. */
@Timeout(300)
class ConsolePageIT {
  private static final Path CHROMIUM =
      Path.of(System.getenv().getOrDefault("CHROMIUM", "/usr/bin/chromium"));
  private static final String HOSTILE = "<script>alert(1)</script>";
  private static final List<String> VIEWS =
      List.of("#/live", "#/camera/street-1", "#/flow", "#/losses", "#/models", "#/replays");

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** Returns a text that changes with the picture. */
  private static final String PIXELS = "canvas => canvas.toDataURL('image/png')";

  /** Counts the pixels that have exactly a colour of the boxes: a JPEG has next to none. */
  private static final String DRAWN =
      """
      canvas => {
        const {data} = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
        const colours = [0x2dd4bf, 0xf59e0b, 0x60a5fa, 0xf472b6, 0xa3e635, 0xc084fc, 0xfb7185,
          0xfacc15, 0x22d3ee, 0xfb923c];
        let drawn = 0;
        for (let i = 0; i < data.length; i += 4) {
          const colour = (data[i] << 16) | (data[i + 1] << 8) | data[i + 2];
          if (colours.includes(colour)) drawn++;
        }
        return drawn;
      }
      """;

  private static final String VIOLATIONS =
      """
      () => axe.run(document).then(result => result.violations
        .filter(one => one.impact === 'serious' || one.impact === 'critical')
        .map(one => one.id + ': ' + one.nodes.map(node => node.html).join(' | ')))
      """;

  private static Playwright playwright;
  private static Browser browser;

  @TempDir Path folder;
  private RecordedStream stream;
  private Console console;
  private BrowserContext context;
  private Page page;
  private final List<String> problems = new ArrayList<>();
  private final AtomicBoolean playing = new AtomicBoolean(true);
  private CompletableFuture<Void> player = CompletableFuture.completedFuture(null);

  /** Without a browser there is nothing to see; where CI is set, there must be one. */
  @BeforeAll
  static void openBrowser() {
    assumeTrue(
        Files.isExecutable(CHROMIUM) || System.getenv("CI") != null,
        CHROMIUM + " is missing: install chromium, or name it by CHROMIUM");
    playwright =
        Playwright.create(
            new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    browser =
        playwright
            .chromium()
            .launch(
                new BrowserType.LaunchOptions()
                    .setExecutablePath(CHROMIUM)
                    .setArgs(List.of("--no-sandbox")));
  }

  @AfterAll
  static void closeBrowser() {
    if (playwright != null) {
      playwright.close();
    }
  }

  @BeforeEach
  void openContext() {
    open(ColorScheme.DARK);
  }

  private void open(ColorScheme colours) {
    context =
        browser.newContext(
            new Browser.NewContextOptions().setColorScheme(colours).setViewportSize(1280, 800));
    context.setDefaultTimeout(PATIENCE.toMillis());
    PlaywrightAssertions.setDefaultAssertionTimeout(PATIENCE.toMillis());
    page = context.newPage();
    page.onPageError(problems::add);
    page.onDialog(dialog -> problems.add("a dialog: " + dialog.message()));
  }

  @AfterEach
  void close() throws Exception {
    context.close();
    playing.set(false);
    player.get();
    if (console != null) {
      console.close();
    }
    if (stream != null) {
      stream.close();
    }
  }

  private void start(String... cameras) throws Exception {
    stream = new RecordedStream(folder, List.of(cameras));
    serve();
  }

  private void serve() throws Exception {
    console = Console.start(stream.settings(0));
    stream.report();
    stream.next();
    stream.lose();
  }

  /** Plays the streets until the test ends. */
  private void play() {
    player =
        CompletableFuture.runAsync(
            () -> {
              try {
                while (playing.get()) {
                  stream.next();
                }
              } catch (Exception e) {
                throw new IllegalStateException("the stream could not be played", e);
              }
            });
  }

  private void show(String fragment) {
    page.navigate(console.url() + fragment);
  }

  private Locator tile(String camera) {
    return page.locator("camera-tile").filter(new Locator.FilterOptions().setHasText(camera));
  }

  private void signIn(String token) {
    page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Sign in").setExact(true))
        .first()
        .click();
    page.locator("#token").fill(token);
    page.locator("#signin button[type=submit]").click();
  }

  private static void patiently(Callable<Boolean> condition) {
    await().atMost(PATIENCE).until(condition);
  }

  @Test
  void theWallShowsBoxesOnTheFramesOfTwoCamerasAndTheyChange() throws Exception {
    start("street-1", "street-2");
    play();
    show("#/live");
    for (String camera : List.of("street-1", "street-2")) {
      Locator canvas = tile(camera).locator("canvas");
      patiently(() -> (int) canvas.evaluate(DRAWN) > 1_000);
      Object before = canvas.evaluate(PIXELS);
      patiently(() -> !canvas.evaluate(PIXELS).equals(before));
      assertThat(tile(camera).locator(".sub"))
          .containsText(Pattern.compile("[1-9][0-9]* objects?"));
    }
    Assertions.assertThat(problems).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(
      value = ColorScheme.class,
      names = {"DARK", "LIGHT"})
  void noViewHasASeriousViolationOfAccessibility(ColorScheme colours) throws Exception {
    context.close();
    open(colours);
    start("street-1", "street-2");
    String axe = axe();
    for (String view : VIEWS) {
      show(view);
      page.reload();
      assertThat(page.locator("main h1")).isVisible();
      if (view.equals("#/live")) {
        assertThat(page.locator("camera-tile[data-offset]")).hasCount(2);
      }
      page.evaluate(axe);
      Assertions.assertThat((List<?>) page.evaluate(VIOLATIONS))
          .as("%s %s", view, colours)
          .isEmpty();
    }
  }

  @Test
  void theNameOfACameraIsTextAndNeverMarkup() throws Exception {
    start(HOSTILE);
    show("#/live");
    assertThat(page.locator("camera-tile strong")).hasText(HOSTILE);
    page.locator("camera-tile a").click();
    assertThat(page.locator("camera-view h1")).hasText(HOSTILE);
    show("#/losses");
    assertThat(page.locator(".loss").first()).containsText(HOSTILE);
    Assertions.assertThat(page.locator("main script").count()).isZero();
    Assertions.assertThat(problems).isEmpty();
  }

  @Test
  void thePageReportsABrokerThatIsAwayAndContinuesByItself() throws Exception {
    try (KillableBroker broker = KillableBroker.start(folder.resolve("broker"))) {
      stream = new RecordedStream(folder, List.of("street-1"), broker.bootstrapServers());
      serve();
      show("#/live");
      Locator tile = page.locator("camera-tile[data-offset]");
      assertThat(tile).hasCount(1);
      String before = tile.getAttribute("data-offset");

      broker.kill();
      assertThat(page.locator(".banner")).containsText("broker down");

      broker.restart();
      stream.next();
      assertThat(page.locator(".banner")).hasCount(0);
      patiently(() -> !before.equals(tile.getAttribute("data-offset")));
      assertThat(page.locator(".status")).hasText("live");
    }
  }

  @Test
  void aPromotionNeedsATokenAndAReasonAndMovesTheAlias() throws Exception {
    start("street-1");
    show("#/models");
    assertThat(page.locator("main h1")).hasText("Models");
    Locator promote =
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Promote"));
    assertThat(page.locator("models-view")).containsText("champion");
    assertThat(promote).hasCount(0);

    signIn("a-token-of-somebody-else");
    assertThat(page.locator("#signin [role=alert]")).isVisible();
    page.locator("#token").fill(RecordedStream.TOKEN);
    page.locator("#signin button[type=submit]").click();
    promote.click();
    Locator plan = page.locator("models-view dialog");
    assertThat(plan).containsText("skipstream@edge-1/4021-9c1e");

    // The field is required, so the browser does not send the form.
    plan.locator("button[type=submit]").click();
    assertThat(plan).isVisible();
    Assertions.assertThat(stream.champion()).isEqualTo(1);

    plan.locator("#reason").fill("AP 0.607, 0.023 above version 1");
    plan.locator("button[type=submit]").click();
    assertThat(page.locator("models-view .good")).containsText("version 2 now");
    Assertions.assertThat(stream.champion()).isEqualTo(2);
    assertThat(page.locator(".history")).containsText("by ann@workstation");
  }

  private static String axe() throws IOException {
    try (InputStream script =
        ConsolePageIT.class.getResourceAsStream(
            "/META-INF/resources/webjars/axe-core/4.6.3/axe.min.js")) {
      return new String(script.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
