package dev.skipstream.cli;

import dev.skipstream.bench.DrawnPictures;
import dev.skipstream.bench.OverheadBenchmark;
import dev.skipstream.bench.Picture;
import dev.skipstream.bench.ScriptedBenchmark;
import dev.skipstream.bench.ScriptedTimes;
import dev.skipstream.detect.DeviceModels;
import dev.skipstream.frame.BatchSettings;
import dev.skipstream.image.ImageDecoder;
import dev.skipstream.image.ImageLimits;
import dev.skipstream.image.header.InvalidImageException;
import dev.skipstream.publish.FrameSources;
import dev.skipstream.publish.SourceSettings;
import dev.skipstream.registry.ModelVersion;
import dev.skipstream.registry.location.RegistryLocation;
import dev.skipstream.source.EncodedFrame;
import dev.skipstream.source.FrameReader;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "pipeline",
    description = {
      "Measures the stream around a detector, from topic to topic, with its own broker.",
      "With a model: compares it with the detector in a loop, on the same frames. Without one: uses"
          + " a model that only waits, and compares it with a loop of plain Kafka clients and a"
          + " topology that waits in mapValues."
    },
    footer = {"", "Example: skipstream bench pipeline --model models:/cells/1 --images images/"})
final class BenchPipelineCommand implements Callable<Integer> {
  /** Maximum number of a folder's images that are kept in memory, decoded. */
  private static final int MOST_PICTURES = 32;

  private static final int DEFAULT_FRAMES = 60;
  private static final int DEFAULT_TURNS = 3;
  private static final int DEFAULT_SECONDS = 15;
  private static final List<String> DEFAULT_TIMES = List.of("0", "20", "5-50");

  @Mixin DeviceOptions device;
  @Mixin StreamTraceOptions traces;

  @Option(
      names = "--model",
      paramLabel = "URI",
      description =
          "models:/NAME/VERSION, models:/NAME@ALIAS, or models:/NAME for the newest; without it,"
              + " scripted models")
  Optional<String> model;

  @Option(
      names = "--images",
      paramLabel = "DIR|VIDEO",
      description =
          "with --model: folder of images or video file; uses the first 32 frames (default:"
              + " generated images of 640 x 480)")
  Optional<Path> images;

  @Option(
      names = "--frames",
      paramLabel = "N",
      description = "with --model: frames of each measurement (default: 60)")
  Optional<Integer> frames;

  @Option(
      names = "--turns",
      paramLabel = "N",
      description =
          "with --model: number of measurements of the stream, and of the loop (default: 3)")
  Optional<Integer> turns;

  @Option(
      names = "--batch-size",
      paramLabel = "N",
      description = "with --model: maximum frames of a batch (default: 4)")
  Optional<Integer> batchSize;

  @Option(
      names = "--scripted-ms",
      paramLabel = "MS",
      split = ",",
      description = "without --model: milliseconds of a call, or their range (default: 0,20,5-50)")
  List<String> times = List.of();

  @Option(
      names = "--seconds",
      paramLabel = "N",
      description = "without --model: time for each measurement (default: 15)")
  Optional<Integer> seconds;

  @Option(names = "--json", description = "print one JSON document")
  boolean json;

  @Override
  public Integer call() throws IOException {
    requireFitting();
    if (model.isPresent()) {
      detector(model.get());
    } else {
      scripted();
    }
    return ExitCode.DONE.status();
  }

  private void requireFitting() {
    if (model.isEmpty()
        && (images.isPresent()
            || frames.isPresent()
            || turns.isPresent()
            || batchSize.isPresent())) {
      throw new BadInputException(
          "--images, --frames, --turns and --batch-size are for a detector: expected --model too");
    }
    if (model.isPresent() && (seconds.isPresent() || !times.isEmpty())) {
      throw new BadInputException(
          "--seconds and --scripted-ms are for scripted models: expected them without --model");
    }
    requirePositive("--frames", frames);
    requirePositive("--seconds", seconds);
    requirePositive("--turns", turns);
    requirePositive("--batch-size", batchSize);
  }

  private static void requirePositive(String option, Optional<Integer> value) {
    if (value.isPresent() && value.get() < 1) {
      throw new BadInputException("%s is %d: expected 1 or more".formatted(option, value.get()));
    }
  }

  private void detector(String uri) throws IOException {
    ImageDecoder decoder = new ImageDecoder(ImageLimits.DEFAULT);
    List<Picture> pictures = pictures(decoder);
    RegistryLocation registry = device.registry.location();
    StreetModel.offer(registry, uri);
    ModelVersion version = registry.resolve(uri);
    List<DeviceModels> devices = device.loader(registry).loadAll(List.of(version));
    try (OwnBroker broker = OwnBroker.start()) {
      OverheadBenchmark.Result result =
          new OverheadBenchmark(
                  broker.workbench(),
                  decoder,
                  pictures,
                  batches(),
                  frames.orElse(DEFAULT_FRAMES),
                  turns.orElse(DEFAULT_TURNS))
              .run(devices);
      System.out.println(json ? Json.document(result) : PipelineTables.of(result));
    } finally {
      devices.forEach(DeviceModels::close);
    }
  }

  private BatchSettings batches() {
    return BatchSettings.DEFAULT.ofSize(batchSize.orElse(BatchSettings.DEFAULT.size()));
  }

  private void scripted() throws IOException {
    List<ScriptedTimes> models =
        (times.isEmpty() ? DEFAULT_TIMES : times)
            .stream().map(text -> Settings.checked(() -> ScriptedTimes.parse(text))).toList();
    Duration span = Duration.ofSeconds(seconds.orElse(DEFAULT_SECONDS));
    Optional<OtlpTraces> spans = traces.open("skipstream-bench", new CompositeMeterRegistry());
    try (OwnBroker broker = OwnBroker.start()) {
      ScriptedBenchmark.Result result =
          new ScriptedBenchmark(broker.workbench(), span, traces.stream(spans)).run(models);
      System.out.println(json ? Json.document(result) : PipelineTables.of(result));
    } finally {
      spans.ifPresent(OtlpTraces::close);
    }
  }

  private List<Picture> pictures(ImageDecoder decoder) throws IOException {
    List<Picture> pictures = new ArrayList<>();
    for (EncodedFrame encoded :
        images.isPresent() ? read(images.get()) : DrawnPictures.draw(MOST_PICTURES)) {
      try {
        pictures.add(new Picture(encoded, decoder.decode(encoded.image())));
      } catch (InvalidImageException e) {
        throw new BadInputException("%s: %s".formatted(encoded.name(), e.getMessage()));
      }
    }
    return pictures;
  }

  private static List<EncodedFrame> read(Path path) {
    List<EncodedFrame> read = new ArrayList<>();
    try (FrameReader reader = FrameSources.open(path.toString(), SourceSettings.DEFAULT).open()) {
      Optional<EncodedFrame> next = reader.next();
      while (next.isPresent() && read.size() < MOST_PICTURES) {
        read.add(next.get());
        next = reader.next();
      }
      return read;
    } catch (IOException e) {
      throw new BadInputException(e.getMessage());
    }
  }
}
