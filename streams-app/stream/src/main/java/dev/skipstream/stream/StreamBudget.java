package dev.skipstream.stream;

import dev.skipstream.async.AsyncStage;
import dev.skipstream.async.CommitBudget;
import dev.skipstream.async.Credits;
import dev.skipstream.async.WorkerWatch;
import dev.skipstream.frame.BatchSettings;
import dev.skipstream.model.ModelWatcher;
import dev.skipstream.stream.internal.frame.DecodedFrameBudget;
import dev.skipstream.topics.ImageTopic;
import dev.skipstream.topics.Topics;
import java.time.Duration;
import java.util.Collection;
import java.util.function.IntSupplier;

/**
 * The limits of a stream that follow from the heap and from the speed of its warm models.
 *
 * @param settings of the stream
 * @param memory the shares of the heap
 * @param batchTime the time of a full batch
 * @param batches the settings' batches, smaller where a full one would take longer than a frame may
 *     be old
 * @param commits the number of in-flight records, and the time of a commit
 */
record StreamBudget(
    DetectionSettings settings,
    MemoryBudget memory,
    Duration batchTime,
    BatchSettings batches,
    CommitBudget commits) {

  private static final Duration EMIT_EVERY = Duration.ofMillis(5);

  /** A machine with ten times as much to do as it can is slow, and its device does not hang. */
  private static final int HANGS_AFTER_BATCHES = 20;

  /** A fast device too may be kept busy by others for a while. */
  private static final Duration LEAST_HANG_LIMIT = Duration.ofSeconds(20);

  /**
   * Calculates the limits.
   *
   * @param memory of {@link #memory(Collection)}
   * @param frameTime the time of a frame in a batch, on the slowest warm model
   * @throws dev.skipstream.async.CommitBudgetException when the model is too slow for the settings
   */
  static StreamBudget of(
      DetectionSettings settings, MemoryBudget memory, int devices, Duration frameTime) {
    BatchSettings batches = batches(settings, frameTime);
    CommitBudget commits =
        CommitBudget.of(
            new CommitBudget.Needs(
                settings.bounds().timeOfRecord(frameTime, batches.size()),
                settings.images().fetchLimit(),
                devices,
                settings.stream().threads(),
                batches.size(),
                settings.stream().commitInterval(),
                StreamsProperties.maxPollInterval(settings.client()),
                StreamsProperties.transactionTimeout(settings.client()),
                settings.stream().exactlyOnce()));
    return new StreamBudget(
        settings, memory, frameTime.multipliedBy(batches.size()), batches, commits);
  }

  /** Divides the heap among images of the largest size that the inputs accept. */
  static MemoryBudget memory(Collection<ImageTopic> inputs) {
    int maxRecordBytes = inputs.stream().mapToInt(ImageTopic::maxRecordBytes).max().orElseThrow();
    return MemoryBudget.of(
        Runtime.getRuntime().maxMemory(),
        inputs.stream().distinct().mapToInt(ImageTopic::partitions).sum(),
        maxRecordBytes,
        maxRecordBytes + Topics.DEAD_LETTER_OVERHEAD_BYTES);
  }

  /**
   * While a batch runs, other frames gather. If the batch takes longer than --max-frame-age, all of
   * them are too old at their turn, and the device waits for new frames.
   */
  private static BatchSettings batches(DetectionSettings settings, Duration frameTime) {
    return settings
        .rules()
        .maxAge()
        .map(age -> settings.batches().within(age.max(), frameTime))
        .orElse(settings.batches());
  }

  /** Returns the credits of in-flight records, all unused. */
  Credits credits() {
    return new Credits(commits.credits(), memory.encodedBytes());
  }

  /** Returns a watch of the workers that has not started. */
  WorkerWatch watch() {
    Duration scaled = batchTime.multipliedBy(HANGS_AFTER_BATCHES);
    return new WorkerWatch(
        scaled.compareTo(LEAST_HANG_LIMIT) > 0 ? scaled : LEAST_HANG_LIMIT, batchTime);
  }

  /** Returns the budget of decoded frames, unused. */
  DecodedFrameBudget decodedFrames(WorkerWatch watch) {
    return new DecodedFrameBudget(
        settings.bounds().decodedFrames(commits.credits(), batches.size()),
        memory.decodedBytes(),
        commits.drainLimit(),
        watch);
  }

  /**
   * Returns the limits for a version that replaces another one.
   *
   * @param batchSize returns the size of the largest batch now
   */
  ModelWatcher.Limits swapLimits(IntSupplier batchSize) {
    return new ModelWatcher.Limits(batchSize, commits.slowestRecord());
  }

  /** Returns the limits of the asynchronous stages. */
  AsyncStage.Limits stageLimits() {
    return new AsyncStage.Limits(EMIT_EVERY, commits.drainLimit(), commits.drainLimit());
  }
}
