package dev.skipstream.bench;

import dev.skipstream.detect.DeviceModels;
import dev.skipstream.frame.BatchSettings;
import dev.skipstream.frame.Pipeline;
import dev.skipstream.image.FrameDecoder;
import dev.skipstream.schemas.event.ModelIdentity;
import dev.skipstream.stream.DetectionSettings;
import dev.skipstream.stream.DetectionStream;
import dev.skipstream.stream.ImageTools;
import dev.skipstream.stream.LoadedModels;
import dev.skipstream.stream.RunningStream;
import dev.skipstream.telemetry.StreamHealth;
import dev.skipstream.telemetry.Telemetry;
import dev.skipstream.telemetry.TraceSettings;
import dev.skipstream.topics.TopicNames;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.Optional;

/**
 * The product's own stream as {@code run} has it, journal and metrics included.
 *
 * <p>Threading: the app has threads of its own.
 */
final class BenchmarkStream implements Route {
  private final MeterRegistry meters = new SimpleMeterRegistry();
  private final RunningStream app;

  /** Starts the stream; the caller closes the devices afterwards. */
  BenchmarkStream(
      Workbench bench,
      TopicNames topics,
      FrameDecoder decoder,
      List<DeviceModels> devices,
      BatchSettings batches) {
    this(bench, topics, decoder, devices, batches, Optional.empty());
  }

  /** Starts a stream with traces; the caller closes the devices afterwards. */
  BenchmarkStream(
      Workbench bench,
      TopicNames topics,
      FrameDecoder decoder,
      List<DeviceModels> devices,
      BatchSettings batches,
      Optional<TraceSettings> traces) {
    app = RunningStream.start(app(bench, topics, decoder, devices, batches, meters, traces));
  }

  /** The app, not started. */
  static DetectionStream app(
      Workbench bench,
      TopicNames topics,
      FrameDecoder decoder,
      List<DeviceModels> devices,
      BatchSettings batches,
      MeterRegistry meters,
      Optional<TraceSettings> traces) {
    ModelIdentity model = devices.get(0).all().get(0).model();
    return new DetectionStream(
        DetectionSettings.builder(bench.client(), topics.detections())
            .pipelines(new Pipeline(topics, model))
            .stream(Workbench.STREAM)
            .batches(batches)
            .images(
                ImageTools.ofRecords(
                    decoder, Optional.of(bench.folder().resolve(topics.detections()))))
            .models(LoadedModels.of(devices))
            .telemetry(new Telemetry(meters, new StreamHealth(List.of(model)), traces))
            .build());
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
