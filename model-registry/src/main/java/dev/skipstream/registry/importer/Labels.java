package dev.skipstream.registry.importer;

import dev.skipstream.registry.InvalidModelException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Names of categories by their numbers, from 1. They are the ids of a detector, whose class 0 is
 * the background; the ids of a classifier are one less.
 */
public final class Labels {

  /**
   * COCO's 80 categories, with their ids of 1 to 90. Ten ids belong to categories that the data set
   * planned and never annotated; torchvision's detectors have a class for them all the same.
   */
  public static final Map<Integer, String> COCO =
      commas(
          """
          person,bicycle,car,motorcycle,airplane,bus,train,truck,boat,traffic light,fire hydrant,-,
          stop sign,parking meter,bench,bird,cat,dog,horse,sheep,cow,elephant,bear,zebra,giraffe,-,
          backpack,umbrella,-,-,handbag,tie,suitcase,frisbee,skis,snowboard,sports ball,kite,
          baseball bat,baseball glove,skateboard,surfboard,tennis racket,bottle,-,wine glass,cup,
          fork,knife,spoon,bowl,banana,apple,sandwich,orange,broccoli,carrot,hot dog,pizza,donut,
          cake,chair,couch,potted plant,bed,-,dining table,-,-,toilet,-,tv,laptop,mouse,remote,
          keyboard,cell phone,microwave,oven,toaster,sink,refrigerator,-,book,clock,vase,scissors,
          teddy bear,hair drier,toothbrush\
          """);

  /** Pascal VOC's 20 categories, in alphabetical order. */
  public static final Map<Integer, String> VOC =
      commas(
          """
          aeroplane,bicycle,bird,boat,bottle,bus,car,cat,chair,cow,diningtable,dog,horse,motorbike,
          person,pottedplant,sheep,sofa,train,tvmonitor\
          """);

  /** The file has ImageNet's 1000 classes, in the order of torchvision. */
  private static final String IMAGENET_FILE = "imagenet.txt";

  private static final String UNUSED = "-";
  private static final String BACKGROUND = "__background__";
  private static final String BYTE_ORDER_MARK = "\uFEFF";

  /** The size limit of a label file: a hundred times larger than the list of any known data set. */
  private static final int LARGEST_FILE = 1 << 20;

  private Labels() {}

  /**
   * Reads labels as on the command line: {@code coco}, {@code voc}, {@code imagenet}, a file, or
   * names in the order of their ids, separated by commas. A dash leaves an id without a name. A
   * text is a file's name when it has no comma, and a slash or the ending {@code .txt} or {@code
   * .names}.
   *
   * @throws InvalidModelException when a name is blank or comes twice, or the file cannot be read
   */
  public static Map<Integer, String> parse(String text) {
    return switch (text) {
      case "coco" -> COCO;
      case "voc" -> VOC;
      case "imagenet" -> imagenet();
      default -> isFile(text) ? read(Path.of(text)) : commas(text);
    };
  }

  /** Returns ImageNet's 1000 classes, by numbers from 1. */
  public static Map<Integer, String> imagenet() {
    try (InputStream in = Labels.class.getResourceAsStream(IMAGENET_FILE)) {
      List<String> names = new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
      return numbered(names, IMAGENET_FILE + ": ", "line");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isFile(String text) {
    if (text.contains(",")) {
      return false;
    }
    if (text.contains("/") || text.endsWith(".txt") || text.endsWith(".names")) {
      return true;
    }
    if (!text.isBlank() && Files.isRegularFile(Path.of(text))) {
      throw new InvalidModelException(
          "labels are '%s': this is one label, and there is a file of this name; write ./%s for the file"
              .formatted(text, text));
    }
    return false;
  }

  /**
   * Reads a file with one label per line, in the order of their ids. A dash leaves an id without a
   * name.
   *
   * @throws InvalidModelException when a line is blank, a label comes twice, or the file cannot be
   *     read
   */
  public static Map<Integer, String> read(Path file) {
    String where = "labels file %s: ".formatted(file);
    try {
      if (Files.size(file) > LARGEST_FILE) {
        throw new InvalidModelException(
            where
                + "it has %d bytes: expected %d at most, one label a line"
                    .formatted(Files.size(file), LARGEST_FILE));
      }
      String text = Files.readString(file);
      String names = text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
      return numbered(names.lines().toList(), where, "line");
    } catch (NoSuchFileException e) {
      throw new InvalidModelException(
          where + "there is no such file; expected a file with one label a line", e);
    } catch (CharacterCodingException e) {
      throw new InvalidModelException(where + "it is not UTF-8 text; save it as UTF-8", e);
    } catch (IOException e) {
      throw new InvalidModelException(where + "it cannot be read: " + e.getMessage(), e);
    }
  }

  private static Map<Integer, String> commas(String text) {
    return numbered(
        List.of(text.split(",", -1)),
        "labels are '%s': expected names separated by commas, ".formatted(text),
        "name");
  }

  /**
   * Numbers names from 1.
   *
   * @param where the beginning of a message
   * @param each the word for one entry of the input: a line or a name
   */
  private static Map<Integer, String> numbered(List<String> names, String where, String each) {
    Map<Integer, String> labels = new TreeMap<>();
    Map<String, Integer> ids = new HashMap<>();
    int id = 0;
    for (String name : names) {
      id++;
      String label = name.strip();
      if (label.isEmpty()) {
        throw new InvalidModelException(where + "%s %d is blank".formatted(each, id));
      }
      if (label.equals(UNUSED)) {
        continue;
      }
      if (label.equals(BACKGROUND)) {
        throw new InvalidModelException(
            where
                + "%s %d is '%s': the background has no label, remove it"
                    .formatted(each, id, label));
      }
      if (!label.equals(Shown.text(label))) {
        throw new InvalidModelException(
            where
                + "%s %d is '%s': expected 120 characters at most, none of them a control character"
                    .formatted(each, id, Shown.text(label)));
      }
      Integer other = ids.putIfAbsent(label, id);
      if (other != null) {
        throw new InvalidModelException(
            where
                + "%ss %d and %d are both '%s': a label names one class; a dash (-) is for a class without a name"
                    .formatted(each, other, id, label));
      }
      labels.put(id, label);
    }
    if (labels.isEmpty()) {
      throw new InvalidModelException(where + "there is no %s with a label".formatted(each));
    }
    return Collections.unmodifiableMap(labels);
  }
}
