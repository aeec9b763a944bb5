package dev.skipstream.bench;

import dev.skipstream.detect.Detector;
import dev.skipstream.detect.DeviceModels;
import dev.skipstream.frame.BatchSettings;
import dev.skipstream.image.FrameDecoder;
import dev.skipstream.schemas.event.ModelIdentity;
import dev.skipstream.topics.TopicNames;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Measures the share of a detector's speed that the stream reaches. It runs the detector in a loop
 * and the stream around it, in turns, on the same frames in batches of the same size. Turns, since
 * the machine may do something else meanwhile.
 *
 * <p>Threading: for one thread, which blocks until all is measured.
 */
public final class OverheadBenchmark {
  /** Time that the stream gets to settle, and time that its input lasts longer than needed. */
  private static final double SPARE_SECONDS = 4;

  /** Spare time for slow detectors, in batches of each device. */
  private static final int SPARE_BATCHES = 4;

  /** A stream that is this many times slower than the loop is measured until then. */
  private static final int PATIENCE = 5;

  private final Workbench bench;
  private final FrameDecoder decoder;
  private final List<Picture> pictures;
  private final BatchSettings batches;
  private final int frames;
  private final int turns;

  /**
   * The result of the measurement.
   *
   * @param devices the devices, by the names of {@code --device}
   * @param batch the number of frames in a batch of the loop, and the maximum in one of the stream
   * @param bare the loop's rates, before each stream and after the last. Their differences show the
   *     machine's other load
   * @param streams the rates of outcomes that a reader of committed records could read
   * @param ratio the ratio of the streams' rate and the loops', over all runs
   * @param works the distribution of the streams' time
   */
  public record Result(
      Conditions conditions,
      ModelIdentity model,
      List<String> devices,
      int batch,
      List<Rate> bare,
      List<Rate> streams,
      double ratio,
      List<StreamWork> works) {}

  /**
   * Creates a benchmark.
   *
   * @param decoder the stream's decoder
   * @param pictures the pictures, which are processed repeatedly
   * @param batches the batch settings of the loop and the stream
   * @param frames the number of frames of each measurement
   * @param turns the number of measurements of the stream
   */
  public OverheadBenchmark(
      Workbench bench,
      FrameDecoder decoder,
      List<Picture> pictures,
      BatchSettings batches,
      int frames,
      int turns) {
    this.bench = bench;
    this.decoder = decoder;
    this.pictures = List.copyOf(pictures);
    this.batches = batches;
    this.frames = frames;
    this.turns = turns;
  }

  /**
   * Runs the measurement.
   *
   * @param devices the devices, each with the same model; the caller closes them
   */
  public Result run(List<DeviceModels> devices) {
    Conditions conditions = Conditions.now();
    List<Detector> detectors = devices.stream().map(device -> device.all().get(0)).toList();
    List<Rate> bare = new ArrayList<>();
    List<Rate> streams = new ArrayList<>();
    List<StreamWork> works = new ArrayList<>();
    try (BareLoop loop =
        new BareLoop(detectors, pictures.stream().map(Picture::frame).toList(), batches.size())) {
      bare.add(bare(loop));
      long spare = spare(devices.size(), bare.get(0));
      List<TopicNames> topics =
          IntStream.rangeClosed(1, turns)
              .mapToObj(turn -> bench.topicsOf("stream-" + turn))
              .toList();
      // The input of no turn ends while it is measured.
      bench.publish(pictures.stream().map(Picture::encoded).toList(), spare + frames + spare);
      for (TopicNames route : topics) {
        Measured<StreamReading> stream = stream(route, devices, spare, bare.get(0));
        streams.add(stream.rate());
        works.add(stream.end().since(stream.begin()));
        bare.add(bare(loop));
      }
    }
    return new Result(
        conditions,
        detectors.get(0).model(),
        devices.stream().map(DeviceModels::name).toList(),
        batches.size(),
        bare,
        streams,
        together(streams).perSecond() / together(bare).perSecond(),
        works);
  }

  private static Rate together(List<Rate> rates) {
    return rates.stream().reduce(Rate::and).orElseThrow();
  }

  private long spare(int devices, Rate bare) {
    int spareBatches = SPARE_BATCHES * batches.size() * devices;
    return Math.max(spareBatches, (long) (SPARE_SECONDS * bare.perSecond()));
  }

  private Rate bare(BareLoop loop) {
    bench.progress().accept("the bare loop: warming up ...");
    loop.warmUp();
    bench.progress().accept("the bare loop: %d frames ...".formatted(frames));
    return loop.measure(frames);
  }

  private Measured<StreamReading> stream(
      TopicNames topics, List<DeviceModels> devices, long spare, Rate bare) {
    Duration longest = Duration.ofSeconds((long) (60 + PATIENCE * frames / bare.perSecond()));
    bench
        .progress()
        .accept("the stream: %d frames to settle, then %d ...".formatted(spare, frames));
    try (OutcomeMeter meter = new OutcomeMeter(bench.client(), topics);
        BenchmarkStream route = new BenchmarkStream(bench, topics, decoder, devices, batches)) {
      return Measured.of(
          meter,
          route,
          new OutcomeMeter.Span(spare, longest),
          new OutcomeMeter.Span(frames, longest),
          route::reading);
    }
  }
}
