package dev.skipstream.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skipstream.tracking.ScrapedMetrics;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Compares the table of tracking in docs/metrics.md with the metrics. */
class TrackingMetricsPageTest {
  @Test
  void theDocumentationListsTheMetricsOfTracking() throws IOException {
    assertThat(MetricsPage.rows(MetricsPage.TRACKING))
        .containsExactlyElementsOf(
            MetricsPage.metrics(ScrapedMetrics.scrape()).stream()
                .filter(metric -> metric.name().startsWith("skipstream_tracking_"))
                .map(MetricsPage.Metric::row)
                .sorted()
                .toList());
  }
}
