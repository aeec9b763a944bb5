package dev.skipstream.tracking;

import dev.skipstream.track.CameraState;
import dev.skipstream.zones.WatchState;
import org.apache.kafka.common.Uuid;

/**
 * All that tracking keeps of one camera between two frames. {@link CameraRecordFormat} has its
 * bytes.
 *
 * @param topicId the topic of detections that the last position of the tracker belongs to
 */
record CameraRecord(Uuid topicId, CameraState tracker, WatchState watch) {

  static CameraRecord first(Uuid topicId) {
    return new CameraRecord(topicId, CameraState.NEW, WatchState.NEW);
  }

  /**
   * Returns the state of the tracker for the next record of a topic. A topic that was created again
   * has other records at the old offsets, so the last position is forgotten.
   */
  CameraState trackerOf(Uuid topic) {
    if (topic.equals(topicId)) {
      return tracker;
    }
    return new CameraState(
        tracker.lastTime(),
        CameraState.NEW.partition(),
        CameraState.NEW.offset(),
        tracker.nextId(),
        tracker.repeated(),
        tracker.late(),
        tracker.backward(),
        tracker.unstarted(),
        tracker.tracks());
  }
}
