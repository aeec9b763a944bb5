package dev.skipstream.replay;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.skipstream.schemas.event.ReplayRun;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * The identity of a replay: the range, the model and the settings. An interrupted replay with the
 * same identity resumes; a repeated one has the next number.
 *
 * @param hash of all that its detections depend on, and of the topic they were asked to go to
 * @param run counts from 1
 */
record ReplayId(String hash, int run) {
  private static final int HASH_DIGITS = 12;

  /** The first run of what is asked for. */
  static ReplayId of(ReplayRange range, ReplayRequest request) {
    StringBuilder text = new StringBuilder();
    // Partitions without a record do not count, so neither does where they begin.
    range
        .filled()
        .forEach(
            part ->
                text.append(
                    "partition %d %d %d\n".formatted(part.partition(), part.from(), part.to())));
    text.append("topic %s\nmodel %s\n".formatted(range.topicId(), request.model().digest()));
    text.append("named %s %d\n".formatted(request.model().name(), request.model().version()));
    request.sorted().forEach((name, value) -> text.append("%s=%s\n".formatted(name, value)));
    // One that was cut short must not go on in another topic.
    request.output().ifPresent(output -> text.append("output %s\n".formatted(output)));
    return new ReplayId(hash(text.toString()), 1);
  }

  private static String hash(String text) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
      return HexFormat.of().formatHex(digest).substring(0, HASH_DIGITS);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** Returns those of some runs that belong to this replay. */
  List<ReplayRun> among(List<ReplayRun> runs) {
    return runs.stream()
        .filter(done -> done.id().equals(hash) || done.id().startsWith(hash + "-"))
        .toList();
  }

  /** The run after so many others. */
  ReplayId after(int runs) {
    return new ReplayId(hash, runs + 1);
  }

  /** The group that reads for it. */
  String applicationId() {
    return "skipstream-replay-" + this;
  }

  @Override
  public String toString() {
    return run == 1 ? hash : hash + "-" + run;
  }
}
