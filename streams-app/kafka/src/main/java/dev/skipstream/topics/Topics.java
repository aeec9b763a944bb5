package dev.skipstream.topics;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.CreateTopicsResult;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * Creates the topics of a pipeline and of the ground truth, and checks those that are there.
 *
 * <p>Threading: each call blocks on the broker, for at most the admin client's {@code
 * default.api.timeout.ms}; the caller closes the admin client.
 */
public final class Topics {
  /** The largest image record unless the user says otherwise: photographs of a phone fit. */
  public static final int DEFAULT_MAX_RECORD_BYTES = 10 << 20;

  /** Default topic of the ground truth. */
  public static final String GROUND_TRUTH = "ground-truth";

  /** Default topic of the states of cameras. */
  public static final String CAMERA_STATUS = "cameras.status";

  /** The largest outcome that a new topic of detections accepts. */
  public static final int DETECTION_BYTES = 1 << 20;

  /** Extra bytes of a dead letter over its image event: headers with the reason. */
  public static final int DEAD_LETTER_OVERHEAD_BYTES = 256 << 10;

  private static final Duration VISIBLE_WITHIN = Duration.ofSeconds(20);
  private static final Duration VISIBLE_POLL = Duration.ofMillis(20);

  private Topics() {}

  /**
   * Creates the topics that are missing; a topic that exists is left as it is and checked. When
   * this returns the broker shows them all.
   *
   * @param partitions of the images; the outputs get as many as the images have
   * @param replicationFactor of each topic; -1 for the broker's default
   * @param maxRecordBytes limit of an image event
   * @return the names of the topics that were created
   * @throws BrokerException when the broker refuses, or an existing topic does not fit
   */
  public static List<String> create(
      Admin admin, TopicNames names, int partitions, short replicationFactor, int maxRecordBytes) {
    List<String> created =
        new ArrayList<>(
            createMissing(
                admin,
                List.of(
                    new NewTopic(names.images(), partitions, replicationFactor)
                        .configs(
                            Map.of(
                                TopicConfig.CLEANUP_POLICY_CONFIG,
                                TopicConfig.CLEANUP_POLICY_DELETE,
                                TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
                                Integer.toString(maxRecordBytes))))));
    created.addAll(createOutputs(admin, names, replicationFactor));
    return created;
  }

  /**
   * Creates the outputs of a pipeline whose input exists, where they are missing: with as many
   * partitions as the input has. Those that exist are left as they are and checked.
   *
   * @param replicationFactor -1 for the broker's default
   * @return the names of the topics that were created
   * @throws BrokerException when the broker refuses, or an existing topic does not fit
   */
  public static List<String> createOutputs(Admin admin, TopicNames names, short replicationFactor) {
    ImageTopic images = imageTopic(admin, names.images());
    List<String> created =
        createMissing(
            admin,
            List.of(
                output(names.detections(), images, replicationFactor, DETECTION_BYTES),
                output(
                    names.deadLetters(),
                    images,
                    replicationFactor,
                    images.maxRecordBytes() + DEAD_LETTER_OVERHEAD_BYTES)));
    check(admin, names);
    return created;
  }

  /**
   * Creates a topic of one partition whose records are kept for ever, where it is missing.
   *
   * @throws BrokerException when the broker refuses
   */
  public static void createKept(Admin admin, String topic) {
    createMissing(
        admin,
        List.of(
            new NewTopic(topic, Optional.of(1), Optional.empty())
                .configs(
                    Map.of(
                        TopicConfig.CLEANUP_POLICY_CONFIG,
                        TopicConfig.CLEANUP_POLICY_DELETE,
                        TopicConfig.RETENTION_MS_CONFIG,
                        "-1",
                        TopicConfig.RETENTION_BYTES_CONFIG,
                        "-1"))));
  }

  /**
   * Creates a compacted topic of one partition, where it is missing. One that exists is left as it
   * is.
   *
   * @param replicationFactor -1 for the broker's default
   * @return its name, when it was created
   * @throws BrokerException when the broker refuses
   */
  public static List<String> createCompacted(Admin admin, String topic, short replicationFactor) {
    return createMissing(admin, List.of(compacted(topic, Optional.of(replicationFactor))));
  }

  /** Describes a topic of one partition that keeps the last record of each key. */
  static NewTopic compacted(String topic, Optional<Short> replicationFactor) {
    return new NewTopic(topic, Optional.of(1), replicationFactor)
        .configs(Map.of(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT));
  }

  /**
   * Returns the properties of a topic of images.
   *
   * @throws BrokerException when it does not exist
   */
  public static ImageTopic imageTopic(Admin admin, String images) {
    return imageTopic(
        describe(admin, List.of(images)).get(images), configs(admin, List.of(images)).get(images));
  }

  private static ImageTopic imageTopic(TopicDescription images, Config config) {
    return new ImageTopic(images.topicId(), images.partitions().size(), maxMessageBytes(config));
  }

  /**
   * Creates the topic of the ground truth if it does not exist. It has as many partitions as the
   * images have, so that a source's frames and their ground truth have one partition number. One
   * that exists is left as it is and checked.
   *
   * @param images the topic of the image events, which exists
   * @param replicationFactor -1 for the broker's default
   * @return its name, when it was created
   * @throws BrokerException when the broker refuses, or the existing topic is compacted
   */
  public static List<String> createGroundTruth(
      Admin admin, String images, String groundTruth, short replicationFactor) {
    int partitions = describe(admin, List.of(images)).get(images).partitions().size();
    List<String> created =
        createMissing(
            admin,
            List.of(new NewTopic(groundTruth, partitions, replicationFactor).configs(Map.of())));
    requireNoCompaction(groundTruth, configs(admin, List.of(groundTruth)).get(groundTruth));
    return created;
  }

  /**
   * Checks that the topic of the ground truth exists. A producer would wait a minute for it, with
   * the first image published.
   *
   * @throws BrokerException when it does not
   */
  public static void requireGroundTruth(Admin admin, String groundTruth) {
    if (!exists(admin, groundTruth)) {
      throw new BrokerException(
          "expected topic %s for the truth about the frames, and it does not exist: create it with 'topics create', or name another with --ground-truth"
              .formatted(groundTruth));
    }
  }

  /**
   * Checks that a topic for image events exists.
   *
   * @throws BrokerException when it does not
   */
  public static void requireImages(Admin admin, String images) {
    if (!exists(admin, images)) {
      throw new BrokerException(
          "topic %s does not exist: create it and its outputs with 'skipstream topics create --topic %s'"
              .formatted(images, images));
    }
  }

  /** Returns if a topic exists. */
  public static boolean exists(Admin admin, String topic) {
    return described(admin, List.of(topic)).isPresent();
  }

  /**
   * The partitions of topics that exist.
   *
   * @throws BrokerException when one does not
   */
  public static List<TopicPartition> partitions(Admin admin, List<String> topics) {
    return describe(admin, topics).values().stream()
        .flatMap(
            topic ->
                topic.partitions().stream()
                    .map(partition -> new TopicPartition(topic.name(), partition.partition())))
        .toList();
  }

  static List<String> createMissing(Admin admin, List<NewTopic> wanted) {
    CreateTopicsResult result = admin.createTopics(wanted);
    List<String> created = new ArrayList<>();
    for (NewTopic topic : wanted) {
      try {
        BrokerAnswer.await(result.values().get(topic.name()), "creating topic " + topic.name());
        created.add(topic.name());
      } catch (BrokerException e) {
        if (!(e.getCause() instanceof TopicExistsException)) {
          throw e;
        }
      }
    }
    List<String> names = wanted.stream().map(NewTopic::name).toList();
    awaitVisible(admin, names);
    awaitLeaders(admin, names);
    return created;
  }

  /**
   * Checks that the topics exist and fit each other. The operator then learns at the start, and not
   * from a record, that outcomes cannot be written.
   *
   * @return the properties of the input topic that the app requires
   * @throws BrokerException with the topic, the setting, its value and the expected value
   */
  public static ImageTopic check(Admin admin, TopicNames names) {
    Map<String, TopicDescription> described = describe(admin, names.all());
    Map<String, Config> configs = configs(admin, names.all());
    names.all().forEach(topic -> requireNoCompaction(topic, configs.get(topic)));
    TopicCheck.check(
        OutputTopic.of(described.get(names.images()), configs.get(names.images())),
        OutputTopic.of(described.get(names.detections()), configs.get(names.detections())),
        OutputTopic.of(described.get(names.deadLetters()), configs.get(names.deadLetters())));
    return imageTopic(described.get(names.images()), configs.get(names.images()));
  }

  /**
   * Returns what output topics accept.
   *
   * @throws BrokerException when one does not exist, or the broker refuses
   */
  public static Map<String, OutputTopic> outputs(Admin admin, List<String> topics) {
    Map<String, Config> configs = configs(admin, topics);
    return describe(admin, topics).values().stream()
        .map(topic -> OutputTopic.of(topic, configs.get(topic.name())))
        .collect(Collectors.toMap(OutputTopic::name, topic -> topic));
  }

  /** A broker answers a create before its own metadata shows the topic. */
  private static void awaitVisible(Admin admin, List<String> topics) {
    long deadline = System.nanoTime() + VISIBLE_WITHIN.toNanos();
    while (described(admin, topics).isEmpty()) {
      if (System.nanoTime() - deadline > 0) {
        throw new BrokerException(
            "topics %s were created, and the broker does not show them within %d s"
                .formatted(String.join(", ", topics), VISIBLE_WITHIN.toSeconds()));
      }
      LockSupport.parkNanos(VISIBLE_POLL.toNanos());
    }
  }

  /**
   * A broker shows a topic before it leads its partitions. Of a producer that writes in between,
   * the broker refuses the first batch and accepts the second; the two never get into order again.
   * The admin client asks the leaders until they answer.
   */
  private static void awaitLeaders(Admin admin, List<String> topics) {
    Map<TopicPartition, OffsetSpec> partitions = new HashMap<>();
    for (TopicDescription topic : describe(admin, topics).values()) {
      for (TopicPartitionInfo partition : topic.partitions()) {
        partitions.put(
            new TopicPartition(topic.name(), partition.partition()), OffsetSpec.latest());
      }
    }
    BrokerAnswer.await(admin.listOffsets(partitions).all(), "waiting for the leaders of " + topics);
  }

  /** An output whose outcomes keep their inputs' timestamps, however long they waited. */
  private static NewTopic output(
      String name, ImageTopic images, short replicationFactor, int maxRecordBytes) {
    return new NewTopic(name, images.partitions(), replicationFactor)
        .configs(
            Map.of(
                TopicConfig.CLEANUP_POLICY_CONFIG,
                TopicConfig.CLEANUP_POLICY_DELETE,
                TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
                Integer.toString(maxRecordBytes),
                TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG,
                "CreateTime",
                TopicConfig.MESSAGE_TIMESTAMP_BEFORE_MAX_MS_CONFIG,
                Long.toString(Long.MAX_VALUE)));
  }

  static Map<String, TopicDescription> describe(Admin admin, List<String> topics) {
    return described(admin, topics)
        .orElseThrow(
            () ->
                new BrokerException(
                    "expected topics %s, and not all of them exist: create them with 'topics create'"
                        .formatted(String.join(", ", topics))));
  }

  /** Returns empty if not all topics exist. */
  private static Optional<Map<String, TopicDescription>> described(
      Admin admin, List<String> topics) {
    try {
      return Optional.of(
          BrokerAnswer.await(
              admin.describeTopics(topics).allTopicNames(), "describing topics " + topics));
    } catch (BrokerException e) {
      if (e.getCause() instanceof UnknownTopicOrPartitionException) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /**
   * Returns the retention of topics.
   *
   * @throws BrokerException when the broker refuses to tell
   */
  public static Map<String, Retention> retention(Admin admin, List<String> topics) {
    return configs(admin, topics).entrySet().stream()
        .collect(
            Collectors.toMap(
                Map.Entry::getKey,
                topic ->
                    new Retention(
                        number(topic.getValue(), TopicConfig.RETENTION_MS_CONFIG),
                        number(topic.getValue(), TopicConfig.RETENTION_BYTES_CONFIG))));
  }

  private static long number(Config config, String name) {
    return Long.parseLong(config.get(name).value());
  }

  static Map<String, Config> configs(Admin admin, List<String> topics) {
    List<ConfigResource> resources =
        topics.stream().map(topic -> new ConfigResource(ConfigResource.Type.TOPIC, topic)).toList();
    return BrokerAnswer.await(
            admin.describeConfigs(resources).all(), "reading the settings of topics " + topics)
        .entrySet()
        .stream()
        .collect(Collectors.toMap(e -> e.getKey().name(), Map.Entry::getValue));
  }

  static void requireNoCompaction(String topic, Config config) {
    String policy = config.get(TopicConfig.CLEANUP_POLICY_CONFIG).value();
    if (policy.contains(TopicConfig.CLEANUP_POLICY_COMPACT)) {
      throw new BrokerException(
          "topic %s: %s is %s, expected %s; compaction keeps only the last frame of a source"
              .formatted(
                  topic,
                  TopicConfig.CLEANUP_POLICY_CONFIG,
                  policy,
                  TopicConfig.CLEANUP_POLICY_DELETE));
    }
  }

  private static int maxMessageBytes(Config config) {
    return Integer.parseInt(config.get(TopicConfig.MAX_MESSAGE_BYTES_CONFIG).value());
  }
}
