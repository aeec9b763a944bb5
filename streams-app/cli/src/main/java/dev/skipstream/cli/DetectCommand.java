package dev.skipstream.cli;

import dev.skipstream.detect.Detector;
import dev.skipstream.image.Frame;
import dev.skipstream.image.ImageDecoder;
import dev.skipstream.image.ImageLimits;
import dev.skipstream.image.header.InvalidImageException;
import dev.skipstream.registry.ModelVersion;
import dev.skipstream.registry.location.RegistryLocation;
import dev.skipstream.schemas.event.Findings;
import dev.skipstream.schemas.event.FindingsEvent;
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
    description = {
      "Detects objects in image files; needs no broker.",
      "Continues after an image that cannot be read, and ends with exit code 2."
    },
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
    List<FrameId> ids = FrameId.ofFiles(images);
    int bad = 0;
    RegistryLocation registry = detector.device.registry.location();
    StreetModel.offer(registry, detector.model);
    ModelVersion version = registry.resolve(detector.model);
    try (Detector loaded = detector.device.loader(registry).load(version)) {
      for (int i = 0; i < images.size(); i++) {
        Optional<Frame> frame = decode(decoder, images.get(i));
        if (frame.isPresent()) {
          FindingsEvent event = event(ids.get(i), frame.get(), loaded);
          output.print(event);
          output.annotate(event, frame.get());
        } else {
          bad++;
        }
      }
    }
    if (bad > 0) {
      throw new BadInputException(
          "%d of %d images cannot be read, each named above: expected whole images"
              .formatted(bad, images.size()));
    }
    return ExitCode.DONE.status();
  }

  /** Reports the fault of an image, and continues with the others. */
  private static Optional<Frame> decode(ImageDecoder decoder, Path image) {
    try {
      return Optional.of(decoder.decode(Files.readAllBytes(image)));
    } catch (InvalidImageException | IOException e) {
      System.err.printf("%s: %s%n", image, e.getMessage());
      return Optional.empty();
    }
  }

  private static FindingsEvent event(FrameId id, Frame frame, Detector detector) {
    FrameInfo info =
        new FrameInfo(
            id.toString(),
            id.source(),
            Optional.empty(),
            Optional.empty(),
            frame.width(),
            frame.height());
    Findings findings = detector.detect(List.of(frame)).get(0);
    return findings.event(info, Optional.empty(), detector.eventModel());
  }
}
