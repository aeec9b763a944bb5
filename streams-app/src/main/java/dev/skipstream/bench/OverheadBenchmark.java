package dev.skipstream.bench;

import dev.skipstream.broker.TopicNames;
import dev.skipstream.detect.Detector;
import dev.skipstream.detect.DeviceModels;
import dev.skipstream.image.FrameDecoder;
import dev.skipstream.schemas.event.ModelIdentity;
import dev.skipstream.topology.BatchSettings;
import java.time.Duration;
import java.util.List;

/**
 * Measures what the stream leaves of a detector's speed: the detector called in a loop, the stream
 * around it, and the loop again, on the same frames in batches of the same size.
 *
 * <p>Threading: for one thread, which blocks until all is measured.
 */
public final class OverheadBenchmark {
  /** Time that the stream gets to settle, and time that its input lasts longer than needed. */
  private static final double SPARE_SECONDS = 4;

  /** The same in batches of each device, for slow ones. */
  private static final int SPARE_BATCHES = 4;

  /** A stream that is this many times slower than the loop is measured until then. */
  private static final int PATIENCE = 5;

  private final Workbench bench;
  private final FrameDecoder decoder;
  private final List<Picture> pictures;
  private final int frames;

  /**
   * What was measured.
   *
   * @param devices as {@code --device} calls them
   * @param batch frames in a batch of the loop, and at most in one of the stream
   * @param bareBefore the loop, before the stream
   * @param stream outcomes that became readable to a reader of committed records
   * @param bareAfter the loop, after the stream: that it differs shows what else the machine did
   * @param ratio the stream's rate over the loop's, both of its runs together
   * @param work where the stream's time went
   */
  public record Result(
      Conditions conditions,
      ModelIdentity model,
      List<String> devices,
      int batch,
      Rate bareBefore,
      Rate stream,
      Rate bareAfter,
      double ratio,
      StreamWork work) {}

  /**
   * A benchmark.
   *
   * @param decoder as the stream has it
   * @param pictures that are looked at over and over
   * @param frames of each measurement
   */
  public OverheadBenchmark(
      Workbench bench, FrameDecoder decoder, List<Picture> pictures, int frames) {
    this.bench = bench;
    this.decoder = decoder;
    this.pictures = List.copyOf(pictures);
    this.frames = frames;
  }

  /**
   * Measures.
   *
   * @param devices with one and the same model each; the caller's to close
   */
  public Result run(List<DeviceModels> devices) {
    Conditions conditions = Conditions.now();
    List<Detector> detectors = devices.stream().map(device -> device.all().get(0)).toList();
    int batch = BatchSettings.DEFAULT.size();
    try (BareLoop loop =
        new BareLoop(detectors, pictures.stream().map(Picture::frame).toList(), batch)) {
      Rate before = bare(loop);
      Measured<StreamReading> stream = stream(devices, before);
      Rate after = bare(loop);
      return new Result(
          conditions,
          detectors.get(0).model(),
          devices.stream().map(DeviceModels::name).toList(),
          batch,
          before,
          stream.rate(),
          after,
          stream.rate().perSecond() / before.and(after).perSecond(),
          stream.end().since(stream.begin()));
    }
  }

  private Rate bare(BareLoop loop) {
    bench.progress().accept("the bare loop: warming up ...");
    loop.warmUp();
    bench.progress().accept("the bare loop: %d frames ...".formatted(frames));
    return loop.measure(frames);
  }

  private Measured<StreamReading> stream(List<DeviceModels> devices, Rate bare) {
    int spareBatches = SPARE_BATCHES * BatchSettings.DEFAULT.size() * devices.size();
    long spare = Math.max(spareBatches, (long) (SPARE_SECONDS * bare.perSecond()));
    Duration longest = Duration.ofSeconds((long) (60 + PATIENCE * frames / bare.perSecond()));
    TopicNames topics = bench.topicsOf("stream");
    // Its input does not end while it is measured.
    bench.publish(pictures.stream().map(Picture::encoded).toList(), spare + frames + spare);
    bench
        .progress()
        .accept("the stream: %d frames to settle, then %d ...".formatted(spare, frames));
    try (OutcomeMeter meter = new OutcomeMeter(bench.client(), topics);
        DetectionStream route =
            new DetectionStream(bench, topics, decoder, devices, BatchSettings.DEFAULT)) {
      return Measured.of(
          meter,
          route,
          new OutcomeMeter.Span(spare, longest),
          new OutcomeMeter.Span(frames, longest),
          route::reading);
    }
  }
}
