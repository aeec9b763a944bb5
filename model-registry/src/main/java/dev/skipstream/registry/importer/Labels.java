package dev.skipstream.registry.importer;

import dev.skipstream.registry.InvalidModelException;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/** Names of categories by id. Ids start at 1: 0 is the background. */
public final class Labels {

  /**
   * COCO's 80 categories, with their ids of 1 to 90. Ten ids belong to categories that the data set
   * planned and never annotated; torchvision's detectors have a class for them all the same.
   */
  public static final Map<Integer, String> COCO =
      numbered(
          """
          person,bicycle,car,motorcycle,airplane,bus,train,truck,boat,traffic light,fire hydrant,-,
          stop sign,parking meter,bench,bird,cat,dog,horse,sheep,cow,elephant,bear,zebra,giraffe,-,
          backpack,umbrella,-,-,handbag,tie,suitcase,frisbee,skis,snowboard,sports ball,kite,
          baseball bat,baseball glove,skateboard,surfboard,tennis racket,bottle,-,wine glass,cup,
          fork,knife,spoon,bowl,banana,apple,sandwich,orange,broccoli,carrot,hot dog,pizza,donut,
          cake,chair,couch,potted plant,bed,-,dining table,-,-,toilet,-,tv,laptop,mouse,remote,
          keyboard,cell phone,microwave,oven,toaster,sink,refrigerator,-,book,clock,vase,scissors,
          teddy bear,hair drier,toothbrush""");

  /** Pascal VOC's 20 categories, in alphabetical order. */
  public static final Map<Integer, String> VOC =
      numbered(
          """
          aeroplane,bicycle,bird,boat,bottle,bus,car,cat,chair,cow,diningtable,dog,horse,motorbike,
          person,pottedplant,sheep,sofa,train,tvmonitor""");

  private static final String UNUSED = "-";

  private Labels() {}

  /**
   * Reads labels as on the command line: {@code coco}, {@code voc}, or names in the order of their
   * ids, separated by commas. A dash leaves an id without a name.
   *
   * @throws InvalidModelException when a name is blank
   */
  public static Map<Integer, String> parse(String text) {
    return switch (text) {
      case "coco" -> COCO;
      case "voc" -> VOC;
      default -> numbered(text);
    };
  }

  private static Map<Integer, String> numbered(String text) {
    Map<Integer, String> labels = new TreeMap<>();
    int id = 0;
    for (String name : text.split(",", -1)) {
      id++;
      if (name.isBlank()) {
        throw new InvalidModelException(
            "labels are '%s': expected names separated by commas, name %d is blank"
                .formatted(text, id));
      }
      if (!name.strip().equals(UNUSED)) {
        labels.put(id, name.strip());
      }
    }
    return Collections.unmodifiableMap(labels);
  }
}
