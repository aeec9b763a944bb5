package dev.skipstream.stream.internal.frame;

import dev.skipstream.async.BatchFunction;
import dev.skipstream.detect.Detector;
import dev.skipstream.detect.DetectorFault;
import dev.skipstream.detect.DeviceModels;
import dev.skipstream.image.Frame;
import dev.skipstream.schemas.event.Findings;
import dev.skipstream.schemas.event.ModelIdentity;
import dev.skipstream.stream.internal.outcome.BatchRun;
import dev.skipstream.stream.internal.telemetry.DeviceMetrics;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.LongSupplier;

/**
 * The work of a device's worker on a batch of frames.
 *
 * <p>Threading: the worker's thread only.
 */
final class DetectBatch implements BatchFunction<FrameBucket, PendingFrame, Inference> {
  private final DeviceModels models;
  private final LongSupplier clock;
  private final DeviceMetrics metrics;
  private final boolean halves;

  /**
   * Batches for one device.
   *
   * @param clock epoch milliseconds, to tell how old a frame is
   * @param metrics of the device
   * @param halves whether a batch that the device has no memory for may be halved: what comes of a
   *     frame depends on its batch, in the last bits
   */
  DetectBatch(DeviceModels models, LongSupplier clock, DeviceMetrics metrics, boolean halves) {
    this.models = models;
    this.clock = clock;
    this.metrics = metrics;
    this.halves = halves;
  }

  @Override
  public List<Inference> run(FrameBucket bucket, List<PendingFrame> frames) {
    long now = clock.getAsLong();
    List<OptionalLong> excess =
        frames.stream().map(frame -> frame.freshness().excess(now)).toList();
    List<Frame> fresh = new ArrayList<>();
    for (int i = 0; i < frames.size(); i++) {
      if (excess.get(i).isEmpty()) {
        fresh.add(frames.get(i).frame());
      }
    }
    Iterator<Inference> found = detect(bucket.model(), fresh).iterator();
    List<Inference> all = new ArrayList<>(frames.size());
    for (OptionalLong age : excess) {
      all.add(
          age.isPresent() ? new Inference.TooOld(bucket.model(), age.getAsLong()) : found.next());
    }
    return all;
  }

  private List<Inference> detect(ModelIdentity model, List<Frame> frames) {
    if (frames.isEmpty()) {
      return List.of();
    }
    Detector detector = models.get(model);
    long started = System.nanoTime();
    List<Findings> found;
    metrics.batchBegins(frames.size());
    try {
      found = detector.detect(frames);
    } finally {
      metrics.batchEnds();
    }
    BatchRun run = new BatchRun(models.name(), frames.size(), started, System.nanoTime());
    if (found.size() != frames.size()) {
      throw new IllegalStateException(
          "%s answered %d of %d frames: expected one answer each"
              .formatted(detector.model(), found.size(), frames.size()));
    }
    List<Inference> inferences = new ArrayList<>(found.size());
    for (Findings findings : found) {
      inferences.add(new Inference.Found(detector.eventModel(), findings, run));
    }
    return inferences;
  }

  @Override
  public Fault classify(Throwable failure) {
    return switch (DetectorFault.of(failure)) {
      case FRAME -> Fault.ITEM;
      case OUT_OF_MEMORY -> halves ? Fault.OUT_OF_MEMORY : Fault.DEVICE;
      case DEVICE -> Fault.DEVICE;
    };
  }
}
