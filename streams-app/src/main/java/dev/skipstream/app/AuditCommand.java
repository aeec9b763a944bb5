package dev.skipstream.app;

import dev.skipstream.audit.Audit;
import dev.skipstream.audit.AuditReport;
import dev.skipstream.broker.RangeBound;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "audit",
    description = {
      "Checks that every image event of a range has exactly one outcome, in order and under its own ID.",
      "Without an end, the range ends where the application has committed: what is under way is not missing. Exit code 1 when something is wrong."
    },
    footer = {"", "Example: skipstream audit --from-datetime 2026-11-23T00:00:00.000"})
final class AuditCommand implements Callable<Integer> {
  @Mixin KafkaOptions kafka;
  @Mixin TopicOptions topics;
  @Mixin RangeOptions range;

  @Option(
      names = "--application-id",
      paramLabel = "ID",
      defaultValue = "skipstream",
      description = "whose committed offsets end the range (default: ${DEFAULT-VALUE})")
  String applicationId;

  @Option(
      names = "--allow-repeats",
      description = "an image event may have several outcomes, as under at_least_once")
  boolean allowRepeats;

  @Option(names = "--json", description = "print one JSON document")
  boolean json;

  @Override
  public Integer call() {
    RangeBound from = range.from(new RangeBound.Earliest());
    RangeBound to = range.to(new RangeBound.Committed(applicationId));
    AuditReport report = new Audit(kafka.reach(), topics.names()).run(from, to, allowRepeats);
    if (json) {
      System.out.println(Json.document(report));
    } else {
      print(report);
    }
    return (report.clean() ? ExitCode.DONE : ExitCode.GATE_FAILED).status();
  }

  private static void print(AuditReport report) {
    System.out.printf(
        "%s: %d image events; %d detection events, %d dropped, %d dead letters%n",
        report.topic(),
        report.inputs(),
        report.detections(),
        report.dropped(),
        report.deadLetters());
    report
        .partitions()
        .forEach(
            partition ->
                System.out.printf(
                    "  partition %d, offsets %d to %d: %d image events, %d without outcome%n",
                    partition.partition(),
                    partition.fromOffset(),
                    partition.toOffset(),
                    partition.inputs(),
                    partition.missing()));
    if (report.clean()) {
      System.out.printf(
          "each has %s outcome, in order%n",
          report.repeated() == 0 ? "exactly one" : "at least one");
      return;
    }
    System.out.println(
        report.wrong().entrySet().stream()
            .map(
                wrong ->
                    wrong.getValue()
                        + " "
                        + wrong.getKey().name().toLowerCase(Locale.ROOT).replace('_', ' '))
            .sorted()
            .collect(Collectors.joining(", ", "wrong: ", "")));
    report.findings().forEach(finding -> System.out.println("  " + finding));
  }
}
