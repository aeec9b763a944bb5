package dev.skipstream.replay;

import dev.skipstream.frame.BatchSettings;
import dev.skipstream.image.ImageDecoder.Damaged;
import dev.skipstream.image.ImageLimits;
import dev.skipstream.image.ResultVersion;
import dev.skipstream.image.fetch.FetchSettings;
import dev.skipstream.registry.DetectorSettings;
import dev.skipstream.registry.ModelVersion;
import dev.skipstream.topics.Topics;
import dev.skipstream.topics.range.RangeBound;
import dev.skipstream.topics.range.RangeBounds;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The settings of a replay.
 *
 * @param topic topic of the image events
 * @param range part of the topic
 * @param model runs on every frame, whatever model its event requests
 * @param overrides detector settings to run with in place of the model's, by the name of the
 *     option, such as {@code score-threshold}
 * @param compute the requested number format, or {@code auto}: the model is loaded with it. The
 *     replay continues only where a machine computes as its first run did
 * @param devices names of the devices that the model is loaded on, such as {@code cpu}: at least
 *     one
 * @param limits limits of an image; an image beyond them becomes a dead letter
 * @param damaged rule for a JPEG with damaged data
 * @param datarefs images that may be fetched, of events that only refer to theirs
 * @param batchSize frames that a device infers at once, those of a group of so many offsets; at
 *     least 1. Groups above 1 are read twice
 * @param maxRate most frames a second, above 0; empty for as fast as the device allows
 * @param groundTruth topic of the ground truth, whose categories are compared with the model's
 *     labels before the replay; empty: no comparison
 * @param output topic of the detection events, for this replay alone; dead letters go to the topic
 *     of this name with {@code .dead-letters}. Empty for {@code detections.replay.ID}
 * @param again repeat a replay that is complete, to topics of the new run
 */
public record ReplaySettings(
    String topic,
    RangeBounds range,
    ModelVersion model,
    SortedMap<String, String> overrides,
    String compute,
    List<String> devices,
    ImageLimits limits,
    Damaged damaged,
    FetchSettings datarefs,
    int batchSize,
    OptionalDouble maxRate,
    Optional<String> groundTruth,
    Optional<String> output,
    boolean again) {

  /**
   * Checks the settings.
   *
   * @throws IllegalArgumentException that names the invalid setting and its value
   * @throws dev.skipstream.registry.InvalidModelException when an override is unknown or out of its
   *     range
   */
  public ReplaySettings {
    overrides = Collections.unmodifiableSortedMap(new TreeMap<>(overrides));
    devices = List.copyOf(devices);
    if (devices.isEmpty()) {
      throw new IllegalArgumentException("devices is empty: expected at least one, such as cpu");
    }
    if (maxRate.isPresent()
        && !(maxRate.getAsDouble() > 0 && Double.isFinite(maxRate.getAsDouble()))) {
      throw new IllegalArgumentException(
          "maxRate is %s: expected a number of frames a second, above 0"
              .formatted(maxRate.getAsDouble()));
    }
    batches(batchSize);
    model.manifest().settings().with(overrides);
  }

  /**
   * Returns settings for a whole topic on one device: the default limits, damaged images rejected,
   * no image fetched, frame by frame without a maximum rate, and the categories of topic {@value
   * Topics#GROUND_TRUTH} compared.
   */
  public static ReplaySettings of(String topic, ModelVersion model, String device) {
    return new ReplaySettings(
        topic,
        new RangeBounds(new RangeBound.Earliest(), new RangeBound.Latest()),
        model,
        new TreeMap<>(),
        "auto",
        List.of(device),
        ImageLimits.DEFAULT,
        Damaged.REJECT,
        FetchSettings.NOTHING,
        1,
        OptionalDouble.empty(),
        Optional.of(Topics.GROUND_TRUTH),
        Optional.empty(),
        /* again= */ false);
  }

  /** Returns the settings with another range. */
  public ReplaySettings withRange(RangeBounds other) {
    return new ReplaySettings(
        topic,
        other,
        model,
        overrides,
        compute,
        devices,
        limits,
        damaged,
        datarefs,
        batchSize,
        maxRate,
        groundTruth,
        output,
        again);
  }

  /** Returns the settings with another topic of the ground truth. */
  public ReplaySettings withGroundTruth(String truthTopic) {
    return new ReplaySettings(
        topic,
        range,
        model,
        overrides,
        compute,
        devices,
        limits,
        damaged,
        datarefs,
        batchSize,
        maxRate,
        Optional.of(truthTopic),
        output,
        again);
  }

  /** Returns the settings of the detector: the model's, with the overrides. */
  public DetectorSettings detector() {
    return model.manifest().settings().with(overrides);
  }

  /**
   * Returns all settings that the detections depend on, beside the model and the frames, by name: a
   * replay with another value is another replay. Each override is one of them.
   */
  public SortedMap<String, String> identity() {
    // Two versions may have one archive and differ in these numbers only.
    SortedMap<String, String> identity = new TreeMap<>(detector().byOption());
    identity.put("batch-size", Integer.toString(batchSize));
    identity.put("compute", compute);
    identity.put("device", String.join(",", devices));
    identity.put("max-image-bytes", Integer.toString(limits.maxBytes()));
    identity.put("max-pixels", Long.toString(limits.maxPixels()));
    identity.put("max-aspect", Double.toString(limits.maxAspect()));
    // A replay that another decoder began is another replay: it must not go on with this one.
    identity.put("result-version", Integer.toString(ResultVersion.CURRENT));
    identity.put("damaged", damaged.name().toLowerCase(Locale.ROOT));
    return identity;
  }

  BatchSettings batches() {
    return batches(batchSize);
  }

  private static BatchSettings batches(int size) {
    return new BatchSettings(
        size, BatchSettings.DEFAULT.linger(), BatchSettings.DEFAULT.decoders());
  }

  ReplayRequest request() {
    return new ReplayRequest(
        topic, range.from(), range.to(), model.identity(), identity(), output, again);
  }
}
