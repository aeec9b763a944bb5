package dev.skipstream.cli;

import dev.skipstream.bench.DecodeBenchmark;
import dev.skipstream.image.Frame;
import dev.skipstream.image.ImageDecoder;
import dev.skipstream.image.ImageLimits;
import dev.skipstream.image.header.InvalidImageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "decode",
    description = "Compares the image decoder with ImageIO, on one thread.",
    footer = {"", "Example: skipstream bench decode street.jpg street.png"})
final class BenchDecodeCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "IMAGE",
      arity = "1..*",
      description = "JPEG, PNG, BMP or GIF files: ImageIO reads no WebP")
  List<Path> images;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      defaultValue = "3",
      description = "time for each decoder and image (default: ${DEFAULT-VALUE})")
  int seconds;

  @Override
  public Integer call() throws IOException {
    if (seconds < 1) {
      throw new BadInputException("--seconds is %d: expected 1 or more".formatted(seconds));
    }
    DecodeBenchmark benchmark = new DecodeBenchmark(Duration.ofSeconds(seconds));
    System.out.println("| image | pixels | KiB | OpenCV ms | ImageIO ms | ratio |");
    System.out.println("|---|---|---|---|---|---|");
    for (Path image : images) {
      System.out.println(row(image, benchmark));
    }
    return ExitCode.DONE.status();
  }

  private static String row(Path image, DecodeBenchmark benchmark) throws IOException {
    if (!Files.isReadable(image)) {
      throw new BadInputException("%s: no such image file".formatted(image));
    }
    byte[] encoded = Files.readAllBytes(image);
    try {
      Frame frame = new ImageDecoder(ImageLimits.DEFAULT).decode(encoded);
      DecodeBenchmark.Result result = benchmark.measure(encoded);
      return String.format(
          Locale.ROOT,
          "| %s | %d x %d | %d | %.2f | %.2f | %.1f |",
          image.getFileName(),
          frame.width(),
          frame.height(),
          encoded.length >> 10,
          result.openCvMillis(),
          result.imageIoMillis(),
          result.ratio());
    } catch (InvalidImageException e) {
      throw new BadInputException("%s: %s".formatted(image, e.getMessage()));
    }
  }
}
