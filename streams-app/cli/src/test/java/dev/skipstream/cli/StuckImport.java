package dev.skipstream.cli;

import dev.skipstream.registry.Digests;
import dev.skipstream.registry.artifact.FileSystemArtifactStore;
import dev.skipstream.registry.artifact.TemporaryFolder;
import java.nio.file.Files;
import java.nio.file.Path;

/** An import that has stored its archive and never gets to the log: a test kills it. */
final class StuckImport {
  private StuckImport() {}

  /** Registry folder and archive. */
  public static void main(String[] args) throws Exception {
    Path registry = Path.of(args[0]);
    Path archive = Path.of(args[1]);
    String digest = Digests.of(archive);
    TemporaryFolder work = TemporaryFolder.create(Files.createDirectories(registry), "import-");
    Files.writeString(work.path().resolve("half"), "of something");
    new FileSystemArtifactStore(registry).put(archive, digest);
    System.out.println(digest);
    Thread.sleep(Long.MAX_VALUE);
  }
}
