package dev.skipstream.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ScreenshotType;
import dev.skipstream.stream.StreamSettings;
import dev.skipstream.telemetry.Telemetry;
import dev.skipstream.track.TrackerSettings;
import dev.skipstream.tracking.Counting;
import dev.skipstream.tracking.ModelClasses;
import dev.skipstream.tracking.RulesSettings;
import dev.skipstream.tracking.RunningTracking;
import dev.skipstream.tracking.TrackingSettings;
import dev.skipstream.tracking.TrackingStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tracks, lines and zones in the page, of a tracking stream over the frames of a street. {@code
 * -Dconsole.picture} names a file for a picture of the page, as docs/console.md has it.
 */
@Timeout(value = 240, unit = TimeUnit.SECONDS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ConsoleTracksIT {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String CAMERA = "street-1";
  private static final int FRAMES = 60;
  private static final String PICTURE = System.getProperty("console.picture");
  private static final int QUALITY = 82;
  private static final String RULES =
      """
      cameras:
        - name: street-1
          lines:
            - {name: middle, from: [0.5, 1], to: [0.5, 0]}
          zones:
            - {name: front, points: [[0, 0.3], [1, 0.3], [1, 1], [0, 1]]}
      """;

  @TempDir static Path folder;
  private static Chromium chromium;
  private static RecordedStream stream;
  private static RunningTracking tracking;
  private static Console console;

  @BeforeAll
  static void start() throws Exception {
    chromium = Chromium.start();
    PlaywrightAssertions.setDefaultAssertionTimeout((double) PATIENCE.toMillis());
    stream = new RecordedStream(folder, List.of(CAMERA));
    Path rules = Files.writeString(folder.resolve("zones.yaml"), RULES);
    ConsoleSettings settings = stream.settings(0);
    tracking =
        RunningTracking.start(
            new TrackingStream(
                new TrackingSettings(
                    settings.client().get(),
                    "console-tracks",
                    stream.topics().tracking().get(0),
                    TrackerSettings.DEFAULT,
                    Counting.DEFAULT,
                    new RulesSettings(
                        Optional.of(rules),
                        false,
                        ModelClasses.NONE,
                        RulesSettings.DEFAULT_LEAD,
                        "ann"),
                    new StreamSettings(
                        true,
                        StreamSettings.DEFAULT.groupProtocol(),
                        1,
                        TrackingStream.COMMIT_INTERVAL,
                        StreamSettings.DEFAULT.stopLimit()),
                    folder.resolve("state"),
                    Optional.empty(),
                    Telemetry.unseen())),
            () -> {});
    for (int frame = 0; frame < FRAMES; frame++) {
      stream.next();
    }
    console = Console.start(settings);
  }

  @AfterAll
  static void stop() throws Exception {
    for (AutoCloseable one : new AutoCloseable[] {console, tracking, stream, chromium}) {
      if (one != null) {
        one.close();
      }
    }
  }

  @Test
  @Order(1)
  void aCameraShowsTracksWithTailsLinesWithCountersAndZonesWithDwell() {
    Page page = open("#/camera/" + CAMERA);

    Locator zones = page.locator("table.zones tbody tr");
    assertThat(zones).containsText("front");
    assertThat(page.locator("table.lines tbody tr").first()).containsText("middle");
    assertThat(page.getByLabel("tracks with tails")).isChecked();
    await().atMost(PATIENCE).until(() -> longestTail(page) > 5);
    if (PICTURE != null) {
      page.screenshot(
          new Page.ScreenshotOptions()
              .setPath(Path.of(PICTURE))
              .setType(ScreenshotType.JPEG)
              .setQuality(QUALITY));
    }
    assertThat(chromium.complaints()).isEmpty();
  }

  /** The places of the track that was seen in most of the frames before the shown one. */
  private static int longestTail(Page page) {
    Object points =
        page.evaluate(
            """
            async () => {
              const { tails } = await import('/app/tracks.js');
              const view = document.querySelector('camera-view');
              return Math.max(0, ...tails(view.frames, view.index).map((one) => one.points.length));
            }
            """);
    return ((Number) points).intValue();
  }

  @Test
  @Order(2)
  void aLineThatIsDrawnOverThePictureIsTheNextVersionOfTheRules() {
    Page page = open("#token=%s&view=rules/%s".formatted(RecordedStream.TOKEN, CAMERA));
    assertThat(page.locator("h1")).hasText("Rules of " + CAMERA);
    assertThat(page.locator(".viewhead p")).hasText("version 1");

    button(page, "New line").click();
    Locator picture = page.locator("rules-view canvas");
    assertThat(page.locator("rules-view .nopicture")).hasCount(0);
    picture.click(new Locator.ClickOptions().setPosition(40, 200));
    picture.click(new Locator.ClickOptions().setPosition(300, 210));
    Locator name = page.getByLabel("name").nth(1);
    assertThat(name).hasValue("line 1");
    name.fill("kerb");
    name.press("Tab");
    button(page, "Save").click();

    assertThat(page.getByRole(AriaRole.STATUS).filter(containing("Version 2"))).isVisible();
    assertThat(page.locator(".viewhead p")).hasText("version 2");

    // The reader of a file rejects it for the same reason.
    page.getByLabel("classes").first().fill("unicorn");
    page.getByLabel("classes").first().press("Tab");
    button(page, "Save").click();
    assertThat(page.getByRole(AriaRole.ALERT)).containsText("no model has the class 'unicorn'");
    assertThat(chromium.complaints()).isEmpty();
  }

  @Test
  @Order(3)
  void anAlertIsAddedToAZoneAndTheLastRuleOfTheLastCameraIsDeleted() {
    Page page = open("#token=%s&view=rules/%s".formatted(RecordedStream.TOKEN, CAMERA));
    assertThat(page.locator(".viewhead p")).hasText("version 2");
    button(page, "New alert").click();
    page.getByLabel("more than").fill("6");
    page.getByLabel("more than").press("Tab");
    button(page, "Save").click();
    assertThat(page.getByRole(AriaRole.STATUS).filter(containing("Version 3"))).isVisible();

    Page again = open("#/rules/" + CAMERA);
    assertThat(again.getByLabel("more than")).hasValue("6");
    assertThat(again.getByLabel("cooldown")).hasValue("1m");

    // The alert goes with its zone.
    Locator delete = button(page, "Delete");
    while (delete.count() > 0) {
      delete.first().click();
    }
    button(page, "Save").click();

    assertThat(page.getByRole(AriaRole.STATUS).filter(containing("Version 4"))).isVisible();
    assertThat(open("#/rules/" + CAMERA).locator(".viewhead p")).hasText("version 4");
    assertThat(page.getByRole(AriaRole.ALERT)).hasCount(0);
    assertThat(chromium.complaints()).isEmpty();
  }

  private static Locator button(Page page, String name) {
    return page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name));
  }

  private static Locator.FilterOptions containing(String text) {
    return new Locator.FilterOptions().setHasText(text);
  }

  private static Page open(String fragment) {
    Page page = chromium.page(1280, 720, ColorScheme.DARK);
    page.navigate(console.url() + fragment);
    return page;
  }
}
