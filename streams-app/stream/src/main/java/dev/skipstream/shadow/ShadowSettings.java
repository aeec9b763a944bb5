package dev.skipstream.shadow;

import dev.skipstream.detect.DeviceModels;
import dev.skipstream.model.ModelUpdates;
import dev.skipstream.schemas.event.ModelIdentity;
import java.util.Optional;

/**
 * The settings of a shadow model and of its share of the frames.
 *
 * @param reference the reference of the model; the app follows its moves if {@code updates} require
 *     it
 * @param model the initial version of the reference; none while its alias does not exist
 * @param device the device of the model. On a device other than the stream's it does not slow the
 *     stream down at all. The caller closes it, after the app
 * @param updates the settings by which the model changes while the app runs
 * @param share the share of the offered frames, from 0 to 1; always the same frames
 * @param topic the topic for its detections
 */
public record ShadowSettings(
    String reference,
    Optional<ModelIdentity> model,
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

  /** Returns true if the model starts, changes and stops with an alias. */
  public boolean followsAlias() {
    return updates.aliases().contains(reference);
  }
}
