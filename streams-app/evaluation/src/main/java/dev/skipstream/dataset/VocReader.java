package dev.skipstream.dataset;

import dev.skipstream.dataset.DatasetBuilder.Category;
import dev.skipstream.dataset.DatasetBuilder.Image;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.ErrorHandler;
import org.xml.sax.SAXException;
import org.xml.sax.SAXParseException;

/**
 * Reads a folder in Pascal VOC's format: one XML file an image, in {@code Annotations} or beside
 * the images. Images and categories are numbered from 1 in the order of their names. An object that
 * is {@code difficult} is a crowd: neither to be found nor to be missed. Boxes run from {@code
 * xmin} to {@code xmax} as they are written, without the pixel that VOC's own tool adds.
 *
 * <p>Threading: for one thread.
 */
final class VocReader {
  private static final List<String> IMAGE_FOLDERS = List.of("JPEGImages", "images");

  private final Path folder;
  private final DatasetBuilder dataset = new DatasetBuilder();
  private final DocumentBuilder parser = parser();
  private final SortedSet<String> categories = new TreeSet<>();

  private record VocObject(int image, String name, double[] box, boolean difficult) {}

  private VocReader(Path folder) {
    this.folder = folder;
  }

  /** Returns whether a folder has annotations where this format has them. */
  static boolean reads(Path folder) {
    return Files.isDirectory(folder.resolve("Annotations")) || hasXmlBesideImages(folder);
  }

  /**
   * Returns true if the folder's first XML file is an annotation. Cameras also write XML files
   * beside their images.
   */
  private static boolean hasXmlBesideImages(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      Optional<Path> first =
          files.filter(file -> file.toString().endsWith(".xml")).sorted().findFirst();
      return first.isPresent()
          && new String(Files.readAllBytes(first.get()), StandardCharsets.UTF_8)
              .contains("<annotation");
    } catch (IOException e) {
      return false; // The reader of the folder reports it.
    }
  }

  /**
   * Reads a folder.
   *
   * @throws IOException that names the file, the object and the field
   */
  static DatasetBuilder read(Path folder) throws IOException {
    VocReader reader = new VocReader(folder);
    List<VocObject> objects = new ArrayList<>();
    for (Path annotation : DatasetFolder.files(folder, Set.of("xml"))) {
      reader.annotation(annotation, objects);
    }
    Map<String, Integer> places = new HashMap<>();
    reader.categories.forEach(name -> places.put(name, places.size()));
    for (String name : reader.categories) {
      reader.dataset.categories.add(
          new Category((long) reader.dataset.categories.size() + 1, name));
    }
    for (VocObject object : objects) {
      reader.dataset.crowds.set(reader.dataset.objects.size(), object.difficult);
      reader.dataset.objects.add(object.image, places.get(object.name), object.box, Double.NaN);
    }
    return reader.dataset;
  }

  private void annotation(Path file, List<VocObject> objects) throws IOException {
    Element root = parse(file);
    if (!root.getNodeName().equals("annotation")) {
      throw new IOException(
          "%s: the root is <%s>: expected <annotation>, as in Pascal VOC's format"
              .formatted(file, root.getNodeName()));
    }
    Path image = image(file, child(root, "filename"));
    Element size = child(root, "size");
    dataset.images.add(
        new Image(
            (long) dataset.images.size() + 1,
            path(image),
            pixels(file, size, "width"),
            pixels(file, size, "height"),
            Map.of(),
            Optional.of(image)));
    List<Element> all = children(root, "object");
    for (int index = 0; index < all.size(); index++) {
      objects.add(object(file, all.get(index), index));
    }
  }

  private VocObject object(Path file, Element element, int index) throws IOException {
    String place = "object[%d]".formatted(index);
    Element name = child(element, "name");
    if (name == null || name.getTextContent().isBlank()) {
      throw wrong(file, place + ".name", name, "the category's name");
    }
    Element bounds = child(element, "bndbox");
    if (bounds == null) {
      throw wrong(file, place + ".bndbox", null, "xmin, ymin, xmax and ymax");
    }
    double left = number(file, bounds, place, "xmin");
    double top = number(file, bounds, place, "ymin");
    double right = number(file, bounds, place, "xmax");
    double bottom = number(file, bounds, place, "ymax");
    if (right < left || bottom < top) {
      throw new IOException(
          "%s: %s.bndbox is from %s, %s to %s, %s: expected xmax and ymax not below xmin and ymin"
              .formatted(file, place, left, top, right, bottom));
    }
    Element difficult = child(element, "difficult");
    String flag = difficult == null ? "0" : difficult.getTextContent().trim();
    if (!Set.of("0", "1").contains(flag)) {
      throw wrong(file, place + ".difficult", difficult, "0 or 1");
    }
    String label = name.getTextContent().trim();
    categories.add(label);
    return new VocObject(
        dataset.images.size() - 1,
        label,
        new double[] {left, top, right - left, bottom - top},
        flag.equals("1"));
  }

  private static double number(Path file, Element bounds, String place, String field)
      throws IOException {
    Element side = child(bounds, field);
    try {
      double number = side == null ? Double.NaN : Double.parseDouble(side.getTextContent().trim());
      if (Double.isFinite(number)) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    throw wrong(file, "%s.bndbox.%s".formatted(place, field), side, "a number of pixels");
  }

  private static int pixels(Path file, Element size, String field) throws IOException {
    Element side = size == null ? null : child(size, field);
    try {
      int pixels = side == null ? 0 : Integer.parseInt(side.getTextContent().trim());
      if (pixels > 0) {
        return pixels;
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    throw wrong(file, "size." + field, side, "a number of pixels, above 0");
  }

  private static IOException wrong(Path file, String field, Element actual, String expected) {
    return new IOException(
        "%s: %s is %s: expected %s"
            .formatted(
                file,
                field,
                actual == null ? "absent" : "'" + actual.getTextContent().trim() + "'",
                expected));
  }

  /** The image by its {@code filename}, or by the name of the XML file. */
  private Path image(Path annotation, Element filename) throws IOException {
    Path beside = annotation.getParent();
    List<Path> folders = new ArrayList<>(List.of(beside));
    Path below = folder.relativize(beside);
    Path within = below.getNameCount() > 1 ? below.subpath(1, below.getNameCount()) : Path.of("");
    for (String name : IMAGE_FOLDERS) {
      folders.add(folder.resolve(name).resolve(within));
    }
    folders.add(folder);
    String named = filename == null ? "" : filename.getTextContent().trim().replace('\\', '/');
    for (Path in : folders) {
      if (!named.isEmpty() && Files.isRegularFile(in.resolve(named))) {
        return in.resolve(named).normalize();
      }
    }
    String stem = UniqueNames.withoutExtension(annotation.getFileName().toString());
    for (Path in : folders) {
      for (String extension : List.of(".jpg", ".jpeg", ".png", ".bmp", ".webp", ".gif")) {
        if (Files.isRegularFile(in.resolve(stem + extension))) {
          return in.resolve(stem + extension).normalize();
        }
      }
    }
    throw new IOException(
        "%s: has no image: expected '%s', or an image named %s, in one of %s"
            .formatted(annotation, named, stem, folders));
  }

  /** The path below the folder of images, where there is one. */
  private String path(Path image) {
    for (String name : IMAGE_FOLDERS) {
      if (image.startsWith(folder.resolve(name))) {
        return DatasetFolder.relative(folder.resolve(name), image);
      }
    }
    return DatasetFolder.relative(folder, image);
  }

  /**
   * Returns a parser that rejects document types, so that no entity expands and no other file is
   * read.
   */
  private static DocumentBuilder parser() {
    try {
      DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultInstance();
      factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
      factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
      factory.setXIncludeAware(false);
      factory.setExpandEntityReferences(false);
      DocumentBuilder parser = factory.newDocumentBuilder();
      parser.setErrorHandler(new Strict());
      return parser;
    } catch (ParserConfigurationException e) {
      throw new IllegalStateException("the JDK's own parser has these features", e);
    }
  }

  /** Raises what is wrong; the JDK's own handler prints it first. */
  private static final class Strict implements ErrorHandler {
    @Override
    public void warning(SAXParseException e) {
      // Nothing in it is wrong.
    }

    @Override
    public void error(SAXParseException e) throws SAXException {
      throw e;
    }

    @Override
    public void fatalError(SAXParseException e) throws SAXException {
      throw e;
    }
  }

  private Element parse(Path file) throws IOException {
    try {
      return parser.parse(file.toFile()).getDocumentElement();
    } catch (SAXParseException e) {
      throw new IOException(
          "%s: the XML is damaged at line %d, column %d: %s"
              .formatted(file, e.getLineNumber(), e.getColumnNumber(), e.getMessage()),
          e);
    } catch (SAXException e) {
      throw new IOException("%s: the XML is damaged: %s".formatted(file, e.getMessage()), e);
    }
  }

  /** The first child of a name; null where there is none. */
  private static Element child(Element parent, String name) {
    List<Element> all = children(parent, name);
    return all.isEmpty() ? null : all.get(0);
  }

  /** Children only: an object's parts have names and boxes of their own. */
  private static List<Element> children(Element parent, String name) {
    List<Element> children = new ArrayList<>();
    for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
      if (node instanceof Element element && element.getNodeName().equals(name)) {
        children.add(element);
      }
    }
    return children;
  }
}
