package dev.skipstream.registry.importer;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.CRC32;

/**
 * Weights and pictures that a formula generates, the same as {@code python/formula.py} to the bit.
 * With them tests have detectors and golden outputs of torchvision without a large file.
 */
public final class Formula {
  private Formula() {}

  /** Number {@code i} is in [-1, 1): MurmurHash3's finalizer over a Weyl sequence. */
  static float uniform(int seed, int i) {
    int h = i * 0x9E3779B9 + seed;
    h ^= h >>> 16;
    h *= 0x85EBCA6B;
    h ^= h >>> 13;
    h *= 0xC2B2AE35;
    h ^= h >>> 16;
    return (h >>> 8) * 0x1p-23f - 1;
  }

  static int seed(String name) {
    CRC32 crc = new CRC32();
    crc.update(name.getBytes(StandardCharsets.UTF_8));
    return (int) crc.getValue();
  }

  /** A tensor of a torchvision network's state dict, in row-major order. */
  public static float[] tensor(String name, List<Integer> shape) {
    float amplitude = (float) amplitude(name, shape);
    float centre = (float) centre(name, shape);
    float[] numbers = new float[shape.stream().reduce(1, (a, b) -> a * b)];
    int seed = seed(name);
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = uniform(seed, i) * amplitude + centre;
    }
    return numbers;
  }

  private static double amplitude(String name, List<Integer> shape) {
    if (name.endsWith(".running_var")) {
      return 0.3;
    }
    if (isDistance(name, shape)) {
      return 1;
    }
    if (name.equals("rpn.head.bbox_pred.bias")) {
      return 1.2;
    }
    if (shape.size() == 1) {
      return 0.1;
    }
    int inputs = shape.stream().skip(1).reduce(1, (a, b) -> a * b);
    return gain(name) / Math.sqrt(inputs);
  }

  private static double centre(String name, List<Integer> shape) {
    if (name.endsWith(".running_var")) {
      return 1;
    }
    if (isDistance(name, shape)) {
      return 2;
    }
    if (name.equals("rpn.head.bbox_pred.bias")) {
      return 0.8;
    }
    if (shape.size() > 1 || !name.endsWith(".weight")) {
      return 0;
    }
    if (name.endsWith(".bn2.weight") || name.endsWith(".bn3.weight")) {
      return 0.25;
    }
    return name.contains("box_head") ? 1.5 : 1;
  }

  /** Returns true for the biases of FCOS's distances; RetinaNet has this name for its deltas. */
  private static boolean isDistance(String name, List<Integer> shape) {
    return name.equals("head.regression_head.bbox_reg.bias") && shape.equals(List.of(4));
  }

  private static double gain(String name) {
    if (name.endsWith(".0.weight")
        && Stream.of("backbone.fpn.", "rpn.", "roi_heads.").anyMatch(name::startsWith)) {
      return 1.2;
    }
    if (name.endsWith(".0.weight")
        && name.startsWith("features.")
        && !name.equals("features.0.weight")) {
      return 2.6;
    }
    return switch (name) {
      case "roi_heads.mask_predictor.mask_fcn_logits.weight" -> 20;
      case "rpn.head.cls_logits.weight" -> 1;
      case "rpn.head.bbox_pred.weight" -> 0.15;
      case "roi_heads.box_head.fc7.weight" -> 2;
      case "roi_heads.box_predictor.cls_score.weight" -> 0.8;
      case "roi_heads.box_predictor.bbox_pred.weight" -> 1;
      case "head.classification_head.cls_logits.weight" -> 2;
      case "head.regression_head.bbox_reg.weight" -> 0.5;
      default -> Math.sqrt(6);
    };
  }

  /** A picture of coloured tiles with a fine grain: RGB bytes, row by row. */
  public static byte[] image(int height, int width) {
    byte[] rgb = new byte[height * width * 3];
    int tiles = seed("tiles");
    int grain = seed("grain");
    for (int i = 0; i < rgb.length; i++) {
      int y = i / 3 / width;
      int x = i / 3 % width;
      float tile = uniform(tiles, (y / 24 % 64 * 64 + x / 24 % 64) * 3 + i % 3);
      rgb[i] = (byte) (int) ((tile * 0.75f + uniform(grain, i) * 0.25f + 1) * 127.5f);
    }
    return rgb;
  }
}
