package dev.skipstream.async;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * The internals of Kafka that the stage uses, by name. This class does not link to them: on a
 * version that has changed one, it reports which one, while other tests fail to load.
 */
class KafkaInternalsTest {
  private static final String STREAMS = "org.apache.kafka.streams.";
  private static final String CONSUMER = "org.apache.kafka.clients.consumer.internals.";

  /**
   * One internal class.
   *
   * @param user our class that uses it
   * @param members methods, with their numbers of parameters: {@code name/2}; {@code new/5} is a
   *     constructor
   */
  private record Internal(String user, String name, List<String> members) {}

  private static final List<Internal> INTERNALS =
      List.of(
          new Internal(
              "Drain",
              STREAMS + "processor.internals.InternalProcessorContext",
              List.of(
                  "currentNode/0",
                  "setCurrentNode/1",
                  "recordContext/0",
                  "setRecordContext/1",
                  "addProcessorMetadataKeyValue/2",
                  "forward/1")),
          new Internal("Drain", STREAMS + "processor.internals.ProcessorNode", List.of()),
          new Internal(
              "Drain",
              STREAMS + "processor.internals.ProcessorRecordContext",
              List.of("new/5", "topic/0", "partition/0", "offset/0", "timestamp/0", "headers/0")),
          new Internal(
              "Drain",
              STREAMS + "state.internals.CachedStateStore",
              List.of("flushCache/0", "clearCache/0", "setFlushListener/2")),
          new Internal("Drain", STREAMS + "state.internals.CacheFlushListener", List.of()),
          new Internal(
              "StreamsGroupConsumer",
              STREAMS + "internals.ConsumerWrapper",
              List.of("new/0", "wrapConsumer/3")),
          new Internal("StreamsGroupConsumer", CONSUMER + "AsyncKafkaConsumer", List.of()),
          new Internal("StreamsGroupConsumer", CONSUMER + "StreamsRebalanceData", List.of()));

  /** The methods through which Kafka Streams calls {@link Drain}: one more would not be there. */
  private static final Set<String> CALLED =
      Set.of("flushCache/0", "clearCache/0", "setFlushListener/2");

  @Test
  void kafkaHasTheInternalsThatTheStageUses() throws IOException {
    List<String> broken = new ArrayList<>();
    for (Internal internal : INTERNALS) {
      broken.addAll(faultsOf(internal));
    }

    String version = version();
    System.out.printf(
        "async-stage on Kafka Streams %s: %d internal classes checked, %d faults%s%n",
        version,
        INTERNALS.size(),
        broken.size(),
        broken.stream().map(fault -> "\n  " + fault).collect(Collectors.joining()));
    assertThat(broken).as("internals of Kafka Streams %s", version).isEmpty();
  }

  @Test
  void theTestNamesAMissingClassAndAMissingMember() {
    assertThat(faultsOf(new Internal("Drain", STREAMS + "Nowhere", List.of())))
        .containsExactly(
            "org.apache.kafka.streams.Nowhere is missing: Drain uses it; it was moved or removed");
    assertThat(
            faultsOf(
                new Internal(
                    "Drain", STREAMS + "processor.internals.ProcessorNode", List.of("gone/7"))))
        .containsExactly(
            "org.apache.kafka.streams.processor.internals.ProcessorNode has no gone/7: Drain uses"
                + " it");
  }

  private static List<String> faultsOf(Internal internal) {
    Class<?> found;
    try {
      found = Class.forName(internal.name(), false, KafkaInternalsTest.class.getClassLoader());
    } catch (ClassNotFoundException | LinkageError e) {
      return List.of(
          "%s is missing: %s uses it; it was moved or removed"
              .formatted(internal.name(), internal.user()));
    }
    List<String> faults = new ArrayList<>();
    Set<String> members = membersOf(found);
    for (String member : internal.members()) {
      if (!members.contains(member)) {
        faults.add("%s has no %s: %s uses it".formatted(internal.name(), member, internal.user()));
      }
    }
    if (internal.name().endsWith(".CachedStateStore")) {
      Arrays.stream(found.getMethods())
          .filter(method -> method.getDeclaringClass() == found && !method.isDefault())
          .map(KafkaInternalsTest::nameOf)
          .filter(method -> !CALLED.contains(method))
          .forEach(
              method ->
                  faults.add(
                      "%s has the new method %s: Drain does not implement it"
                          .formatted(internal.name(), method)));
    }
    return faults;
  }

  private static Set<String> membersOf(Class<?> type) {
    Set<String> members =
        Arrays.stream(type.getMethods())
            .map(KafkaInternalsTest::nameOf)
            .collect(Collectors.toSet());
    Arrays.stream(type.getDeclaredConstructors())
        .forEach(constructor -> members.add("new/" + constructor.getParameterCount()));
    return members;
  }

  private static String nameOf(Method method) {
    return method.getName() + "/" + method.getParameterCount();
  }

  private static String version() throws IOException {
    Properties properties = new Properties();
    try (InputStream in =
        KafkaInternalsTest.class.getResourceAsStream("/kafka/kafka-streams-version.properties")) {
      properties.load(in);
    }
    return properties.getProperty("version");
  }
}
