package dev.skipstream.tracking;

import dev.skipstream.health.PrometheusMetrics;
import java.time.Instant;

/** The metrics of tracking, as Prometheus reads them. */
public final class ScrapedMetrics {
  private ScrapedMetrics() {}

  /** Returns a scrape of a process that has tracked a frame. */
  public static String scrape() {
    try (PrometheusMetrics metrics = new PrometheusMetrics()) {
      new TrackingMetrics(metrics.registry()).tracked(Instant.EPOCH.plusSeconds(1));
      return metrics.scrape();
    }
  }
}
