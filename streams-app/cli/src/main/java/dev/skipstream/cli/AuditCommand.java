package dev.skipstream.cli;

import dev.skipstream.audit.Audit;
import dev.skipstream.audit.AuditReport;
import dev.skipstream.topics.range.RangeBound;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "audit",
    description = {
      "Checks that every image event of a range has exactly one outcome, in order, under its own ID"
          + " and timestamp.",
      "Without an end, the range ends at the committed offsets of the application: in-flight"
          + " records are not missing.",
      "Exit code 1 when there is a violation. Outcomes that the retention of their topic deleted"
          + " are reported, and are not violations. Ranges are [first, end): the end is not in"
          + " them."
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

  @Option(
      names = "--skip-answered",
      description =
          "read only the image events that have no outcome: faster where images are large; outcomes"
              + " without a committed image event, and wrong timestamps, are not found")
  boolean skipAnswered;

  @Option(names = "--json", description = "print one JSON document")
  boolean json;

  @Override
  public Integer call() {
    RangeBound from = range.from(new RangeBound.Earliest());
    RangeBound to = range.to(new RangeBound.Committed(applicationId));
    Audit.Rules rules = new Audit.Rules(allowRepeats, skipAnswered);
    AuditReport report = new Audit(kafka.reach(), topics.names()).run(from, to, rules);
    System.out.println(json ? Json.document(report) : AuditView.page(report));
    return (report.clean() ? ExitCode.DONE : ExitCode.GATE_FAILED).status();
  }
}
