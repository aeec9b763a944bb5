package dev.skipstream.cli;

import dev.skipstream.bench.Recovery;
import dev.skipstream.bench.StageBenchmark;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The results of {@code bench stage}, in Markdown. */
final class StageTables {
  private StageTables() {}

  static String of(StageBenchmark.Result result) {
    StageBenchmark.Batches batches = result.batches();
    StageBenchmark.Latency latency = result.latency();
    Recovery recovery = result.recovery();
    List<String> lines = new ArrayList<>();
    lines.add(PipelineTables.of(result.throughput()));
    lines.add("");
    lines.add(
        text(
            "Batches of %d on %d devices: %.0f frames/s, %.3f of the ideal %.0f and %.3f of it less"
                + " commits; a batch of %.1f frames took %.1f ms, commits %.3f of a thread's time.",
            batches.full(),
            batches.devices(),
            batches.rate().perSecond(),
            batches.rate().perSecond() / batches.idealPerSecond(),
            batches.idealPerSecond(),
            batches.rate().perSecond() / batches.work().lessCommits(batches.idealPerSecond()),
            batches.work().meanBatch(),
            batches.batchMs(),
            batches.work().commitShare()));
    lines.add("");
    lines.add(
        text(
            "Latency at %.0f frames/s, from publishing to a reader of committed records, %d frames:"
                + " p50 %.0f ms, p99 %.0f ms; two of the longest batches, the commit interval and"
                + " the p99 of a transaction (%.1f ms) are %.0f ms.",
            latency.perSecond(),
            latency.outcomes(),
            latency.p50Ms(),
            latency.p99Ms(),
            latency.transactionP99Ms(),
            latency.boundMs()));
    lines.add("");
    lines.add(
        text(
            "Recovery from kill -9 of one of two instances: its %d partitions had new outcomes"
                + " after %.1f to %.1f s.",
            recovery.orphaned(), recovery.firstSeconds(), recovery.lastSeconds()));
    return String.join("\n", lines);
  }

  private static String text(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
