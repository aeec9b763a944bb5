package dev.skipstream.stream;

import dev.skipstream.audit.AuditReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The actions and findings of a run.
 *
 * @param done faults by name, as they happened
 * @param audit of the outcomes
 * @param failedOnce dead letters of frames that the model failed on once
 * @param violations of the guarantees; none if all is well
 */
record GuaranteeReport(
    GuaranteePlan plan,
    Map<String, Integer> done,
    AuditReport audit,
    long failedOnce,
    List<String> violations,
    Duration took) {

  private static final Path FILE = Path.of("target", "guarantees", "report.txt");
  private static final int SHOWN = 5;

  /** Shows it, and keeps it. */
  void publish() throws IOException {
    System.out.println(this);
    Files.createDirectories(FILE.getParent());
    Files.writeString(FILE, this + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  @Override
  public String toString() {
    String faults =
        done.entrySet().stream()
            .map(fault -> fault.getValue() + " " + fault.getKey())
            .collect(Collectors.joining(", "));
    String wrong =
        violations.stream()
            .limit(SHOWN)
            .map(violation -> "\n    " + violation)
            .collect(Collectors.joining());
    return String.format(
        Locale.ROOT,
        """
        guarantees: %s, group protocol %s, mutant %s: %s
          seed        %d
          inputs      %d
          outcomes    %d detection events, %d dead letters (%d of frames that failed once), %d repeated
          faults      %s
          duration    %.0f s
          violations  %d%s\
        """,
        plan.processing(),
        plan.protocol(),
        plan.mutant(),
        violations.isEmpty() ? "held" : "BROKEN",
        plan.seed(),
        audit.inputs(),
        audit.detections(),
        audit.deadLetters(),
        failedOnce,
        audit.repeated(),
        faults,
        took.toMillis() / 1e3,
        violations.size(),
        wrong);
  }
}
