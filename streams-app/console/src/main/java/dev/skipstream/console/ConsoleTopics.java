package dev.skipstream.console;

import dev.skipstream.redrive.DeadLetterRedrive;
import dev.skipstream.topics.TopicNames;
import dev.skipstream.topics.TrackTopics;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The topics that a console reads. A topic that does not exist is empty.
 *
 * @param pipelines inputs and outputs of the stream
 * @param tracking the topics of the tracking of each topic of detections
 * @param shadow the detections of the shadow model
 * @param groundTruth the ground truth of frames
 * @param status the reports of the instances about their models
 * @param replays the records of replays
 */
public record ConsoleTopics(
    List<TopicNames> pipelines,
    List<TrackTopics> tracking,
    String shadow,
    String groundTruth,
    String status,
    String replays) {

  public ConsoleTopics {
    pipelines = List.copyOf(pipelines);
    if (pipelines.isEmpty()) {
      throw new IllegalArgumentException("pipelines are empty: expected at least one");
    }
    tracking = List.copyOf(tracking);
  }

  /** Names the topics of tracking as {@code track} does by default. */
  public ConsoleTopics(
      List<TopicNames> pipelines,
      String shadow,
      String groundTruth,
      String status,
      String replays) {
    this(
        pipelines,
        pipelines.stream().map(TopicNames::detections).distinct().map(TrackTopics::of).toList(),
        shadow,
        groundTruth,
        status,
        replays);
  }

  /** Returns the topics whose records are pictures: no other topic is served. */
  Set<String> pictures() {
    Set<String> topics = new TreeSet<>();
    pipelines.forEach(
        one -> {
          topics.add(one.images());
          topics.add(one.deadLetters());
        });
    return topics;
  }

  /** Returns the topics of which the feed reads the newest records. */
  List<String> events() {
    return Stream.of(
            pipelines.stream().flatMap(one -> one.outputs().stream()),
            tracking.stream().flatMap(one -> one.outputs().stream()),
            tracking.stream().map(TrackTopics::rules),
            images().stream().map(DeadLetterRedrive::logOf),
            Stream.of(shadow, groundTruth, status, replays))
        .flatMap(names -> names)
        .distinct()
        .toList();
  }

  /** Returns the topics of the tracking of a topic of detections; empty for another topic. */
  Optional<TrackTopics> trackingOf(String detections) {
    return tracking.stream().filter(each -> each.detections().equals(detections)).findFirst();
  }

  /** Returns true for the versions of rules, which apply however old they are. */
  boolean isRules(String topic) {
    return tracking.stream().map(TrackTopics::rules).anyMatch(topic::equals);
  }

  /** Returns the input topics. */
  List<String> images() {
    return pipelines.stream().map(TopicNames::images).distinct().toList();
  }

  /** Returns the topics of the detections. */
  Set<String> detections() {
    Set<String> topics = new TreeSet<>();
    pipelines.forEach(one -> topics.add(one.detections()));
    return topics;
  }

  /** Returns true for the log of the redrives to an input topic. */
  boolean isRedrives(String topic) {
    return images().stream().map(DeadLetterRedrive::logOf).anyMatch(topic::equals);
  }

  boolean isDeadLetters(String topic) {
    return pipelines.stream().anyMatch(one -> one.deadLetters().equals(topic));
  }

  /** Returns the pipeline that writes a topic. */
  Optional<TopicNames> pipelineOf(String output) {
    return pipelines.stream().filter(one -> one.outputs().contains(output)).findFirst();
  }
}
