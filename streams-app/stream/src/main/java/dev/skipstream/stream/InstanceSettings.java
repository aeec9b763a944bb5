package dev.skipstream.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.skipstream.frame.Pipeline;
import dev.skipstream.registry.Digests;
import dev.skipstream.schemas.event.Computation;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.streams.GroupProtocol;

/**
 * The settings of an instance that the others of its application can see. They are part of its
 * Kafka client id, so the broker lists them for just as long as the instance is a member: {@code
 * skipstream-eo.classic.t1a2b3c4d.m5e6f7081.r9a0b1c2d.b4.s2.c500.k4b5c6d7e-mh3k2a9q.x7f0}. A value
 * that is too long for a client id, such as a list of topics or models, is represented by the
 * beginning of its SHA-256.
 *
 * @param topics identifies the topics of all pipelines
 * @param models identifies the models that are served, as references
 * @param rules identifies the rules of frames
 * @param computation identifies the ways in which the models of the start compute; empty before
 *     they are loaded, and for an instance of a release that did not state it
 * @param startedMillis the start of the instance, by its clock
 * @param tag distinguishes instances that started in the same millisecond
 */
record InstanceSettings(
    boolean exactlyOnce,
    GroupProtocol protocol,
    String topics,
    String models,
    String rules,
    int batchSize,
    int threads,
    long commitMillis,
    String computation,
    long startedMillis,
    String tag) {
  private static final Pattern IN_CLIENT_ID =
      Pattern.compile(
          "-(eo|alo)\\.(classic|streams)\\.t(\\p{XDigit}{8})\\.m(\\p{XDigit}{8})\\.r(\\p{XDigit}{8})\\.b(\\d{1,9})\\.s(\\d{1,9})\\.c(\\d{1,18})(?:\\.k(\\p{XDigit}{8}))?-([0-9a-z]{1,12})\\.x(\\p{XDigit}{4})(?:-StreamThread-.*)?$");

  /** A setting in which two instances differ. */
  record Difference(String setting, String theirs, String ours) {
    @Override
    public String toString() {
      return "%s (%s there, %s here)".formatted(setting, theirs, ours);
    }
  }

  /** Settings of an instance that starts now. */
  static InstanceSettings of(
      DetectionSettings settings, Collection<Computation> computations, long nowMillis) {
    List<String> topics = new ArrayList<>();
    List<String> models = new ArrayList<>();
    for (Pipeline pipeline : settings.pipelines()) {
      topics.add(pipeline.topics().images() + pipeline.topics().outputs());
      models.add(topics.get(topics.size() - 1) + pipeline.reference());
    }
    settings.rules().pins().keySet().forEach(models::add);
    return new InstanceSettings(
        settings.stream().exactlyOnce(),
        settings.stream().groupProtocol(),
        digest(topics),
        digest(models),
        digest(
            List.of(
                settings.rules().maxAge().toString(),
                settings.rules().onOutage().toString(),
                Boolean.toString(settings.rules().reproducible()))),
        settings.batches().size(),
        settings.stream().threads(),
        settings.stream().commitInterval().toMillis(),
        computations.isEmpty()
            ? ""
            : digest(computations.stream().map(Computation::toString).distinct().toList()),
        nowMillis,
        "%04x".formatted(ThreadLocalRandom.current().nextInt(1 << 16)));
  }

  /** Reads the settings of a member; there are none in the client ids of other programs. */
  static Optional<InstanceSettings> read(String clientId) {
    Matcher in = IN_CLIENT_ID.matcher(clientId);
    if (!in.find()) {
      return Optional.empty();
    }
    return Optional.of(
        new InstanceSettings(
            in.group(1).equals("eo"),
            in.group(2).equals("classic") ? GroupProtocol.CLASSIC : GroupProtocol.STREAMS,
            in.group(3),
            in.group(4),
            in.group(5),
            Integer.parseInt(in.group(6)),
            Integer.parseInt(in.group(7)),
            Long.parseLong(in.group(8)),
            in.group(9) == null ? "" : in.group(9),
            Long.parseLong(in.group(10), Character.MAX_RADIX),
            in.group(11)));
  }

  /** The client id of the instance's Kafka Streams. */
  String clientId(String prefix) {
    return "%s-%s.%s.t%s.m%s.r%s.b%d.s%d.c%d%s-%s.x%s"
        .formatted(
            prefix,
            exactlyOnce ? "eo" : "alo",
            protocolName(),
            topics,
            models,
            rules,
            batchSize,
            threads,
            commitMillis,
            computation.isEmpty() ? "" : ".k" + computation,
            Long.toString(startedMillis, Character.MAX_RADIX),
            tag);
  }

  /** The name of the instance in messages. */
  String name() {
    return Long.toString(startedMillis, Character.MAX_RADIX) + ".x" + tag;
  }

  boolean isSameInstance(InstanceSettings other) {
    return startedMillis == other.startedMillis && tag.equals(other.tag);
  }

  /** Orders all instances: of two that cannot be live at once, the later one ends. */
  boolean isAfter(InstanceSettings other) {
    return startedMillis != other.startedMillis
        ? startedMillis > other.startedMillis
        : tag.compareTo(other.tag) > 0;
  }

  /** Differences that the instances of one application cannot have. */
  List<Difference> conflicts(InstanceSettings other) {
    List<Difference> found = new ArrayList<>();
    compare(found, "--processing-guarantee", other.guarantee(), guarantee());
    compare(found, "--group-protocol", other.protocolName(), protocolName());
    compare(found, "topics", other.topics, topics);
    return found;
  }

  /** Differences that come and go while instances are replaced one after the other. */
  List<Difference> differences(InstanceSettings other) {
    List<Difference> found = new ArrayList<>();
    compare(found, "models", other.models, models);
    compare(found, "frame-rules", other.rules, rules);
    compare(found, "batch-size", other.batchSize, batchSize);
    compare(found, "threads", other.threads, threads);
    compare(found, "commit-interval", other.commitMillis + " ms", commitMillis + " ms");
    if (!computation.isEmpty() && !other.computation.isEmpty()) {
      compare(found, "computation", other.computation, computation);
    }
    return found;
  }

  /** The settings that {@link #differences} may name. */
  static List<String> comparable() {
    return List.of(
        "models", "frame-rules", "batch-size", "threads", "commit-interval", "computation");
  }

  private String protocolName() {
    return protocol.name().toLowerCase(Locale.ROOT);
  }

  private String guarantee() {
    return exactlyOnce ? "exactly_once_v2" : "at_least_once";
  }

  private static void compare(List<Difference> found, String setting, Object theirs, Object ours) {
    if (!Objects.equals(theirs, ours)) {
      found.add(new Difference(setting, theirs.toString(), ours.toString()));
    }
  }

  private static String digest(Collection<String> values) {
    String sorted = String.join("\n", values.stream().sorted().toList());
    byte[] digest = Digests.sha256().digest(sorted.getBytes(UTF_8));
    return HexFormat.of().formatHex(digest, 0, 4);
  }
}
