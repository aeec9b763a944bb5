package dev.skipstream.registry;

import java.time.Instant;
import java.util.Map;

/** Manifests for tests of the registry, which never look inside a model. */
public final class ModelFixtures {

  private ModelFixtures() {}

  /** A manifest of two labels whose archive has {@code digest}. */
  public static ModelManifest manifest(String digest) {
    return manifest(digest, FasterRcnnSettings.TORCHVISION, Instant.parse("2026-11-23T10:00:00Z"));
  }

  /** A manifest of two labels with settings and a time of creation. */
  public static ModelManifest manifest(String digest, DetectorSettings settings, Instant created) {
    return new ModelManifest(
        "fasterrcnn_resnet50_fpn",
        Map.of(1, "RBC", 2, "WBC"),
        settings,
        Precision.FP16,
        digest,
        new ModelManifest.Source("cells.pth", "sha256:" + "ab".repeat(32)),
        "MIT",
        created);
  }
}
