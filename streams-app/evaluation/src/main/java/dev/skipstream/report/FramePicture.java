package dev.skipstream.report;

import dev.skipstream.evaluate.FrameJudgement;
import dev.skipstream.evaluate.FrameJudgement.Fate;
import dev.skipstream.evaluate.FrameJudgement.JudgedDetection;
import dev.skipstream.evaluate.FrameJudgement.JudgedObject;
import dev.skipstream.evaluate.FrameJudgement.Verdict;
import dev.skipstream.evaluate.ScoredFrame;
import dev.skipstream.schemas.event.BoundingBox;
import dev.skipstream.schemas.event.Boxes;
import dev.skipstream.schemas.event.Classes;
import dev.skipstream.schemas.event.Detection;
import dev.skipstream.schemas.event.Findings;
import dev.skipstream.schemas.event.FrameView;
import dev.skipstream.schemas.event.Regions;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/**
 * A frame with its ground truth and its detections; errors are on top and labelled.
 *
 * @param width of the drawing: pixels of the frame, or of the image where that is a part of the
 *     frame; the extent of the boxes where the size is not known
 * @param jpeg the image in base64; none where it is not at hand
 */
record FramePicture(
    String name,
    String facts,
    int width,
    int height,
    List<String> jpeg,
    List<Outline> outlines,
    List<Label> labels) {
  /** The text's height, as a share of the frame's width. */
  private static final double TEXT = 1 / 42.0;

  /**
   * A letter's width, as a share of the text's height: of the fonts that may come, a wide one's.
   */
  private static final double LETTER = 0.66;

  /** A box. */
  record Outline(String style, String x, String y, String width, String height, String title) {}

  /** A box's name on a plate. */
  record Label(
      String style,
      String text,
      String x,
      String y,
      String plateX,
      String plateY,
      String width,
      String height,
      String size) {}

  static FramePicture of(EvaluationReport.PicturedFrame pictured) {
    ScoredFrame frame = pictured.frame();
    Optional<FrameView> view = frame.view();
    FrameJudgement judgement = view.map(pictured.judgement()::in).orElse(pictured.judgement());
    int width = view.map(FrameView::width).orElseGet(() -> side(frame, true));
    int height = view.map(FrameView::height).orElseGet(() -> side(frame, false));
    List<Outline> outlines = new ArrayList<>();
    List<Label> labels = new ArrayList<>();
    for (JudgedObject one : judgement.objects()) {
      String what = one.object().label() + " " + one.fate().name().toLowerCase(Locale.ROOT);
      outlines.add(outline(style(one.fate()), one.object().box(), what));
    }
    // The detection with the highest score is on top, and errors are on top of correct ones.
    for (int pass = 0; pass < 2; pass++) {
      for (int i = judgement.detections().size() - 1; i >= 0; i--) {
        JudgedDetection one = judgement.detections().get(i);
        if (one.verdict().wrong() == (pass == 1)) {
          add(one, width, outlines, labels);
        }
      }
    }
    for (JudgedObject one : judgement.objects()) {
      if (one.fate() == Fate.MISSED) {
        labels.add(label("missed", one.object().label(), one.object().box(), width));
      }
    }
    return new FramePicture(
        frame.name(),
        facts(frame.findings(), judgement),
        width,
        height,
        pictured.jpeg().map(Base64.getEncoder()::encodeToString).stream().toList(),
        outlines,
        labels);
  }

  private static int side(ScoredFrame frame, boolean across) {
    int known = across ? frame.width() : frame.height();
    return known > 0 ? known : extent(frame, across);
  }

  private static int extent(ScoredFrame frame, boolean across) {
    return (int)
            Math.ceil(
                DoubleStream.concat(
                        frame.truth().stream().mapToDouble(one -> end(one.box(), across)),
                        boxes(frame).mapToDouble(box -> end(box, across)))
                    .max()
                    .orElse(100))
        + 1;
  }

  private static Stream<BoundingBox> boxes(ScoredFrame frame) {
    return frame.findings() instanceof Boxes boxes
        ? boxes.detections().stream().map(Detection::box)
        : Stream.empty();
  }

  private static double end(BoundingBox box, boolean across) {
    return across ? box.x() + box.width() : box.y() + box.height();
  }

  private static void add(
      JudgedDetection one, int width, List<Outline> outlines, List<Label> labels) {
    BoundingBox box = one.detection().box();
    String style = one.verdict().name().toLowerCase(Locale.ROOT).replace('_', '-');
    String text =
        String.format(Locale.ROOT, "%s %.2f", one.detection().label(), one.detection().score());
    outlines.add(outline(style, box, text + ", " + style));
    if (one.verdict().wrong()) {
      labels.add(label(style, text, box, width));
    }
  }

  private static String style(Fate fate) {
    return fate == Fate.FOUND ? "truth" : fate.name().toLowerCase(Locale.ROOT);
  }

  private static Outline outline(String style, BoundingBox box, String title) {
    return new Outline(
        style,
        Shown.coordinate(box.x()),
        Shown.coordinate(box.y()),
        Shown.coordinate(box.width()),
        Shown.coordinate(box.height()),
        title);
  }

  /**
   * Labels a missed object below its box and a detection above it, so that both are readable on one
   * object.
   */
  private static Label label(String style, String text, BoundingBox box, int frameWidth) {
    double size = frameWidth * TEXT;
    double plate = size * 1.3;
    double wide = size * (LETTER * text.length() + 0.5);
    double x = Math.max(0, Math.min(box.x(), frameWidth - wide));
    double top =
        style.equals("missed") ? box.y() + box.height() - plate : Math.max(0, box.y() - plate);
    return new Label(
        style,
        text,
        Shown.coordinate(x + size * 0.25),
        Shown.coordinate(top + size),
        Shown.coordinate(x),
        Shown.coordinate(top),
        Shown.coordinate(wide),
        Shown.coordinate(plate),
        Shown.coordinate(size));
  }

  private static String facts(Findings findings, FrameJudgement judgement) {
    if (findings instanceof Classes classes) {
      return classes.classes().stream()
          .map(one -> String.format(Locale.ROOT, "%s %.2f", one.label(), one.score()))
          .collect(Collectors.joining(", "));
    }
    if (findings instanceof Regions regions) {
      return regions.regions().stream()
          .map(one -> "%s %s %%".formatted(one.label(), Shown.percent(one.share())))
          .collect(Collectors.joining(", "));
    }
    return facts(judgement);
  }

  private static String facts(FrameJudgement judgement) {
    List<String> facts = new ArrayList<>();
    long missed = judgement.objects().stream().filter(one -> one.fate() == Fate.MISSED).count();
    facts.add(count(judgement, Verdict.CORRECT) + " correct");
    if (missed > 0) {
      facts.add(missed + " missed");
    }
    for (Verdict verdict : List.of(Verdict.LOCATION, Verdict.CLASS, Verdict.BACKGROUND)) {
      long count = count(judgement, verdict);
      if (count > 0) {
        facts.add(count + " " + verdict.name().toLowerCase(Locale.ROOT));
      }
    }
    return String.join(", ", facts);
  }

  private static long count(FrameJudgement judgement, Verdict verdict) {
    return judgement.detections().stream().filter(one -> one.verdict() == verdict).count();
  }
}
