package dev.skipstream.schemas.serde;

import dev.skipstream.schemas.event.CameraStatusEvent;
import java.time.Instant;
import java.util.Optional;

/** The states of cameras, keyed by the camera. */
final class CameraStatusSerde extends JsonEventSerde<CameraStatusEvent> {
  CameraStatusSerde() {
    super(CameraStatusEvent.class, CameraStatusEvent.TYPE, "camera-status event");
  }

  @Override
  String source(CameraStatusEvent event) {
    return event.camera();
  }

  @Override
  Optional<Instant> time(CameraStatusEvent event) {
    return Optional.of(event.at());
  }
}
