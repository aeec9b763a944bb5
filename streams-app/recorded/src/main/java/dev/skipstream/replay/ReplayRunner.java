package dev.skipstream.replay;

import dev.skipstream.detect.DeviceModels;
import dev.skipstream.evaluate.UnfitInputException;
import dev.skipstream.image.ImageDecoder;
import dev.skipstream.image.fetch.ImageFetcher;
import dev.skipstream.image.fetch.RetryingFetcher;
import dev.skipstream.registry.ModelVersion;
import dev.skipstream.schemas.event.ReplayRun;
import dev.skipstream.stream.ImageTools;
import dev.skipstream.stream.StreamSettings;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Replays a range of a recorded topic through a model, by the topology of the stream, to a topic of
 * the replay's own. An interrupted replay resumes; a complete one does not run again.
 *
 * <p>Threading: for one thread. {@link #run} blocks until the replay is complete.
 */
public final class ReplayRunner {

  /** Loads the model of a replay. */
  @FunctionalInterface
  public interface Models {
    /**
     * Loads a version on each device, in the order of {@link ReplaySettings#devices}, with {@link
     * ReplaySettings#detector}. The runner closes the result.
     */
    List<DeviceModels> load(ModelVersion version);
  }

  private final Map<String, Object> client;
  private final Models models;
  private final ReplayListener listener;

  /**
   * Connects to nothing yet.
   *
   * @param client Kafka client properties, {@code bootstrap.servers} among them
   * @param models loads a model only when a replay runs
   */
  public ReplayRunner(Map<String, Object> client, Models models, ReplayListener listener) {
    this.client = Map.copyOf(client);
    this.models = models;
    this.listener = listener;
  }

  /**
   * Runs a replay to its end, or returns the record of the one that is complete.
   *
   * @throws ReplayRefusedException when there is no such topic, or no record in the range, or the
   *     output has records of something else
   * @throws UnfitInputException when no category of the ground truth is a label of the model
   * @throws dev.skipstream.topics.range.InvalidRangeException when the range is invalid, or part of
   *     it is deleted
   * @throws dev.skipstream.topics.BrokerException when the broker does not answer or refuses
   * @throws dev.skipstream.stream.StreamStoppedException when the stream ends by itself
   */
  public ReplayRun run(ReplaySettings settings) {
    return run(settings, () -> requireCategories(List.of(settings)));
  }

  private ReplayRun run(ReplaySettings settings, Runnable check) {
    try (Replay replay =
        new Replay(client, settings.request(), new ReplayLog(client, ReplayLog.TOPIC))) {
      Optional<ReplayRun> done = replay.done();
      if (done.isPresent()) {
        listener.alreadyDone(done.get());
        return done.get();
      }
      check.run();
      return run(replay, settings);
    }
  }

  /**
   * Runs replays one after another. The categories of all are compared before the first begins: a
   * model that cannot be scored is rejected before hours of work.
   *
   * @throws UnfitInputException when no category of the ground truth is a label of a model
   */
  public List<ReplayRun> runAll(List<ReplaySettings> all) {
    requireCategories(all);
    List<ReplayRun> runs = new ArrayList<>();
    all.forEach(settings -> runs.add(run(settings, () -> {})));
    return runs;
  }

  /** Reads each topic of the ground truth once. */
  private void requireCategories(List<ReplaySettings> all) {
    Map<String, CategoryCheck> checks = new HashMap<>();
    for (ReplaySettings settings : all) {
      if (settings.groundTruth().isPresent()) {
        ModelVersion model = settings.model();
        checks
            .computeIfAbsent(
                settings.groundTruth().get(), topic -> CategoryCheck.read(client, topic))
            .require(model.uri(), model.manifest().labels().values())
            .forEach(listener::notice);
      }
    }
  }

  private ReplayRun run(Replay replay, ReplaySettings settings) {
    listener.resolved(replay.id(), replay.range());
    List<DeviceModels> devices = models.load(settings.model());
    try (ImageFetcher fetcher = RetryingFetcher.of(settings.datarefs())) {
      listener.starting(replay.length(), replay.before());
      return replay.run(tools(settings, fetcher, devices), listener::advanced);
    } finally {
      listener.ended();
      devices.forEach(DeviceModels::close);
    }
  }

  private static ReplayTools tools(
      ReplaySettings settings, ImageFetcher fetcher, List<DeviceModels> devices) {
    // No journal of frames under way: three kills of a replay would make dead letters of them.
    ImageTools images =
        new ImageTools(
            new ImageDecoder(settings.limits(), settings.damaged()),
            fetcher,
            settings.datarefs().longestFetch(),
            Optional.empty());
    return new ReplayTools(
        images,
        devices,
        StreamSettings.DEFAULT,
        settings.batchSize(),
        settings.batches().decoders(),
        settings.maxRate());
  }
}
