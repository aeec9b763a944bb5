package dev.skipstream.bench;

import java.util.List;

/**
 * The plain networks that residual ones are compared with (Simonyan and Zisserman 2015, table 1):
 * five groups of 3x3 convolutions, each followed by pooling, then three fully connected layers.
 *
 * @param depths convolutions of each group
 */
public record Vgg(String name, List<Integer> depths) {
  /** Configurations D and E. */
  public static final List<Vgg> NETWORKS =
      List.of(new Vgg("vgg16", List.of(2, 2, 3, 3, 3)), new Vgg("vgg19", List.of(2, 2, 4, 4, 4)));

  private static final List<Integer> WIDTHS = List.of(64, 128, 256, 512, 512);
  private static final List<Integer> HEAD = List.of(7 * 7 * 512, 4096, 4096, 1000);

  /** Weights and biases, the classifier of 1000 classes included. */
  public long parameters() {
    long parameters = 0;
    int inputs = 3;
    for (int group = 0; group < depths.size(); group++) {
      for (int i = 0; i < depths.get(group); i++) {
        parameters += (9L * inputs + 1) * WIDTHS.get(group);
        inputs = WIDTHS.get(group);
      }
    }
    for (int i = 1; i < HEAD.size(); i++) {
      parameters += (HEAD.get(i - 1) + 1L) * HEAD.get(i);
    }
    return parameters;
  }
}
