package dev.skipstream.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skipstream.evaluate.Evaluation;
import dev.skipstream.evaluate.FrameJoin;
import dev.skipstream.evaluate.FrameJudgement;
import dev.skipstream.evaluate.ScoredFrame;
import dev.skipstream.schemas.event.BoundingBox;
import dev.skipstream.schemas.event.CameraView;
import dev.skipstream.schemas.event.Detection;
import dev.skipstream.schemas.event.FrameView;
import dev.skipstream.schemas.event.TrueObject;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class HtmlReportTest {
  private static final BoundingBox HERE = new BoundingBox(10, 10, 100, 100);
  private static final BoundingBox THERE = new BoundingBox(400, 10, 100, 100);

  @TempDir Path folder;

  private final Evaluation evaluation = new Evaluation(new Evaluation.Scores(0.5, 0.5), 3);
  private final StageTimes times = new StageTimes();
  private Path file;

  @BeforeEach
  void evaluate() {
    file = folder.resolve("out/report.html");
    // A name that would be markup without escapes.
    evaluation.add(
        frame("<script>a", List.of(object("car & van", HERE)), List.of(found("car & van", THERE))));
    evaluation.add(
        frame("b", List.of(object("car & van", HERE)), List.of(found("car & van", HERE))));
    times.add(Map.of("decode", 2.0, "total", 30.0));
  }

  @Test
  void needsNothingBesideIt() throws Exception {
    String page = write(Optional.of(new byte[] {1, 2, 3}));

    assertThat(page)
        .doesNotContain("<script", "<link", "@import", "http://", "https://", "url(")
        .contains("data:image/jpeg;base64,AQID")
        .contains("prefers-color-scheme: dark");
  }

  @Test
  void showsTheFiguresAndTheCounts() throws Exception {
    String page = write(Optional.empty());

    assertThat(page)
        .contains("<b>2</b> frames scored", "<b>4</b> dropped", "<b>5</b> dead letters")
        .contains("<div class=\"label\">AP50</div><div class=\"value\">0.252</div>")
        .contains("car &amp; van", "&lt;script&gt;a")
        .contains("1 missed, 1 background")
        .doesNotContain("data:image");
  }

  /** Every drawing is well-formed, and the picture of a frame has what is wrong in it. */
  @Test
  void drawsWhatIsWrong() throws Exception {
    String page = write(Optional.empty());

    int frame = page.indexOf("<figure>");
    String svg = page.substring(page.indexOf("<svg", frame), page.indexOf("</svg>", frame) + 6);
    NodeList boxes =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new InputSource(new StringReader(svg)))
            .getElementsByTagName("rect");
    assertThat(boxes.item(0).getAttributes().getNamedItem("class").getNodeValue())
        .isEqualTo("box missed");
    assertThat(boxes.item(1).getAttributes().getNamedItem("class").getNodeValue())
        .isEqualTo("box background");
    assertThat(boxes.item(1).getAttributes().getNamedItem("x").getNodeValue()).isEqualTo("400.0");
    assertThat(boxes.getLength()).as("two boxes, two plates").isEqualTo(4);
    // Of two frames one is right.
    assertThat(page).containsOnlyOnce("<figure>");
  }

  /** Shows x from 100 to 500 and y from 0 to 200, in half size. */
  @Test
  void drawsTheBoxesOfAViewInPixelsOfItsImage() throws Exception {
    FrameView view = new CameraView(640, 384, 100, 0, 0.5).of(200, 100);
    BoundingBox box = new BoundingBox(140, 20, 60, 80);
    Detection wrong = found("car & van", box);
    ScoredFrame frame =
        new ScoredFrame(
            "viewed",
            640,
            384,
            Optional.empty(),
            Optional.of(view),
            List.of(),
            List.of(wrong),
            new double[] {wrong.score()});

    FramePicture drawn =
        FramePicture.of(
            new EvaluationReport.PicturedFrame(
                frame, FrameJudgement.of(frame.truth(), frame.found(), 0.5), Optional.empty()));

    assertThat(drawn.width()).isEqualTo(200);
    assertThat(drawn.height()).isEqualTo(100);
    assertThat(drawn.outlines())
        .singleElement()
        .satisfies(
            outline -> {
              assertThat(outline.x()).isEqualTo("20.0");
              assertThat(outline.y()).isEqualTo("10.0");
              assertThat(outline.width()).isEqualTo("30.0");
              assertThat(outline.height()).isEqualTo("40.0");
            });
  }

  private String write(Optional<byte[]> jpeg) throws Exception {
    HtmlReport.write(
        new EvaluationReport(
            "detections against ground-truth",
            Instant.parse("2026-11-23T10:15:30Z"),
            new FrameJoin.Counts(2, 3, 4, 5, 6),
            evaluation.metrics(),
            evaluation.voc(),
            evaluation.curves(),
            evaluation.confusion(),
            evaluation.errors(),
            evaluation.worst().list().stream()
                .map(one -> new EvaluationReport.PicturedFrame(one.frame(), one.judgement(), jpeg))
                .toList(),
            times.summary()),
        file);
    return Files.readString(file);
  }

  private static ScoredFrame frame(String name, List<TrueObject> truth, List<Detection> found) {
    return new ScoredFrame(name, 640, 384, Optional.empty(), truth, found);
  }

  private static TrueObject object(String label, BoundingBox box) {
    return new TrueObject(label, 1, box, Optional.empty(), Optional.empty(), /* crowd= */ false);
  }

  private static Detection found(String label, BoundingBox box) {
    return new Detection(label, 1, 0.9, box);
  }
}
