package dev.skipstream.stream;

import dev.skipstream.model.TorchDevice;
import java.util.Optional;

/**
 * A shadow model that is named by its URI.
 *
 * @param model as in {@link PipelineSettings}
 * @param share of the frames that it is offered, more than 0 and at most 1
 * @param topic of its detections, created if it does not exist
 * @param device on a device other than the stream's it takes no time from the stream; without one
 *     it shares the first device of the stream
 */
public record ShadowModel(String model, double share, String topic, Optional<TorchDevice> device) {

  public ShadowModel {
    if (!(share > 0 && share <= 1)) {
      throw new IllegalArgumentException(
          "shadow share is %s: expected more than 0, and 1 at most".formatted(share));
    }
  }
}
