package dev.skipstream.replay;

import dev.skipstream.detect.Detector;
import dev.skipstream.detect.DetectorException;
import dev.skipstream.detect.ResizedShape;
import dev.skipstream.image.Frame;
import dev.skipstream.schemas.event.BoundingBox;
import dev.skipstream.schemas.event.Boxes;
import dev.skipstream.schemas.event.Computation;
import dev.skipstream.schemas.event.Detection;
import dev.skipstream.schemas.event.Findings;
import dev.skipstream.schemas.event.ModelIdentity;
import dev.skipstream.stream.ScriptedFrames;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/**
 * Finds in each frame who was in its batch, in their order: whatever forms batches by timing shows
 * in what is found.
 */
final class CompanyDetector implements Detector {
  static final ModelIdentity MODEL = new ModelIdentity("company", 1, "sha256:00");

  private final long nanosPerFrame;
  private final Optional<Computation> computation;

  CompanyDetector(long nanosPerFrame, Optional<Computation> computation) {
    this.nanosPerFrame = nanosPerFrame;
    this.computation = computation;
  }

  @Override
  public Optional<Computation> computation() {
    return computation;
  }

  /** Returns the detection in the frame at {@code index} of a batch. */
  static Detection detection(List<String> batch, int index) {
    return new Detection(
        String.join("|", batch), 1, 0.5, new BoundingBox(index, 0, 1, batch.size()));
  }

  @Override
  public ModelIdentity model() {
    return MODEL;
  }

  @Override
  public ResizedShape shapeOf(Frame frame) {
    return new ResizedShape(frame.height(), frame.width());
  }

  @Override
  public List<Findings> detect(List<Frame> frames) {
    LockSupport.parkNanos(nanosPerFrame * frames.size());
    List<String> batch = frames.stream().map(ScriptedFrames::textOf).collect(Collectors.toList());
    if (batch.stream().anyMatch(text -> text.startsWith("poison"))) {
      throw new DetectorException("the model fails on one of " + batch, null);
    }
    List<Findings> found = new ArrayList<>();
    for (int i = 0; i < batch.size(); i++) {
      found.add(new Boxes(List.of(detection(batch, i))));
    }
    return found;
  }

  @Override
  public void close() {}
}
