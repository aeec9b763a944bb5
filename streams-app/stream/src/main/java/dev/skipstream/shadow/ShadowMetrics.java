package dev.skipstream.shadow;

import dev.skipstream.compare.Agreement;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;

/** Metrics of the shadow model and of its agreement with the first model. */
final class ShadowMetrics {
  private static final double[] IOU_LIMITS = {0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1};

  private final Counter compared;
  private final Counter busy;
  private final Counter failed;
  private final Counter same;
  private final Counter otherClass;
  private final Counter onlyFirst;
  private final Counter onlyShadow;
  private final DistributionSummary iou;

  ShadowMetrics(MeterRegistry meters) {
    compared = frames(meters, "compared");
    busy = frames(meters, "dropped");
    failed = frames(meters, "failed");
    same = findings(meters, "same");
    otherClass = findings(meters, "other-class");
    onlyFirst = findings(meters, "only-first");
    onlyShadow = findings(meters, "only-shadow");
    iou =
        DistributionSummary.builder("skipstream.shadow.iou")
            .description("overlap (IoU) of boxes that both models have")
            .baseUnit("ratio")
            .serviceLevelObjectives(IOU_LIMITS)
            .register(meters);
  }

  private static Counter frames(MeterRegistry meters, String outcome) {
    return Counter.builder("skipstream.shadow.frames")
        .description("frames offered to the shadow model, by the result")
        .tag("outcome", outcome)
        .register(meters);
  }

  private static Counter findings(MeterRegistry meters, String agreement) {
    return Counter.builder("skipstream.shadow.findings")
        .description(
            "findings of the two models by agreement: boxes with a score of 0.5 or more, frames of"
                + " classes, or pixels of regions")
        .tag("agreement", agreement)
        .register(meters);
  }

  void compared(Agreement agreement) {
    compared.increment();
    same.increment((double) agreement.same());
    otherClass.increment((double) agreement.otherClass());
    onlyFirst.increment((double) agreement.onlyFirst());
    onlyShadow.increment((double) agreement.onlySecond());
    agreement.overlaps().forEach(iou::record);
  }

  void dropped() {
    busy.increment();
  }

  void failed() {
    failed.increment();
  }
}
