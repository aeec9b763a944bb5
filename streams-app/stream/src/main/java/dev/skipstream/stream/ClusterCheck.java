package dev.skipstream.stream;

import dev.skipstream.frame.Pipeline;
import dev.skipstream.schemas.event.Computation;
import dev.skipstream.telemetry.StopCause;
import dev.skipstream.telemetry.Telemetry;
import dev.skipstream.telemetry.UnfitInstanceException;
import dev.skipstream.topics.BrokerException;
import dev.skipstream.topics.ImageTopic;
import dev.skipstream.topics.TopicAccess;
import dev.skipstream.topics.TopicIds;
import dev.skipstream.topics.TopicNames;
import dev.skipstream.topics.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;

/**
 * An app's view of its cluster, as it was at the start: topics that fit, their ids, and the other
 * instances. It says while the app runs whether that still holds.
 *
 * <p>Threading: made by the main thread; {@link #requireUnchangedTopics} may be called by any
 * thread, which blocks on the broker. The caller closes the admin client.
 */
final class ClusterCheck {
  /** Time that Kafka's producer waits for the broker in a commit. */
  private static final Duration COMMIT_WAITS = Duration.ofMinutes(1);

  /** A stream that has failed ends soon, with a broker or without. */
  private static final Duration EXPLANATION_WAITS = Duration.ofSeconds(3);

  private final Admin admin;
  private final DetectionSettings settings;
  private final Map<Pipeline, ImageTopic> inputs;
  private final TopicIds topics;
  private final InstanceSettings own;
  private final OtherInstances others;

  private ClusterCheck(
      Admin admin,
      DetectionSettings settings,
      Map<Pipeline, ImageTopic> inputs,
      TopicIds topics,
      InstanceSettings own,
      OtherInstances others) {
    this.admin = admin;
    this.settings = settings;
    this.inputs = inputs;
    this.topics = topics;
    this.own = own;
    this.others = others;
  }

  /**
   * Checks the cluster.
   *
   * @param computations the ways in which the loaded models compute; none before they are loaded
   * @throws BrokerException when topics are missing or do not fit, when a right is missing, or when
   *     the committed offsets belong to earlier topics of the names
   * @throws UnfitInstanceException when a live instance has another guarantee or other topics
   */
  static ClusterCheck of(
      Admin admin,
      DetectionSettings settings,
      Collection<Computation> computations,
      Telemetry telemetry) {
    Map<Pipeline, ImageTopic> inputs = new LinkedHashMap<>();
    Set<String> inputNames = new TreeSet<>();
    List<String> names = new ArrayList<>();
    for (Pipeline pipeline : settings.pipelines()) {
      TopicNames of = pipeline.topics();
      // First: a missing topic is reported with the command that creates it.
      inputs.put(pipeline, Topics.check(admin, of));
      TopicAccess.require(admin, of);
      inputNames.add(of.images());
      names.add(of.images());
      names.addAll(of.outputs());
    }
    TopicIds topics = TopicIds.of(admin, new TreeSet<>(names));
    inputs.forEach((pipeline, input) -> topics.require(pipeline.topics().images(), input.id()));
    inputNames.forEach(
        input -> new GroupOffsets(admin, settings.applicationId(), input).requireOfTopic());
    InstanceSettings own = InstanceSettings.of(settings, computations, System.currentTimeMillis());
    OtherInstances others =
        new OtherInstances(
            admin, settings.applicationId(), own, telemetry.meters(), OtherInstances.GONE_WITHIN);
    others.awaitFit();
    return new ClusterCheck(admin, settings, inputs, topics, own, others);
  }

  /** The inputs of the pipelines. */
  Map<Pipeline, ImageTopic> inputs() {
    return inputs;
  }

  /** Returns the client id of the app's Kafka Streams, after the user's prefix. */
  String clientId() {
    Object prefix = settings.client().get(CommonClientConfigs.CLIENT_ID_CONFIG);
    return own.clientId(prefix == null ? settings.applicationId() : prefix.toString());
  }

  /** A watch that has not started. */
  ClusterWatch watch(Consumer<RuntimeException> stop) {
    return new ClusterWatch(admin, topics, others, stop);
  }

  /** Delegates to {@link TopicIds#requireUnchanged}. */
  void requireUnchangedTopics() {
    topics.requireUnchanged(admin, COMMIT_WAITS);
  }

  /** Replaces the many errors of a stream whose topic is gone by one that names the topic. */
  StreamStoppedException explain(StreamStoppedException stopped) {
    if (stopped.stopCause() != StopCause.BROKER && stopped.stopCause() != StopCause.INTERNAL) {
      return stopped;
    }
    try {
      topics.requireUnchanged(admin, EXPLANATION_WAITS);
      return stopped;
    } catch (BrokerException e) {
      e.addSuppressed(stopped);
      return new StreamStoppedException(e);
    } catch (KafkaException e) {
      stopped.addSuppressed(e);
      return stopped;
    }
  }
}
