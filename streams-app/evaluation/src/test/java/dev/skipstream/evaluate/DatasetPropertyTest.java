package dev.skipstream.evaluate;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skipstream.dataset.ImageDetections;
import dev.skipstream.dataset.LabelledDataset;
import dev.skipstream.schemas.event.BoundingBox;
import dev.skipstream.schemas.event.Detection;
import dev.skipstream.schemas.event.TrueObject;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random data sets as files, with every kind of id: the figures are those of the slow evaluator.
 * docs/acceptance/field/pycocotools.py holds the program to pycocotools in the same way.
 */
class DatasetPropertyTest {
  private static final Offset<Double> EQUAL = within(1e-9);
  private static final JsonMapper JSON = new JsonMapper();

  @TempDir Path folder;

  static Stream<Long> seeds() {
    return new Random(19).longs(200).boxed();
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void isEqualToTheDefinitions(long seed) throws Exception {
    Random random = new Random(seed);
    List<SlowEvaluator.Frame> frames = RandomFrames.frames(random);
    Written written = write(frames, random);
    LabelledDataset dataset = LabelledDataset.read(written.instances);

    CocoMetrics metrics = ImageDetections.ofResults(dataset, written.results).score();

    SlowEvaluator all = new SlowEvaluator(frames, 0, 1e10);
    assertThat(metrics.ap()).as("AP").isCloseTo(all.averagePrecision(SlowEvaluator.TEN), EQUAL);
    assertThat(metrics.ap50()).as("AP50").isCloseTo(all.averagePrecision(50), EQUAL);
    assertThat(metrics.ar1()).as("AR1").isCloseTo(all.averageRecall(1), EQUAL);
    assertThat(metrics.ar100()).as("AR100").isCloseTo(all.averageRecall(100), EQUAL);
    SlowEvaluator small = new SlowEvaluator(frames, 0, 1024);
    assertThat(metrics.apSmall())
        .as("APsmall")
        .isCloseTo(small.averagePrecision(SlowEvaluator.TEN), EQUAL);
  }

  private record Written(Path instances, Path results) {}

  /** Writes the frames in random order: the ids alone determine their order. */
  private Written write(List<SlowEvaluator.Frame> frames, Random random) throws Exception {
    NavigableMap<String, Object> ids = ids(frames.size(), random);
    List<Object> inOrder = new ArrayList<>(ids.values());
    boolean textCategories = random.nextInt(4) == 0;
    ObjectNode instances = JSON.createObjectNode();
    List<ObjectNode> images = new ArrayList<>();
    List<ObjectNode> annotations = new ArrayList<>();
    List<ObjectNode> results = new ArrayList<>();
    for (int i = 0; i < frames.size(); i++) {
      Object id = inOrder.get(i);
      images.add(JSON.createObjectNode().putPOJO("id", id).put("width", 640).put("height", 480));
      for (TrueObject object : frames.get(i).truth()) {
        annotations.add(annotation(object, id, textCategories, random));
      }
      for (Detection detection : frames.get(i).found()) {
        results.add(
            placed(id, detection.classId(), detection.box(), textCategories)
                .put("score", detection.score()));
      }
    }
    Collections.shuffle(images, random);
    List<ObjectNode> categories = new ArrayList<>();
    for (int category = 1; category <= 3; category++) {
      categories.add(
          JSON.createObjectNode()
              .putPOJO("id", categoryId(category, textCategories))
              .put("name", "c" + category));
    }
    Collections.shuffle(categories, random);
    // The lists of a file come in any order too.
    List<Runnable> parts =
        new ArrayList<>(
            List.of(
                () -> instances.set("images", list(images)),
                () -> instances.set("annotations", list(annotations)),
                () -> instances.set("categories", list(categories))));
    Collections.shuffle(parts, random);
    parts.forEach(Runnable::run);
    return new Written(
        write("instances.json", instances.toString(), random.nextInt(4) == 0),
        write("results.json", list(results).toString(), random.nextInt(4) == 0));
  }

  /** Returns ids by their sort key: numbers with gaps, some of 64 bits, or strings. */
  private static NavigableMap<String, Object> ids(int count, Random random) {
    NavigableMap<String, Object> ids = new TreeMap<>();
    boolean text = random.nextBoolean();
    long base = random.nextBoolean() ? 0 : 1L << 40;
    while (ids.size() < count) {
      long number = base + random.nextInt(1000);
      ids.put(
          text ? "img" + number : "%020d".formatted(number),
          text ? "img" + number : (Object) number);
    }
    return ids;
  }

  private static ObjectNode annotation(
      TrueObject object, Object image, boolean textCategories, Random random) {
    ObjectNode annotation = placed(image, object.classId(), object.box(), textCategories);
    if (object.area().isPresent()) {
      annotation.put("area", object.area().get());
    } else if (random.nextBoolean()) {
      annotation.put("area", -1);
    }
    if (random.nextBoolean()) {
      annotation.put("iscrowd", object.crowd());
    } else {
      annotation.put("iscrowd", object.crowd() ? 1 : 0);
    }
    return annotation;
  }

  private static ObjectNode placed(
      Object image, int category, BoundingBox box, boolean textCategories) {
    ObjectNode node = JSON.createObjectNode();
    node.putPOJO("image_id", image).putPOJO("category_id", categoryId(category, textCategories));
    node.putArray("bbox").add(box.x()).add(box.y()).add(box.width()).add(box.height());
    return node;
  }

  private static Object categoryId(int category, boolean text) {
    return text ? "category " + category : (Object) (7L * category);
  }

  private static ArrayNode list(List<ObjectNode> nodes) {
    ArrayNode list = JSON.createArrayNode();
    nodes.forEach(list::add);
    return list;
  }

  private Path write(String name, String content, boolean packed) throws Exception {
    Path file = folder.resolve(name);
    if (packed) {
      try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
        out.write(content.getBytes(UTF_8));
      }
      return file;
    }
    return Files.writeString(file, content);
  }
}
