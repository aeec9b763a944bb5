package dev.skipstream.cli;

import dev.skipstream.audit.AuditReport;
import dev.skipstream.topics.Retention;
import dev.skipstream.topics.range.OffsetRange;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** A report of an audit as text. */
final class AuditView {
  private AuditView() {}

  static String page(AuditReport report) {
    StringBuilder page = new StringBuilder();
    page.append(counts(report));
    for (AuditReport.Partition partition : report.partitions()) {
      if (partition.inputs() > 0 || partition.missing() > 0) {
        page.append(line(partition));
      }
    }
    for (AuditReport.Deletion deletion : report.deletions()) {
      page.append(
          "deleted: topic %s has deleted its oldest records, by its retention: %s%n"
              .formatted(
                  deletion.topic(),
                  new Retention(deletion.retentionMs(), deletion.retentionBytes())));
    }
    return page.append(verdict(report)).toString();
  }

  private static String counts(AuditReport report) {
    return report.inputs() == 0
        ? "%s: 0 image events, nothing checked%n".formatted(report.topic())
        : "%s: %d image events; %d detection events, %d dropped, %d dead letters%s%n"
            .formatted(
                report.topic(),
                report.inputs(),
                report.detections(),
                report.dropped(),
                report.deadLetters(),
                report.deleted() == 0 ? "" : ", %d deleted".formatted(report.deleted()));
  }

  private static String line(AuditReport.Partition partition) {
    return "  partition %d, offsets %s: %d image events, %d without outcome%s%n"
        .formatted(
            partition.partition(),
            new OffsetRange(partition.partition(), partition.fromOffset(), partition.toOffset())
                .offsets(),
            partition.inputs(),
            partition.missing(),
            partition.deleted() == 0
                ? ""
                : ", %d with a deleted outcome".formatted(partition.deleted()));
  }

  private static String verdict(AuditReport report) {
    if (!report.clean()) {
      return "wrong: %s%n%s"
          .formatted(
              kinds(report.wrong()),
              report.findings().stream()
                  .map(finding -> "  " + finding)
                  .collect(Collectors.joining("\n")));
    }
    if (report.inputs() == 0) {
      return "nothing is known to be wrong";
    }
    String number = report.repeated() == 0 ? "exactly one" : "at least one";
    if (report.deleted() == 0) {
      return "each has %s outcome, in order".formatted(number);
    }
    return report.checked() == 0
        ? "no outcome is left to check; nothing is known to be wrong"
        : "each of the other %d has %s outcome, in order".formatted(report.checked(), number);
  }

  private static String kinds(Map<?, Long> wrong) {
    return wrong.entrySet().stream()
        .map(
            kind ->
                kind.getValue()
                    + " "
                    + kind.getKey().toString().toLowerCase(Locale.ROOT).replace('_', ' '))
        .sorted()
        .collect(Collectors.joining(", "));
  }
}
