package dev.skipstream.model;

import dev.skipstream.registry.ModelRegistry;
import java.util.List;
import java.util.function.Supplier;

/**
 * Where an app learns of other versions, and how it gets them.
 *
 * @param registry opens one for the watcher alone, which closes it
 * @param aliases that are followed, as {@code models:/NAME@ALIAS}
 * @param loader brings versions onto the app's devices
 * @param statusTopic where the app says what it serves and refuses
 * @param room for a version beside those that serve
 * @param pauses whether the stream pauses for a version that there is no room for; it is refused
 *     otherwise
 */
public record ModelUpdates(
    Supplier<ModelRegistry> registry,
    List<String> aliases,
    ModelLoader loader,
    String statusTopic,
    SwapRoom room,
    boolean pauses) {

  /** Where instances say what they serve, unless the user says otherwise. */
  public static final String STATUS_TOPIC = "models.status";

  /** Updates where there is room for whatever comes. */
  public ModelUpdates(
      Supplier<ModelRegistry> registry,
      List<String> aliases,
      ModelLoader loader,
      String statusTopic) {
    this(registry, aliases, loader, statusTopic, SwapRoom.ample(), false);
  }

  /** Models stay as they are at the start. */
  public static final ModelUpdates NONE =
      new ModelUpdates(
          () -> {
            throw new IllegalStateException("no alias is followed");
          },
          List.of(),
          version -> new FetchedModel(version, List::of),
          STATUS_TOPIC);
}
