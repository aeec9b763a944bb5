package dev.skipstream.dataset;

import dev.skipstream.dataset.DatasetBuilder.Category;
import dev.skipstream.dataset.DatasetBuilder.Image;
import dev.skipstream.image.header.ImageSize;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

/**
 * Reads a folder in YOLO's format: one text file per image, with one line per object. A line has
 * the class, counted from 0, and the centre, width and height of the box as shares of the image's
 * size. A polygon becomes the box around it. The names of the classes are in {@code data.yaml},
 * {@code classes.txt} or {@code obj.names}, in the folder or in its parent.
 *
 * <p>The label file of {@code images/a.jpg} is {@code labels/a.txt}; if the path has no folder
 * {@code images}, it is beside the image. An image without a label file has no objects. Images are
 * numbered from 1 in the order of their paths. Their sizes are read from their headers.
 *
 * <p>Threading: for one thread.
 */
final class YoloReader {
  private static final List<String> DESCRIPTIONS = List.of("data.yaml", "data.yml", "dataset.yaml");
  private static final List<String> LISTS = List.of("obj.names", "classes.txt");
  private static final int BOX_NUMBERS = 4;

  /**
   * The amount by which a share may be outside of 0 to 1 by rounding: programs write six digits.
   */
  private static final double ROUNDING = 1e-4;

  private final DatasetBuilder dataset = new DatasetBuilder();
  private final List<String> classes;

  private YoloReader(List<String> classes) {
    this.classes = classes;
  }

  /** Returns whether a path is a file that describes a data set, by its name. */
  static boolean isDescription(Path path) {
    Path name = path.getFileName();
    return name != null && DESCRIPTIONS.contains(name.toString());
  }

  /** Returns whether a folder has the names of the classes where this format has them. */
  static boolean reads(Path folder) {
    boolean labels =
        Files.isDirectory(folder.resolve("labels"))
            || Files.isDirectory(folder.resolve("obj_train_data"));
    return describedIn(folder).isPresent()
        && (labels || DESCRIPTIONS.stream().anyMatch(name -> Files.exists(folder.resolve(name))));
  }

  /** The file that names the classes. */
  private static Optional<Path> describedIn(Path folder) {
    Path above = folder.toAbsolutePath().normalize().getParent();
    List<Path> places = above == null ? List.of(folder) : List.of(folder, above);
    for (Path place : places) {
      for (List<String> names : List.of(DESCRIPTIONS, LISTS)) {
        for (String name : names) {
          if (Files.isRegularFile(place.resolve(name))) {
            return Optional.of(place.resolve(name));
          }
        }
      }
    }
    return Optional.empty();
  }

  /**
   * Reads a folder.
   *
   * @throws IOException that names the file, the line and the field
   */
  static DatasetBuilder read(Path folder) throws IOException {
    Path description = describedIn(folder).orElseThrow();
    YoloReader reader = new YoloReader(classes(description));
    for (int number = 0; number < reader.classes.size(); number++) {
      reader.dataset.categories.add(new Category((long) number, reader.classes.get(number)));
    }
    Set<Path> labels = new HashSet<>();
    for (Path image : DatasetFolder.images(folder)) {
      reader.image(folder, image, labels);
    }
    if (labels.isEmpty()) {
      throw new IOException(
          "%s: no image has a label file: expected labels/a.txt for images/a.jpg, or a.txt beside a.jpg"
              .formatted(folder));
    }
    return reader.dataset;
  }

  private void image(Path folder, Path image, Set<Path> labels) throws IOException {
    ImageSize size = ImageSize.of(image);
    dataset.images.add(
        new Image(
            (long) dataset.images.size() + 1,
            DatasetFolder.relative(folder, image),
            size.width(),
            size.height(),
            Map.of(),
            Optional.of(image)));
    Path label = labelOf(folder, image);
    if (!Files.isRegularFile(label)) {
      return;
    }
    if (!labels.add(label)) {
      throw new IOException(
          "%s: is the label file of two images, %s among them: expected names that differ without their extensions"
              .formatted(label, image));
    }
    List<String> lines = lines(label);
    for (int line = 0; line < lines.size(); line++) {
      if (!lines.get(line).isBlank()) {
        object(new Line(label, line + 1, lines.get(line).trim().split("\\s+")), size);
      }
    }
  }

  private static Path labelOf(Path folder, Path image) {
    Path below = folder.relativize(image);
    String name = UniqueNames.withoutExtension(image.getFileName().toString()) + ".txt";
    for (int at = below.getNameCount() - 2; at >= 0; at--) {
      if (below.getName(at).toString().equals("images")) {
        Path start = at == 0 ? folder : folder.resolve(below.subpath(0, at));
        Path rest =
            at == below.getNameCount() - 2
                ? Path.of("")
                : below.subpath(at + 1, below.getNameCount() - 1);
        return start.resolve("labels").resolve(rest).resolve(name);
      }
    }
    // A folder that is itself named images has its labels beside it.
    Path absolute = folder.toAbsolutePath().normalize();
    return absolute.endsWith("images")
        ? absolute.resolveSibling("labels").resolve(below).resolveSibling(name)
        : image.resolveSibling(name);
  }

  /** A line of a label file. */
  private record Line(Path file, int number, String[] words) {
    IOException wrong(String field, String expected) {
      return new IOException(
          "%s, line %d: %s: expected %s".formatted(file, number, field, expected));
    }

    double share(int word, String field) throws IOException {
      try {
        double share = Double.parseDouble(words[word]);
        if (share >= -ROUNDING && share <= 1 + ROUNDING) {
          return share;
        }
      } catch (NumberFormatException e) {
        // Said below.
      }
      throw wrong("%s is '%s'".formatted(field, words[word]), "a share of the image, 0 to 1");
    }
  }

  private void object(Line line, ImageSize size) throws IOException {
    int category;
    try {
      category = Integer.parseInt(line.words[0]);
    } catch (NumberFormatException e) {
      category = -1;
    }
    if (category < 0 || category >= classes.size()) {
      throw line.wrong(
          "class is '%s'".formatted(line.words[0]),
          "a whole number from 0 to %d, one of %s".formatted(classes.size() - 1, classes));
    }
    int numbers = line.words.length - 1;
    double[] box;
    if (numbers == BOX_NUMBERS) {
      double width = line.share(3, "width");
      double height = line.share(4, "height");
      box =
          new double[] {
            line.share(1, "x") - width / 2, line.share(2, "y") - height / 2, width, height
          };
    } else if (numbers >= 6 && numbers % 2 == 0) {
      box = around(line, numbers);
    } else {
      throw line.wrong(
          "has %d numbers after the class".formatted(numbers),
          "four, x, y, width and height, or the points of a polygon");
    }
    box[0] *= size.width();
    box[1] *= size.height();
    box[2] *= size.width();
    box[3] *= size.height();
    if (box[2] < 0 || box[3] < 0) {
      throw line.wrong("the box has a negative size", "width and height, not negative");
    }
    dataset.objects.add(dataset.images.size() - 1, category, box, Double.NaN);
  }

  private static double[] around(Line line, int numbers) throws IOException {
    double left = 1;
    double top = 1;
    double right = 0;
    double bottom = 0;
    for (int word = 1; word < numbers; word += 2) {
      double x = line.share(word, "x");
      double y = line.share(word + 1, "y");
      left = Math.min(left, x);
      right = Math.max(right, x);
      top = Math.min(top, y);
      bottom = Math.max(bottom, y);
    }
    return new double[] {left, top, right - left, bottom - top};
  }

  private static List<String> classes(Path description) throws IOException {
    List<String> names =
        LISTS.contains(description.getFileName().toString())
            ? lines(description).stream().map(String::trim).filter(one -> !one.isEmpty()).toList()
            : described(description);
    if (names.isEmpty() || new HashSet<>(names).size() < names.size()) {
      throw new IOException(
          "%s: the classes are %s: expected a name of its own for each"
              .formatted(description, names));
    }
    return names;
  }

  /** The names in a description: a list, or a map from the class's number. */
  private static List<String> described(Path description) throws IOException {
    Object root;
    try (InputStream yaml = Files.newInputStream(description)) {
      root = new Yaml(new SafeConstructor(new LoaderOptions())).load(yaml);
    } catch (YAMLException e) {
      throw new IOException("%s: is no YAML: %s".formatted(description, e.getMessage()), e);
    }
    Object names = root instanceof Map<?, ?> map ? map.get("names") : null;
    List<String> list = new ArrayList<>();
    if (names instanceof List<?> given) {
      given.forEach(name -> list.add(String.valueOf(name)));
    } else if (names instanceof Map<?, ?> given) {
      TreeMap<Integer, String> byNumber = new TreeMap<>();
      for (Map.Entry<?, ?> one : given.entrySet()) {
        if (!(one.getKey() instanceof Integer number)) {
          throw new IOException(
              "%s: names has the key '%s': expected the numbers of classes, from 0"
                  .formatted(description, one.getKey()));
        }
        byNumber.put(number, String.valueOf(one.getValue()));
      }
      if (!byNumber.isEmpty()
          && (byNumber.firstKey() != 0 || byNumber.lastKey() != byNumber.size() - 1)) {
        throw new IOException(
            "%s: names has the numbers %s: expected 0 to %d without a gap"
                .formatted(description, byNumber.keySet(), byNumber.size() - 1));
      }
      list.addAll(byNumber.values());
    } else {
      throw new IOException(
          "%s: has no names: expected a list of the classes' names, or a map from their numbers"
              .formatted(description));
    }
    return list;
  }

  private static List<String> lines(Path file) throws IOException {
    try {
      return Files.readAllLines(file);
    } catch (MalformedInputException e) {
      throw new IOException(file + ": is no text in UTF-8", e);
    }
  }
}
