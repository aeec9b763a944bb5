package dev.skipstream.stream.internal.group;

import dev.skipstream.async.AsyncFunction;
import dev.skipstream.async.WorkOwner;
import dev.skipstream.schemas.event.InputPosition;
import dev.skipstream.stream.internal.frame.FrameFunction;
import dev.skipstream.stream.internal.journal.Position;
import dev.skipstream.stream.internal.journal.Suspects;
import dev.skipstream.stream.internal.journal.Suspicion;
import dev.skipstream.stream.internal.outcome.Outcome;
import dev.skipstream.topics.ImageTopic;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/**
 * The records of one pipeline, in batches by offset: as {@link FrameFunction}, but each gets its
 * outcome from its group.
 *
 * <p>Threading: called by stream threads, which it does not block.
 */
public final class GroupFunction implements AsyncFunction<byte[], byte[], Outcome> {
  private final OffsetGroups groups;
  private final Suspects suspects;
  private final ImageTopic images;

  public GroupFunction(OffsetGroups groups, Suspects suspects, ImageTopic images) {
    this.groups = groups;
    this.suspects = suspects;
    this.images = images;
  }

  @Override
  public CompletableFuture<Outcome> apply(
      Record<byte[], byte[]> record, RecordMetadata at, WorkOwner owner) {
    Suspicion suspicion = suspects.of(new Position(images.id(), at.partition(), at.offset()));
    if (suspicion.isGuilty()) {
      return CompletableFuture.completedFuture(FrameFunction.guilty(suspicion, record.value()));
    }
    return groups.outcomeOf(new InputPosition(at.topic(), at.partition(), at.offset()));
  }

  @Override
  public long weight(Record<byte[], byte[]> record) {
    return FrameFunction.weight(record, images);
  }

  /**
   * A group does not linger, and its frames may be wanted by other tasks than the one that left.
   */
  @Override
  public void ownersChanged() {}
}
