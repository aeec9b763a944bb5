package dev.skipstream.registry.server;

import dev.skipstream.registry.AliasMovedException;
import dev.skipstream.registry.InvalidModelException;
import dev.skipstream.registry.ModelManifest;
import dev.skipstream.registry.ModelRef;
import dev.skipstream.registry.ModelRegistry;
import dev.skipstream.registry.ModelVersion;
import dev.skipstream.registry.RegisteredModel;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/**
 * The registry of a service. The author of a change is the holder of the token.
 *
 * <p>Threading: thread-safe.
 */
public final class RemoteModelRegistry implements ModelRegistry {
  private final RegistryClient client;

  /** A registry; nothing is asked before it is used. */
  public RemoteModelRegistry(RegistryClient client) {
    this.client = client;
  }

  @Override
  public ModelVersion register(String name, ModelManifest manifest) {
    return client.post(pathOf(name) + "/versions", manifest, ModelVersion.class);
  }

  @Override
  public ModelVersion registerOnce(String name, ModelManifest manifest) {
    return client.post(pathOf(name) + "/versions?once=true", manifest, ModelVersion.class);
  }

  @Override
  public void setAlias(String name, String alias, int version) {
    String path = pathOf(name, alias);
    untilUnmoved(name, model -> point(path, model, alias, version));
  }

  @Override
  public void setAlias(String name, String alias, int version, int moves) {
    String path = pathOf(name, alias);
    point(path, unmoved(name, alias, moves), alias, version);
  }

  @Override
  public void deleteAlias(String name, String alias) {
    String path = pathOf(name, alias);
    untilUnmoved(name, model -> client.delete(path, etag(existing(model, alias), alias)));
  }

  @Override
  public void deleteAlias(String name, String alias, int moves) {
    String path = pathOf(name, alias);
    client.delete(path, etag(existing(unmoved(name, alias, moves), alias), alias));
  }

  @Override
  public ModelVersion rollback(String name, String alias) {
    String path = pathOf(name, alias);
    untilUnmoved(
        name, model -> point(path, existing(model, alias), alias, model.previousTarget(alias)));
    return resolve(ModelRef.of(name, alias));
  }

  @Override
  public void tag(String name, int version, String key, String value) {
    if (key.isBlank()) {
      throw new InvalidModelException("tag has no key: expected KEY=VALUE");
    }
    client.put(
        pathOf(name) + "/versions/" + version + "/tags/" + encoded(key), new ModelApi.Value(value));
  }

  @Override
  public void archive(String name, int version) {
    client.put(pathOf(name) + "/versions/" + version + "/archived", "");
  }

  @Override
  public List<RegisteredModel> models() {
    return all().models();
  }

  @Override
  public RegisteredModel model(String name) {
    return client.get(pathOf(name), RegisteredModel.class);
  }

  @Override
  public ModelVersion resolve(ModelRef ref) {
    return model(ref.name()).resolve(ref);
  }

  @Override
  public long revision() {
    return all().revision();
  }

  @Override
  public long awaitChange(long since, Duration atMost) {
    return client
        .get(
            "/v1/changes?since=%d&waitMillis=%d".formatted(since, atMost.toMillis()),
            ModelApi.Revision.class,
            atMost)
        .revision();
  }

  @Override
  public void close() {
    // The client keeps no connection that would have to be closed.
  }

  private ModelApi.Models all() {
    return client.get("/v1/models", ModelApi.Models.class);
  }

  private void point(String path, RegisteredModel model, String alias, int version) {
    boolean exists = model.aliases().containsKey(alias);
    client.put(
        path,
        new ModelApi.Target(version),
        exists ? "If-Match" : "If-None-Match",
        exists ? etag(model, alias) : "*");
  }

  /** Changes an alias relative to its current state, and retries if another client has moved it. */
  private void untilUnmoved(String name, Consumer<RegisteredModel> change) {
    while (true) {
      try {
        change.accept(model(name));
        return;
      } catch (AliasMovedException e) {
        // The loop reads the model again.
      }
    }
  }

  private RegisteredModel unmoved(String name, String alias, int moves) {
    RegisteredModel model = model(name);
    model.requireMoveCount(alias, moves);
    return model;
  }

  private static RegisteredModel existing(RegisteredModel model, String alias) {
    model.resolve(ModelRef.of(model.name(), alias));
    return model;
  }

  private static String etag(RegisteredModel model, String alias) {
    return "\"" + model.moveCount(alias) + "\"";
  }

  private static String pathOf(String name) {
    return "/v1/models/" + ModelRef.requireName(name);
  }

  private static String pathOf(String name, String alias) {
    return pathOf(name) + "/aliases/" + ModelRef.requireAlias(alias);
  }

  private static String encoded(String segment) {
    return URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
