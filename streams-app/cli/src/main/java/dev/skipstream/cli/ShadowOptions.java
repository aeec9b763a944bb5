package dev.skipstream.cli;

import dev.skipstream.stream.ShadowModel;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Options for the shadow model. */
final class ShadowOptions {
  static final String DEFAULT_OUTPUT = "detections.shadow";

  @Option(
      names = "--shadow",
      paramLabel = "URI",
      description =
          "shadow model, which runs on frames after the first model while no frame is in"
              + " flight; its detections go to --shadow-output, at most once. With an alias, such"
              + " as models:/street@shadow, it starts when the alias is set and stops when the"
              + " alias is deleted")
  private Optional<String> uri;

  @Option(
      names = "--shadow-share",
      paramLabel = "SHARE",
      defaultValue = "1",
      description =
          "share of the frames that the shadow model is offered, from 0 to 1; it drops those for"
              + " which there is no time (default: ${DEFAULT-VALUE})")
  private double share;

  @Option(
      names = "--shadow-output",
      paramLabel = "TOPIC",
      defaultValue = DEFAULT_OUTPUT,
      description =
          "topic of its detections, created if it does not exist (default: ${DEFAULT-VALUE})")
  private String topic;

  @Option(
      names = "--shadow-device",
      paramLabel = "DEVICE",
      description =
          "cpu or gpu:N; on a device other than the stream's it takes no time from the stream"
              + " (default: the first of --device)")
  private Optional<String> device;

  /** Returns the topic of the shadow model's detections. */
  String output() {
    return topic;
  }

  /** Returns the shadow model where one is given. */
  Optional<ShadowModel> shadow() {
    if (!(share > 0 && share <= 1)) {
      throw new BadInputException(
          "--shadow-share is %s: expected more than 0, and 1 at most".formatted(share));
    }
    return uri.map(
        model -> new ShadowModel(model, share, topic, device.map(DeviceOptions::device)));
  }
}
