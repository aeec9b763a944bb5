package dev.skipstream.shadow;

import dev.skipstream.detect.DeviceModels;
import dev.skipstream.model.ModelUpdates;
import dev.skipstream.schemas.event.ModelIdentity;

/**
 * A second model, and what it looks at.
 *
 * @param reference the reference of the model; its moves are followed where {@code updates} say so
 * @param model the initial version of the reference
 * @param device has the model; another one than the stream's leaves the stream alone altogether.
 *     The caller's to close, after the app
 * @param updates how the model changes while the app runs
 * @param share of the frames that it is offered, from 0 to 1; always the same ones
 * @param topic for its detections
 */
public record ShadowSettings(
    String reference,
    ModelIdentity model,
    DeviceModels device,
    ModelUpdates updates,
    double share,
    String topic) {

  public ShadowSettings {
    if (!(share > 0 && share <= 1)) {
      throw new IllegalArgumentException(
          "shadow share is %s: expected more than 0, and 1 at most".formatted(share));
    }
  }
}
