package dev.skipstream.registry.importer;

import dev.skipstream.registry.DetectorSettings;
import dev.skipstream.registry.Precision;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * What a checkpoint does not say about itself.
 *
 * @param labels category id to name, see {@link Labels}; the largest id is the last class
 * @param eps of the batch norms; absent for torchvision's: 0 for its COCO weights of {@code
 *     fasterrcnn_resnet50_fpn} (recognised by frozen batch norms and 91 classes), 1e-5 else. A
 *     model fine-tuned from those COCO weights for other classes keeps their 0 and must be told
 * @param detector the numbers the detector runs with
 * @param precision of the archive's weights
 * @param licence of the weights; free text for the manifest
 */
public record ImportSettings(
    Map<Integer, String> labels,
    OptionalDouble eps,
    DetectorSettings detector,
    Precision precision,
    String licence) {}
