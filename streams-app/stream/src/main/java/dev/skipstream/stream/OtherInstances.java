package dev.skipstream.stream;

import dev.skipstream.telemetry.UnfitInstanceException;
import dev.skipstream.topics.GroupMembers;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The live instances of the same application. If one has another guarantee or other topics, this
 * instance does not start. Other differences are logged and counted, because they occur in every
 * rolling update.
 *
 * <p>Two instances that start at one moment do not see each other before they have joined. So the
 * look is repeated while the stream runs, and then the one that started later ends.
 *
 * <p>Threading: {@link #awaitFit} blocks the main thread, {@link #look} the cluster watch; not both
 * at once.
 */
final class OtherInstances {
  private static final Logger LOG = LoggerFactory.getLogger(OtherInstances.class);

  /** A killed instance is a member until its session ends, after 6 s. */
  static final Duration GONE_WITHIN = Duration.ofSeconds(10);

  private static final Duration LOOK_AGAIN_AFTER = Duration.ofMillis(500);

  private final Admin admin;
  private final String applicationId;
  private final InstanceSettings own;
  private final Duration patience;

  /** Number of live instances that differ, by setting. Written here, read by the metrics. */
  private final Map<String, Integer> differing = new ConcurrentHashMap<>();

  private final Set<String> told = new HashSet<>();

  OtherInstances(
      Admin admin,
      String applicationId,
      InstanceSettings own,
      MeterRegistry meters,
      Duration patience) {
    this.admin = admin;
    this.applicationId = applicationId;
    this.own = own;
    this.patience = patience;
    for (String setting : InstanceSettings.comparable()) {
      Gauge.builder("skipstream.differing", () -> differing.getOrDefault(setting, 0))
          .description("live instances of the application that have another value of the setting")
          .baseUnit("instances")
          .tag("setting", setting)
          .register(meters);
    }
  }

  /**
   * Blocks until no live instance conflicts with this one.
   *
   * @throws UnfitInstanceException when one still does after some seconds
   */
  void awaitFit() {
    long begun = System.nanoTime();
    while (true) {
      List<InstanceSettings> conflicting = conflicting(others());
      if (conflicting.isEmpty()) {
        return;
      }
      if (System.nanoTime() - begun > patience.toNanos()) {
        throw unfit(conflicting.get(0));
      }
      LockSupport.parkNanos(LOOK_AGAIN_AFTER.toNanos());
      if (Thread.currentThread().isInterrupted()) {
        throw unfit(conflicting.get(0));
      }
    }
  }

  /**
   * Checks the other instances again.
   *
   * @throws UnfitInstanceException when one conflicts that started before this one
   */
  void look() {
    List<InstanceSettings> others = others();
    count(others);
    for (InstanceSettings other : conflicting(others)) {
      if (own.isAfter(other)) {
        throw unfit(other);
      }
      tell(other, own.conflicts(other));
    }
  }

  private List<InstanceSettings> conflicting(List<InstanceSettings> others) {
    return others.stream().filter(other -> !own.conflicts(other).isEmpty()).toList();
  }

  private List<InstanceSettings> others() {
    Map<String, InstanceSettings> others = new HashMap<>();
    for (String clientId : GroupMembers.clientIds(admin, applicationId)) {
      InstanceSettings.read(clientId)
          .filter(other -> !other.isSameInstance(own))
          .ifPresent(other -> others.put(other.name(), other));
    }
    return new ArrayList<>(others.values());
  }

  private void count(List<InstanceSettings> others) {
    Map<String, Integer> now = new HashMap<>();
    for (InstanceSettings other : others) {
      List<InstanceSettings.Difference> differences = own.differences(other);
      differences.forEach(one -> now.merge(one.setting(), 1, Integer::sum));
      tell(other, differences);
    }
    InstanceSettings.comparable()
        .forEach(setting -> differing.put(setting, now.getOrDefault(setting, 0)));
  }

  private void tell(InstanceSettings other, List<InstanceSettings.Difference> differences) {
    if (!differences.isEmpty() && told.add(other.name() + differences)) {
      LOG.warn(
          "instance {} of application {} has other settings: {}",
          other.name(),
          applicationId,
          differences);
    }
  }

  private UnfitInstanceException unfit(InstanceSettings other) {
    return new UnfitInstanceException(
        "application %s has a live instance (%s) with other settings: %s; stop it first, give this one the same settings, or give it an --application-id of its own"
            .formatted(
                applicationId,
                other.name(),
                String.join(
                    ", ",
                    own.conflicts(other).stream()
                        .map(InstanceSettings.Difference::toString)
                        .toList())));
  }
}
