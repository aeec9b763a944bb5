package dev.skipstream.registry.server;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.skipstream.registry.InvalidModelException;
import dev.skipstream.registry.ModelRef;
import dev.skipstream.registry.UnknownModelException;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The models of an MLflow server, and the checkpoints among their artifacts: those that the server
 * itself gives out ({@code mlflow-artifacts:}), and those in folders of this machine.
 *
 * <p>Threading: any thread.
 */
public final class MlflowModels {
  private static final String API = "/api/2.0/mlflow/";
  private static final String ARTIFACTS = "/api/2.0/mlflow-artifacts/artifacts";
  private static final List<String> CHECKPOINTS = List.of(".pth", ".pt", ".safetensors");

  /** The depth of folders within a model's in which MLflow's flavours store weights. */
  private static final int DEPTH = 3;

  private final RegistryClient client;

  /** The used fields of a version. Numbers are strings, as in MLflow. */
  record Version(String version) {}

  record OfVersion(@JsonProperty("model_version") Version version) {}

  record Found(@JsonProperty("model_versions") List<Version> versions) {}

  record Place(@JsonProperty("artifact_uri") String uri) {}

  record Listing(List<Entry> files) {}

  record Entry(String path, @JsonProperty("is_dir") Optional<Boolean> isFolder) {

    /** Unless it says so, it is a file. */
    boolean folder() {
      return isFolder != null && isFolder.orElse(false);
    }
  }

  /** Models of a server; nothing is asked before it is used. */
  public MlflowModels(RegistryClient client) {
    this.client = client;
  }

  /**
   * Fetches the checkpoint of a model version.
   *
   * @param named the path of the checkpoint among the model's artifacts; required if several files
   *     qualify
   * @param folder the folder for downloads
   * @return its file, in {@code folder} or where it is already
   */
  public Path checkpoint(ModelRef ref, Optional<String> named, Path folder) throws IOException {
    String version = versionOf(ref);
    URI place =
        URI.create(
            client
                .get(
                    API
                        + "model-versions/get-download-uri?name=%s&version=%s"
                            .formatted(encoded(ref.name()), encoded(version)),
                    Place.class)
                .uri());
    String scheme = place.getScheme() == null ? "file" : place.getScheme();
    return switch (scheme) {
      case "mlflow-artifacts" -> download(place, named, folder);
      case "file" -> inFolder(Path.of(place.getPath()), named);
      default ->
          throw new InvalidModelException(
              "%s, version %s, is at %s: expected mlflow-artifacts: or file:; download it, and give the file to --torchvision-checkpoint"
                  .formatted(ref, version, place));
    };
  }

  private String versionOf(ModelRef ref) {
    if (ref.version().isPresent()) {
      return String.valueOf(ref.version().getAsInt());
    }
    String name = encoded(ref.name());
    if (ref.alias().isPresent()) {
      return client
          .get(
              API
                  + "registered-models/alias?name=%s&alias=%s"
                      .formatted(name, encoded(ref.alias().get())),
              OfVersion.class)
          .version()
          .version();
    }
    Found found =
        client.get(
            API + "model-versions/search?filter=" + encoded("name='%s'".formatted(ref.name())),
            Found.class);
    return Stream.ofNullable(found.versions())
        .flatMap(List::stream)
        .map(Version::version)
        .max(Comparator.comparing(Integer::valueOf))
        .orElseThrow(
            () -> new UnknownModelException("%s: MLflow has no version of it".formatted(ref)));
  }

  private Path download(URI place, Optional<String> named, Path folder) throws IOException {
    String root = place.getPath().replaceFirst("^/+", "");
    String chosen = choose(named, served(root, "", DEPTH), place.toString());
    Path file = folder.resolve(Path.of(chosen).getFileName());
    client.download(ARTIFACTS + "/" + segments(root + "/" + chosen), file);
    return file;
  }

  /** Paths of files below a folder of the server, relative to the model's. */
  private List<String> served(String root, String below, int depth) {
    Listing listing =
        client.get(
            ARTIFACTS + "?path=" + encoded(below.isEmpty() ? root : root + "/" + below),
            Listing.class);
    List<String> paths = new ArrayList<>();
    for (Entry entry : listing.files() == null ? List.<Entry>of() : listing.files()) {
      String path = below.isEmpty() ? entry.path() : below + "/" + entry.path();
      if (!entry.folder()) {
        paths.add(path);
      } else if (depth > 1) {
        paths.addAll(served(root, path, depth - 1));
      }
    }
    return paths;
  }

  private static Path inFolder(Path root, Optional<String> named) throws IOException {
    if (!Files.isDirectory(root)) {
      return root; // a file by itself; its reader reports what is wrong with it
    }
    try (Stream<Path> files = Files.walk(root, DEPTH)) {
      List<String> paths =
          files.filter(Files::isRegularFile).map(file -> root.relativize(file).toString()).toList();
      return root.resolve(choose(named, paths, root.toString()));
    }
  }

  private static String choose(Optional<String> named, List<String> paths, String where) {
    List<String> candidates =
        named.isPresent()
            ? paths.stream().filter(named.get()::equals).toList()
            : paths.stream().filter(path -> CHECKPOINTS.stream().anyMatch(path::endsWith)).toList();
    if (candidates.size() != 1) {
      throw new InvalidModelException(
          "%s has %s: expected %s"
              .formatted(
                  where,
                  paths.isEmpty() ? "no files" : String.join(", ", paths),
                  named.isPresent()
                      ? named.get()
                      : "one that ends with %s, or to be told which with --mlflow-file"
                          .formatted(String.join(" or ", CHECKPOINTS))));
    }
    return candidates.get(0);
  }

  private static String segments(String path) {
    return Stream.of(path.split("/", -1))
        .map(MlflowModels::encoded)
        .reduce((before, after) -> before + "/" + after)
        .orElseThrow();
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
