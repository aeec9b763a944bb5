package dev.skipstream.console;

import dev.skipstream.schemas.event.ReplayRun;
import dev.skipstream.schemas.event.ReplayStart;
import dev.skipstream.topics.BrokerAnswer;
import dev.skipstream.topics.BrokerException;
import dev.skipstream.topics.CommittedOffsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.TopicPartition;

/**
 * Asks the broker how far the groups of replays have come.
 *
 * <p>Threading: for the feed's thread; {@link #progress} waits for the broker, with a bound for
 * each question.
 */
final class ReplayWatch implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  private final Map<String, Object> config;

  /** Null until there is a replay to ask for. */
  private Admin admin;

  ReplayWatch(Map<String, Object> client) {
    config = new HashMap<>(client);
    int patience = Math.toIntExact(PATIENCE.toMillis());
    config.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, patience);
    config.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, patience);
    config.put(CommonClientConfigs.CLIENT_ID_CONFIG, "skipstream-console-replays");
  }

  /**
   * Returns the progress of replays. Leaves out one whose topic or group it cannot read.
   *
   * @throws BrokerException when the broker does not answer
   */
  List<RunningReplay> progress(List<ReplayStart> replays) {
    if (replays.isEmpty()) {
      return List.of();
    }
    if (admin == null) {
      admin = Admin.create(config);
    }
    Set<String> active = activeGroups();
    List<RunningReplay> running = new ArrayList<>();
    for (ReplayStart replay : replays) {
      try {
        running.add(progress(replay, active.contains(replay.group())));
      } catch (BrokerException e) {
        // Its topic is gone, or this console may not read its group.
      }
    }
    return running;
  }

  private Set<String> activeGroups() {
    Set<String> active = new HashSet<>();
    for (GroupListing group :
        BrokerAnswer.await(admin.listGroups().all(), "listing the groups of replays")) {
      if (group.groupState().filter(state -> state != GroupState.EMPTY).isPresent()) {
        active.add(group.groupId());
      }
    }
    return active;
  }

  private RunningReplay progress(ReplayStart replay, boolean active) {
    Map<TopicPartition, OffsetAndMetadata> committed =
        CommittedOffsets.soFar(admin, replay.group(), replay.topic());
    long done = 0;
    long length = 0;
    for (ReplayRun.Range part : replay.range()) {
      OffsetAndMetadata next = committed.get(new TopicPartition(replay.topic(), part.partition()));
      length += part.to() - part.from();
      done += next == null ? 0 : Math.max(0, Math.min(next.offset(), part.to()) - part.from());
    }
    return new RunningReplay(
        replay.id(),
        replay.topic(),
        replay.model().name() + "/" + replay.model().version(),
        replay.output(),
        done,
        length,
        active,
        replay.startedAt().toEpochMilli());
  }

  @Override
  public void close() {
    if (admin != null) {
      admin.close(Duration.ZERO);
    }
  }
}
