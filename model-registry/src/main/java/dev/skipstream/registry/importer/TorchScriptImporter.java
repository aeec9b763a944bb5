package dev.skipstream.registry.importer;

import dev.skipstream.registry.Digests;
import dev.skipstream.registry.InvalidModelException;
import dev.skipstream.registry.ModelManifest;
import dev.skipstream.registry.ModelManifest.Source;
import dev.skipstream.registry.ModelRegistry;
import dev.skipstream.registry.ModelVersion;
import dev.skipstream.registry.Precision;
import dev.skipstream.registry.TorchScriptSettings;
import dev.skipstream.registry.artifact.TemporaryFolder;
import dev.skipstream.registry.location.RegistryLocation;
import dev.skipstream.registry.server.ServerSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;

/**
 * Registers a user's own detector, a TorchScript file. Such a file is a program, so its code is
 * read before it is loaded, and it is first loaded in a process of its own. The archive has the
 * file's bytes.
 *
 * <p>Threading: safe; an import belongs to its thread.
 */
public final class TorchScriptImporter {
  private final Clock clock;
  private final TorchScriptTrial trial;

  /**
   * Makes an importer that dates manifests by a clock.
   *
   * @param trial loads a file for the first time
   */
  public TorchScriptImporter(Clock clock, TorchScriptTrial trial) {
    this.clock = clock;
    this.trial = trial;
  }

  /**
   * Imports a file into a registry. A registry that cannot be reached fails first.
   *
   * @throws InvalidModelException when the file is no TorchScript, has operators that touch files
   *     or processes, or fails the trial
   * @throws dev.skipstream.registry.RegistryUnavailableException when the registry or the store
   *     does not answer
   * @throws IOException when a temporary file cannot be written
   */
  public ImportedVersion importVersion(RegistryLocation location, TorchScriptImport what)
      throws IOException {
    TorchScriptSettings settings = TorchScriptSettings.DEFAULT.with(what.options());
    try (ModelRegistry registry = location.open()) {
      registry.revision();
      Files.createDirectories(location.workFolder());
      try (TemporaryFolder work =
          TemporaryFolder.create(location.workFolder(), ServerSettings.IMPORTS)) {
        // A copy: the bytes that are read, tried and stored are the same.
        Path file = Files.copy(what.file(), work.path().resolve("detector.pt"));
        ModelManifest manifest = manifest(what, settings, file);
        location.artifacts().put(file, manifest.digest());
        ModelVersion version = registry.register(what.name(), manifest);
        return new ImportedVersion(version, registry.model(what.name()), List.of());
      }
    } catch (InvalidModelException e) {
      throw new InvalidModelException(
          "TorchScript file %s: %s".formatted(what.file(), e.getMessage()), e);
    }
  }

  private ModelManifest manifest(TorchScriptImport what, TorchScriptSettings settings, Path file)
      throws IOException {
    TorchScriptCode.requireHarmless(file);
    String digest = Digests.of(file);
    ModelManifest manifest =
        new ModelManifest(
            what.output().network(),
            what.labels(),
            settings,
            Precision.FP32,
            digest,
            new Source(what.file().getFileName().toString(), digest),
            what.licence(),
            clock.instant());
    int most =
        trial.framesPerCall(
            new ModelVersion(what.name(), 1, manifest, clock.instant(), "import"), file);
    return manifest.with(settings.withFramesPerCall(Math.min(most, settings.framesPerCall())));
  }
}
