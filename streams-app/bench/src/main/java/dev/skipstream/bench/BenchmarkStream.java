package dev.skipstream.bench;

import dev.skipstream.broker.TopicNames;
import dev.skipstream.detect.DeviceModels;
import dev.skipstream.image.FrameDecoder;
import dev.skipstream.image.fetch.DatarefFetcher;
import dev.skipstream.image.fetch.FetchSettings;
import dev.skipstream.model.ModelUpdates;
import dev.skipstream.schemas.event.ModelIdentity;
import dev.skipstream.topology.BatchSettings;
import dev.skipstream.topology.DetectionApp;
import dev.skipstream.topology.DetectionSettings;
import dev.skipstream.topology.FrameRules;
import dev.skipstream.topology.ImageTools;
import dev.skipstream.topology.Pipeline;
import dev.skipstream.topology.RunningApp;
import dev.skipstream.topology.StreamHealth;
import dev.skipstream.topology.Telemetry;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The product's own stream as {@code run} has it, journal and metrics included.
 *
 * <p>Threading: the app has threads of its own.
 */
final class DetectionStream implements Route {
  private final MeterRegistry meters = new SimpleMeterRegistry();
  private final RunningApp app;

  /** Starts it; the devices are the caller's to close, afterwards. */
  DetectionStream(
      Workbench bench,
      TopicNames topics,
      FrameDecoder decoder,
      List<DeviceModels> devices,
      BatchSettings batches) {
    app = RunningApp.start(app(bench, topics, decoder, devices, batches, meters));
  }

  /** The app, not started. */
  static DetectionApp app(
      Workbench bench,
      TopicNames topics,
      FrameDecoder decoder,
      List<DeviceModels> devices,
      BatchSettings batches,
      MeterRegistry meters) {
    ModelIdentity model = devices.get(0).all().get(0).model();
    return new DetectionApp(
        new DetectionSettings(
            bench.client(),
            topics.detections(),
            List.of(new Pipeline(topics, model)),
            FrameRules.NONE,
            Workbench.STREAM,
            batches),
        new ImageTools(
            decoder,
            new DatarefFetcher(FetchSettings.NOTHING),
            Duration.ZERO,
            Optional.of(bench.folder().resolve(topics.detections()))),
        devices,
        ModelUpdates.NONE,
        new Telemetry(meters, new StreamHealth(List.of(model))));
  }

  /** Returns the current values of its metrics. */
  StreamReading reading() {
    return StreamReading.of(meters);
  }

  @Override
  public void throwIfEnded() {
    app.throwIfEnded();
  }

  @Override
  public void close() {
    app.close();
    meters.close();
  }
}
