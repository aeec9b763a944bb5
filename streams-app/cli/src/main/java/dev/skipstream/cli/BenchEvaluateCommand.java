package dev.skipstream.cli;

import dev.skipstream.bench.EvaluateBenchmark;
import dev.skipstream.bench.LabelledFrames;
import dev.skipstream.registry.artifact.TemporaryFolder;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "evaluate",
    description = {
      "Measures the evaluator on random frames, by default as many as COCO's validation set of 2017"
          + " has:",
      "seconds and heap, frame by frame and from COCO's two files."
    },
    footer = {"", "Example: skipstream bench evaluate --images 5000"})
final class BenchEvaluateCommand implements Callable<Integer> {
  @Option(
      names = "--images",
      paramLabel = "N",
      description = "frames, with objects in proportion (default: 5000)")
  int images = LabelledFrames.COCO_VAL2017.images();

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "3",
      description = "number of measurements (default: ${DEFAULT-VALUE})")
  int rounds;

  @Option(names = "--json", description = "print one JSON document")
  boolean json;

  @Override
  public Integer call() throws IOException {
    if (rounds < 1 || images < 1) {
      throw new BadInputException(
          "--images is %d and --rounds is %d: expected 1 or more".formatted(images, rounds));
    }
    LabelledFrames coco = LabelledFrames.COCO_VAL2017;
    LabelledFrames frames =
        new LabelledFrames(
            images,
            (int) ((long) coco.objects() * images / coco.images()),
            coco.detections(),
            coco.categories());
    try (TemporaryFolder folder = TemporaryFolder.create("skipstream-bench-")) {
      EvaluateBenchmark.Result result = new EvaluateBenchmark(frames).run(rounds, folder.path());
      if (json) {
        System.out.println(Json.document(result));
      } else {
        print(result);
      }
    }
    return ExitCode.DONE.status();
  }

  private static void print(EvaluateBenchmark.Result result) {
    LabelledFrames frames = result.frames();
    System.out.printf(
        Locale.ROOT,
        "%d images, %d objects, %d detections an image, %d categories; %d processors, load %.1f"
            + " before%n%n",
        frames.images(),
        frames.objects(),
        frames.detections(),
        frames.categories(),
        result.processors(),
        result.load());
    System.out.println("| round | | s | peak heap, MiB | kept, MiB |");
    System.out.println("|---|---|---|---|---|");
    List<EvaluateBenchmark.Round> rounds = result.rounds();
    for (int i = 0; i < rounds.size(); i++) {
      EvaluateBenchmark.Round round = rounds.get(i);
      row(i + 1, "COCO's twelve numbers, frame by frame", round.coco());
      row(i + 1, "all figures, frame by frame", round.everything());
      row(i + 1, "reading the two files", round.read());
      row(i + 1, "COCO's twelve numbers of those", round.files());
    }
  }

  private static void row(int round, String what, EvaluateBenchmark.Part part) {
    System.out.printf(
        Locale.ROOT,
        "| %d | %s | %.2f | %.0f | %.0f |%n",
        round,
        what,
        part.seconds(),
        part.peakMiB(),
        part.keptMiB());
  }
}
