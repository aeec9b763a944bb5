package dev.skipstream.stream;

import dev.skipstream.async.AloneGate;
import dev.skipstream.async.AsyncFunction;
import dev.skipstream.async.AsyncStage;
import dev.skipstream.async.Credits;
import dev.skipstream.async.WorkerWatch;
import dev.skipstream.frame.Pipeline;
import dev.skipstream.stream.internal.frame.FrameFunction;
import dev.skipstream.stream.internal.frame.FrameWorkers;
import dev.skipstream.stream.internal.group.GroupFunction;
import dev.skipstream.stream.internal.group.OffsetGroups;
import dev.skipstream.stream.internal.outcome.Outcome;
import dev.skipstream.topics.ImageTopic;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The asynchronous stages of a stream's pipelines. They share credits, watch and gate, so that the
 * limits hold for the stream as a whole.
 *
 * @param settings of the stream
 * @param budget has the stages' limits
 * @param workers decode and infer
 * @param credits of in-flight records
 * @param watch of the workers
 * @param alone the gate of records that run alone
 */
record PipelineStages(
    DetectionSettings settings,
    StreamBudget budget,
    FrameWorkers workers,
    Credits credits,
    WorkerWatch watch,
    AloneGate alone) {

  /** Creates a stage for each pipeline, in the order of the inputs. */
  Map<Pipeline, AsyncStage<byte[], byte[], Outcome>> create(Map<Pipeline, ImageTopic> inputs) {
    Map<Pipeline, AsyncStage<byte[], byte[], Outcome>> stages = new LinkedHashMap<>();
    AsyncStage<byte[], byte[], Outcome> first = null;
    for (Map.Entry<Pipeline, ImageTopic> input : inputs.entrySet()) {
      Pipeline pipeline = input.getKey();
      String name = DetectionTopology.detectOf(pipeline.topics());
      AsyncFunction<byte[], byte[], Outcome> work = work(pipeline, input.getValue());
      AsyncStage<byte[], byte[], Outcome> stage =
          first == null
              ? new AsyncStage<>(name, work, credits, budget.stageLimits(), watch, alone)
              : first.beside(name, work);
      first = first == null ? stage : first;
      stages.put(pipeline, stage.noting(TopicIdNote.of(input.getValue().id())));
    }
    return stages;
  }

  /** Returns the work on the records of a pipeline: by group where the settings have groups. */
  private AsyncFunction<byte[], byte[], Outcome> work(Pipeline pipeline, ImageTopic images) {
    if (settings.bounds().groups().isEmpty()) {
      return new FrameFunction(workers, pipeline, images);
    }
    return new GroupFunction(
        new OffsetGroups(
            workers,
            pipeline.reference(),
            settings.bounds().groups().get(),
            images.id(),
            settings.batches().size()),
        workers.suspects(),
        images);
  }
}
