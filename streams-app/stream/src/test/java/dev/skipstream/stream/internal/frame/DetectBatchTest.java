package dev.skipstream.stream.internal.frame;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skipstream.async.BatchFunction;
import dev.skipstream.detect.DetectorException;
import dev.skipstream.detect.DeviceModels;
import dev.skipstream.detect.ResizedShape;
import dev.skipstream.frame.Freshness;
import dev.skipstream.image.header.InvalidImageException;
import dev.skipstream.schemas.event.Boxes;
import dev.skipstream.stream.ScriptedDetector;
import dev.skipstream.stream.ScriptedFrames;
import dev.skipstream.stream.internal.telemetry.FrameMetrics;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class DetectBatchTest {
  private static final FrameBucket BUCKET =
      new FrameBucket(ScriptedDetector.MODEL, new ResizedShape(4, 16));

  private final AtomicLong clock = new AtomicLong(1_000);
  private final MeterRegistry meters = new SimpleMeterRegistry();
  private final ScriptedDetector detector = new ScriptedDetector();
  private final DetectBatch batches = batches(/* halves= */ true);

  @Test
  void aFrameThatGrowsTooOldWhileItWaitsIsDroppedAndItsBatchMatesAreNot() throws Exception {
    List<PendingFrame> frames =
        List.of(frame("old", 400), frame("young", 600), frame("ageless", Long.MAX_VALUE));

    List<Inference> all = batches.run(BUCKET, frames);

    assertThat(all.get(0)).isEqualTo(new Inference.TooOld(ScriptedDetector.MODEL, 600));
    assertThat(found(all.get(1))).isEqualTo("young");
    assertThat(found(all.get(2))).isEqualTo("ageless");
    assertThat(detector.batchSizes()).containsExactly(2);
    DistributionSummary sizes = meters.get("skipstream.batch.size").summary();
    assertThat(sizes.count()).isEqualTo(1);
    assertThat(sizes.totalAmount()).isEqualTo(2);
  }

  @Test
  void aBatchOfNothingButOldFramesNeverReachesTheDevice() throws Exception {
    clock.set(10_000);

    assertThat(batches.run(BUCKET, List.of(frame("old", 1), frame("older", 0))))
        .allMatch(Inference.TooOld.class::isInstance);
    assertThat(detector.batchSizes()).isEmpty();
  }

  /** Halves are other batches, and whether there is memory depends on the moment. */
  @Test
  void aBatchThatIsToBeTheSameInEveryRunIsNotHalved() {
    DetectorException tooLarge =
        new DetectorException("batch of 4", new RuntimeException("CUDA error: out of memory"));

    assertThat(batches.classify(tooLarge)).isEqualTo(BatchFunction.Fault.OUT_OF_MEMORY);
    assertThat(batches(/* halves= */ false).classify(tooLarge))
        .isEqualTo(BatchFunction.Fault.DEVICE);
  }

  private DetectBatch batches(boolean halves) {
    return new DetectBatch(
        new DeviceModels("scripted", List.of(detector)),
        clock::get,
        new FrameMetrics(meters).device("scripted"),
        halves);
  }

  private static PendingFrame frame(String text, long birth) throws InvalidImageException {
    Freshness freshness = birth == Long.MAX_VALUE ? Freshness.FOREVER : new Freshness(birth, 500);
    return new PendingFrame(ScriptedFrames.decode(ScriptedFrames.image(text)), freshness);
  }

  private static String found(Inference inference) {
    return ((Boxes) ((Inference.Found) inference).findings()).detections().get(0).label();
  }
}
