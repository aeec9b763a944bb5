package dev.skipstream.app;

import dev.skipstream.detect.Detector;
import dev.skipstream.image.Frame;
import dev.skipstream.image.ImageDecoder;
import dev.skipstream.image.ImageLimits;
import dev.skipstream.image.InvalidImageException;
import dev.skipstream.schemas.event.Detection;
import dev.skipstream.schemas.event.DetectionEvent;
import dev.skipstream.schemas.event.FrameInfo;
import dev.skipstream.source.FrameId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    name = "detect",
    description = "Detects objects in image files; needs no broker.",
    footer = {"", "Example: skipstream detect --model models:/cells/1 --annotate out *.jpg"})
final class DetectCommand implements Callable<Integer> {
  @Mixin DetectorOptions detector;
  @Mixin EventOutput output;

  @Parameters(paramLabel = "IMAGE", arity = "1..*", description = "image files")
  List<Path> images;

  @Override
  public Integer call() throws IOException {
    // A typing error in the last name should not cost the time to load a model.
    for (Path image : images) {
      if (!Files.isReadable(image)) {
        throw new BadInputException("%s: no such image file".formatted(image));
      }
    }
    ImageDecoder decoder = new ImageDecoder(ImageLimits.DEFAULT);
    try (Detector loaded = detector.load(detector.resolve())) {
      for (Path image : images) {
        Frame frame = decode(decoder, image);
        DetectionEvent event = event(image, frame, loaded);
        output.print(event);
        output.annotate(event, frame);
      }
    }
    return ExitCode.DONE.status();
  }

  private static Frame decode(ImageDecoder decoder, Path image) throws IOException {
    try {
      return decoder.decode(Files.readAllBytes(image));
    } catch (InvalidImageException e) {
      throw new BadInputException("%s: %s".formatted(image, e.getMessage()));
    }
  }

  private static DetectionEvent event(Path image, Frame frame, Detector detector) {
    FrameId id = FrameId.ofFile(image);
    List<Detection> detections = detector.detect(List.of(frame)).get(0);
    return new DetectionEvent(
        new FrameInfo(
            id.toString(),
            id.source(),
            Optional.empty(),
            Optional.empty(),
            frame.width(),
            frame.height()),
        Optional.empty(),
        detector.model(),
        detections);
  }
}
