package dev.skipstream.cli;

import dev.skipstream.redrive.DeadLetterRedrive;
import dev.skipstream.redrive.RedriveResult;
import dev.skipstream.redrive.RedriveSelection;
import dev.skipstream.redrive.RedriveSettings;
import dev.skipstream.schemas.event.RejectReason;
import dev.skipstream.topics.TopicNames;
import dev.skipstream.topics.range.RangeBound;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
    name = "redrive",
    description = {
      "Puts the image events of chosen dead letters back on their topic, each once: the original"
          + " record with its bytes, id and capture time, and a header that marks it.",
      "Choose dead letters one by one (--dead-letter), or by a range of their topic or by reason."
          + " The times of a range are those of the image events.",
      "Exit code 2 when a dead letter cannot be redriven, such as one whose image event retention"
          + " has deleted. One that was redriven before is reported, and is no error."
    },
    footer = {
      "",
      "Example: skipstream redrive --by-duration 1h --reason dataref-unavailable --dry-run"
    })
final class RedriveCommand implements Callable<Integer> {
  @Mixin KafkaOptions kafka;
  @Mixin RangeOptions range;
  @Spec CommandSpec spec;

  @Option(
      names = "--topic",
      defaultValue = "images",
      description = "topic of the image events (default: ${DEFAULT-VALUE})")
  String topic;

  @Option(
      names = "--dead-letters",
      paramLabel = "TOPIC",
      description = "topic of the dead letters (default: <topic>.dead-letters)")
  Optional<String> deadLetters;

  @Option(
      names = "--dead-letter",
      paramLabel = "PARTITION:OFFSET",
      split = ",",
      description = "a dead letter, by its place in the topic of dead letters; repeat it for more")
  List<String> places = List.of();

  @Option(
      names = "--reason",
      paramLabel = "CODE",
      split = ",",
      description = "only dead letters of this reason, such as dataref-unavailable")
  List<String> reasons = List.of();

  @Option(
      names = "--dry-run",
      description = "write nothing: print what can be redriven, and what cannot")
  boolean dryRun;

  @Override
  public Integer call() {
    RedriveSelection selection = selection();
    DeadLetterRedrive redrive =
        new DeadLetterRedrive(
            new RedriveSettings(
                kafka.reach(),
                topic,
                deadLetters.orElse(TopicNames.of(topic).deadLetters()),
                Operator.name()));
    List<RedriveResult> results = new ArrayList<>();
    if (dryRun) {
      redrive.check(selection, result -> print(result, results));
    } else {
      redrive.run(selection, result -> print(result, results));
    }
    if (results.size() != 1) {
      System.out.println(RedriveView.summary(results));
    }
    boolean refused = results.stream().anyMatch(RedriveResult.Refused.class::isInstance);
    return (refused ? ExitCode.BAD_INPUT : ExitCode.DONE).status();
  }

  private void print(RedriveResult result, List<RedriveResult> results) {
    results.add(result);
    if (result instanceof RedriveResult.Refused) {
      spec.commandLine().getErr().println("skipstream: " + RedriveView.line(result));
    } else {
      System.out.println(RedriveView.line(result));
    }
  }

  private RedriveSelection selection() {
    boolean byRange = range.given() || !reasons.isEmpty();
    if (places.isEmpty() == !byRange) {
      throw new BadInputException(
          byRange
              ? "--dead-letter and a range or --reason: expected one or the other"
              : "no dead letter is chosen: expected --dead-letter PARTITION:OFFSET, a range such as"
                  + " --by-duration 1h, or --reason CODE");
    }
    return byRange
        ? new RedriveSelection.Range(
            range.from(new RangeBound.Earliest()), range.to(new RangeBound.Latest()), codes())
        : new RedriveSelection.Named(places.stream().map(RedriveCommand::place).toList());
  }

  private Set<String> codes() {
    List<String> known = Arrays.stream(RejectReason.values()).map(RejectReason::code).toList();
    for (String reason : reasons) {
      if (!known.contains(reason)) {
        throw new BadInputException(
            "--reason is '%s': expected one of %s".formatted(reason, String.join(", ", known)));
      }
    }
    return Set.copyOf(reasons);
  }

  private static RedriveSelection.Place place(String text) {
    if (!text.matches("[0-9]{1,9}:[0-9]{1,18}")) {
      throw new BadInputException(
          "--dead-letter is '%s': expected PARTITION:OFFSET, such as 3:17".formatted(text));
    }
    int colon = text.indexOf(':');
    return new RedriveSelection.Place(
        Integer.parseInt(text.substring(0, colon)), Long.parseLong(text.substring(colon + 1)));
  }
}
