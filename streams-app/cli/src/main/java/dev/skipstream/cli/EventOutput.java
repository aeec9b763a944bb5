package dev.skipstream.cli;

import dev.skipstream.image.Annotator;
import dev.skipstream.image.Frame;
import dev.skipstream.schemas.event.BoundingBox;
import dev.skipstream.schemas.event.Boxes;
import dev.skipstream.schemas.event.ClassificationEvent;
import dev.skipstream.schemas.event.Detection;
import dev.skipstream.schemas.event.DetectionEvent;
import dev.skipstream.schemas.event.Findings;
import dev.skipstream.schemas.event.FindingsEvent;
import dev.skipstream.schemas.event.FrameDropped;
import dev.skipstream.schemas.event.OutcomeEvent;
import dev.skipstream.schemas.event.SegmentationEvent;
import dev.skipstream.schemas.serde.EventSerdes;
import dev.skipstream.shape.InvalidShapeException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Prints detection events: as JSON Lines or as text, and as images on request. */
final class EventOutput {
  @Option(names = "--json", description = "print one detection event a line, as JSON")
  private boolean json;

  @Option(
      names = "--annotate",
      paramLabel = "DIR",
      description =
          "write each frame with its boxes, masks, keypoints, classes or regions into this folder,"
              + " as JPEG; an existing file stays, and the new one is named ID.2.jpg")
  private Optional<Path> annotate;

  boolean wantsPictures() {
    return annotate.isPresent();
  }

  void print(OutcomeEvent event) {
    PrintStream out = System.out;
    if (json) {
      out.println(new String(EventSerdes.toJson(event), StandardCharsets.UTF_8));
    } else if (event instanceof DetectionEvent detected) {
      out.printf(
          Locale.ROOT,
          "%s  %d x %d  models:/%s/%d  %d found%n",
          detected.frame().id(),
          detected.frame().width(),
          detected.frame().height(),
          detected.model().name(),
          detected.model().version(),
          detected.detections().size());
      detected.detections().forEach(detection -> out.println(line(detection)));
    } else if (event instanceof ClassificationEvent classified) {
      out.printf(
          "%s  %d x %d  models:/%s/%d%n",
          classified.frame().id(),
          classified.frame().width(),
          classified.frame().height(),
          classified.model().name(),
          classified.model().version());
      classified
          .classes()
          .forEach(one -> out.printf(Locale.ROOT, "  %-24s %.3f%n", one.label(), one.score()));
    } else if (event instanceof SegmentationEvent segmented) {
      out.printf(
          "%s  %d x %d  models:/%s/%d  %d classes%n",
          segmented.frame().id(),
          segmented.frame().width(),
          segmented.frame().height(),
          segmented.model().name(),
          segmented.model().version(),
          segmented.regions().size());
      segmented
          .regions()
          .forEach(
              one ->
                  out.printf(
                      Locale.ROOT,
                      "  %-24s %6.2f %%  %d px%n",
                      one.label(),
                      100 * one.share(),
                      one.area()));
    } else if (event instanceof FindingsEvent) {
      // Findings without a text of their own.
      out.println(new String(EventSerdes.toJson(event), StandardCharsets.UTF_8));
    } else if (event instanceof FrameDropped dropped) {
      out.printf(
          "%s  dropped: %s, %d ms%n", dropped.frame().id(), dropped.reason(), dropped.ageMillis());
    }
    out.flush();
  }

  /** Writes the picture, where pictures were asked for. */
  void annotate(FindingsEvent event, Frame frame) throws IOException {
    if (annotate.isPresent()) {
      try {
        Path picture = pictureOf(event.frame().id(), annotate.get());
        Annotator.write(frame, inPicture(event), picture);
      } catch (InvalidShapeException e) {
        throw new BadInputException(
            "frame '%s': %s; no picture is written".formatted(event.frame().id(), e.getMessage()),
            e);
      }
    }
  }

  /** Returns the findings in pixels of the image, which may be a part of the camera's frame. */
  private static Findings inPicture(FindingsEvent event) {
    Findings findings = event.findings();
    return findings instanceof Boxes boxes && event.frame().view().isPresent()
        ? new Boxes(boxes.detections().stream().map(event.frame().view().get()::toPicture).toList())
        : findings;
  }

  /**
   * A frame's id may hold slashes: they become folders, but never lead out of the one asked for.
   */
  private static Path pictureOf(String frameId, Path asked) {
    Path folder = asked.toAbsolutePath().normalize();
    try {
      Path file = folder.resolve(frameId + ".jpg").normalize();
      // Two ids may name one file, and the folder may hold pictures, or the images themselves.
      for (int copy = 2; file.startsWith(folder) && Files.exists(file); copy++) {
        file = folder.resolve("%s.%d.jpg".formatted(frameId, copy)).normalize();
      }
      if (file.startsWith(folder)) {
        return file;
      }
    } catch (InvalidPathException e) {
      // Said below: it names no file in that folder.
    }
    throw new BadInputException(
        "frame id '%s' names no file in %s: no picture is written".formatted(frameId, folder));
  }

  private static String line(Detection detection) {
    BoundingBox box = detection.box();
    return String.format(
        Locale.ROOT,
        "  %-16s %.3f  x %7.1f  y %7.1f  width %7.1f  height %7.1f",
        detection.label(),
        detection.score(),
        box.x(),
        box.y(),
        box.width(),
        box.height());
  }
}
