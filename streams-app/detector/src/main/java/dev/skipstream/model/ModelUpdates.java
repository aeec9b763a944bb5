package dev.skipstream.model;

import dev.skipstream.registry.ModelRegistry;
import java.util.List;
import java.util.function.Supplier;

/**
 * The settings by which an app learns of new versions and loads them.
 *
 * @param registry opens a registry for the watcher alone, which closes it
 * @param aliases the followed aliases, as {@code models:/NAME@ALIAS}
 * @param loader loads versions onto the app's devices
 * @param statusTopic the topic to which the app reports the versions that it serves and rejects
 * @param room the check of memory for a version beside those that serve
 * @param unloadsDeleted true if the model of a deleted alias is unloaded, and an alias may be
 *     absent at the start; otherwise the last version continues to serve
 * @param pauses true if the stream pauses for a version for which there is no memory; otherwise the
 *     version is rejected
 */
public record ModelUpdates(
    Supplier<ModelRegistry> registry,
    List<String> aliases,
    ModelLoader loader,
    String statusTopic,
    SwapRoom room,
    boolean unloadsDeleted,
    boolean pauses) {

  /** The default topic to which instances report the versions that they serve. */
  public static final String STATUS_TOPIC = "models.status";

  /** Updates where there is room for whatever comes. */
  public ModelUpdates(
      Supplier<ModelRegistry> registry,
      List<String> aliases,
      ModelLoader loader,
      String statusTopic) {
    this(registry, aliases, loader, statusTopic, SwapRoom.ample(), false, false);
  }

  /** Updates of models that serve: a deleted alias changes nothing. */
  public ModelUpdates(
      Supplier<ModelRegistry> registry,
      List<String> aliases,
      ModelLoader loader,
      String statusTopic,
      SwapRoom room,
      boolean pauses) {
    this(registry, aliases, loader, statusTopic, room, false, pauses);
  }

  /** Returns updates that unload the model of a deleted alias. */
  public ModelUpdates unloadingDeleted() {
    return new ModelUpdates(registry, aliases, loader, statusTopic, room, true, pauses);
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
