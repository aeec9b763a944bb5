package dev.skipstream.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.skipstream.dataset.LabelledDataset.LabelledImage;
import dev.skipstream.schemas.event.BoundingBox;
import dev.skipstream.schemas.event.TrueObject;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tests of exports in the layout and format of CVAT, Label Studio and Roboflow. Each export has one
 * image of 320 x 200 pixels, with a car at 32, 20, 64 x 40.
 */
class ExportedDatasetTest {
  private static final BoundingBox CAR = new BoundingBox(32, 20, 64, 40);

  @TempDir Path folder;

  @Test
  void cvatInCocosFormat() throws Exception {
    image("images/default/cam0/frame_000001.png");
    Path instances =
        text(
            "annotations/instances_default.json",
            """
            {"licenses": [{"name": "", "id": 0, "url": ""}],
             "info": {"contributor": "", "date_created": "", "description": "", "url": "", "version": "", "year": ""},
             "categories": [{"id": 1, "name": "car", "supercategory": ""}],
             "images": [{"id": 1, "width": 320, "height": 200, "file_name": "cam0/frame_000001.png", "license": 0, "flickr_url": "", "coco_url": "", "date_captured": 0}],
             "annotations": [{"id": 1, "image_id": 1, "category_id": 1, "segmentation": [], "area": 2560.0, "bbox": [32.0, 20.0, 64.0, 40.0], "iscrowd": 0,
                              "attributes": {"occluded": false, "rotation": 0.0}}]}
            """);

    requireCar(instances, "cam0/frame_000001", 1, Optional.of(2560.0));
  }

  @Test
  void labelStudioInCocosFormat() throws Exception {
    image("images/3f2a-frame.png");
    Path instances =
        text(
            "result.json",
            """
            {"images": [{"width": 320, "height": 200, "id": 0, "file_name": "images\\\\3f2a-frame.png"}],
             "categories": [{"id": 0, "name": "car"}],
             "annotations": [{"id": 0, "image_id": 0, "category_id": 0, "segmentation": [], "bbox": [32.0, 20.0, 64.0, 40.0], "ignore": 0, "iscrowd": 0, "area": 2560.0}],
             "info": {"year": 2026, "version": "1.0", "description": "", "contributor": "Label Studio", "url": "", "date_created": "2026-11-23 10:15:30.120000"}}
            """);

    requireCar(instances, "images/3f2a-frame", 0, Optional.of(2560.0));
  }

  @Test
  void roboflowInCocosFormat() throws Exception {
    image("test/frame_png.rf.5f1c.png");
    Path instances =
        text(
            "test/_annotations.coco.json",
            """
            {"info": {"year": "2026", "version": "1", "description": "Exported from roboflow.com", "contributor": "", "url": "", "date_created": "2026-11-23T10:15:30+00:00"},
             "licenses": [{"id": 1, "url": "", "name": "CC BY 4.0"}],
             "categories": [{"id": 0, "name": "vehicles", "supercategory": "none"}, {"id": 1, "name": "car", "supercategory": "vehicles"}],
             "images": [{"id": 0, "license": 1, "file_name": "frame_png.rf.5f1c.png", "height": 200, "width": 320, "date_captured": "2026-11-23T10:15:30+00:00", "extra": {"name": "frame.png"}}],
             "annotations": [{"id": 0, "image_id": 0, "category_id": 1, "bbox": [32, 20, 64, 40], "area": 2560, "segmentation": [], "iscrowd": 0}]}
            """);

    requireCar(instances, "frame_png.rf.5f1c", 1, Optional.of(2560.0));
  }

  @Test
  void cvatInVocsFormat() throws Exception {
    image("JPEGImages/cam0/frame_000001.png");
    text("ImageSets/Main/default.txt", "cam0/frame_000001\n");
    text("labelmap.txt", "# label:color_rgb:parts:actions\nbackground:0,0,0::\ncar:128,0,0::\n");
    text(
        "Annotations/cam0/frame_000001.xml",
        """
        <annotation>
          <folder></folder><filename>cam0/frame_000001.png</filename>
          <source><database>Unknown</database><annotation>Unknown</annotation><image>Unknown</image></source>
          <size><width>320</width><height>200</height><depth></depth></size><segmented>0</segmented>
          <object><name>car</name><occluded>0</occluded>
            <bndbox><xmin>32.0</xmin><ymin>20.0</ymin><xmax>96.0</xmax><ymax>60.0</ymax></bndbox>
            <attributes><attribute><name>rotation</name><value>0.0</value></attribute></attributes>
          </object>
        </annotation>
        """);

    requireCar(folder, "cam0/frame_000001", 1, Optional.empty());
  }

  @Test
  void labelStudioInVocsFormat() throws Exception {
    image("images/3f2a-frame.png");
    text(
        "Annotations/3f2a-frame.xml",
        """
        <?xml version="1.0" encoding="utf-8"?>
        <annotation>
        <folder>images</folder>
        <filename>3f2a-frame.png</filename>
        <source><database>MyDatabase</database><annotation>COCO2017</annotation><image>flickr</image><flickrid>NULL</flickrid><annotator>1</annotator></source>
        <owner><flickrid>NULL</flickrid><name>Label Studio</name></owner>
        <size><width>320</width><height>200</height><depth>3</depth></size>
        <segmented>0</segmented>
        <object><name>car</name><pose>Unspecified</pose><truncated>0</truncated><difficult>0</difficult>
        <bndbox><xmin>32</xmin><ymin>20</ymin><xmax>96</xmax><ymax>60</ymax></bndbox></object>
        </annotation>
        """);

    requireCar(folder, "3f2a-frame", 1, Optional.empty());
  }

  @Test
  void roboflowInVocsFormat() throws Exception {
    image("frame_png.rf.5f1c.png");
    text(
        "frame_png.rf.5f1c.xml",
        """
        <annotation>
        	<folder></folder>
        	<filename>frame_png.rf.5f1c.png</filename>
        	<path>frame_png.rf.5f1c.png</path>
        	<source><database>roboflow.com</database></source>
        	<size><width>320</width><height>200</height><depth>3</depth></size>
        	<segmented>0</segmented>
        	<object>
        		<name>car</name><pose>Unspecified</pose><truncated>0</truncated><difficult>0</difficult><occluded>0</occluded>
        		<bndbox><xmin>32</xmin><xmax>96</xmax><ymin>20</ymin><ymax>60</ymax></bndbox>
        	</object>
        </annotation>
        """);

    requireCar(folder, "frame_png.rf.5f1c", 1, Optional.empty());
  }

  @Test
  void cvatInYolosFormat() throws Exception {
    image("obj_train_data/frame_000001.png");
    text("obj.names", "car\n");
    text(
        "obj.data",
        "classes = 1\nnames = data/obj.names\ntrain = data/train.txt\nbackup = backup/\n");
    text("train.txt", "data/obj_train_data/frame_000001.png\n");
    text("obj_train_data/frame_000001.txt", "0 0.200000 0.200000 0.200000 0.200000\n");

    requireCar(folder, "obj_train_data/frame_000001", 0, Optional.empty());
  }

  @Test
  void labelStudioInYolosFormat() throws Exception {
    image("images/3f2a-frame.png");
    text("classes.txt", "car");
    text(
        "notes.json",
        "{\"categories\": [{\"id\": 0, \"name\": \"car\"}], \"info\": {\"year\": 2026}}");
    text("labels/3f2a-frame.txt", "0 0.2 0.2 0.2 0.2\n");

    requireCar(folder, "images/3f2a-frame", 0, Optional.empty());
  }

  @Test
  void roboflowInYolosFormat() throws Exception {
    image("test/images/frame_png.rf.5f1c.png");
    text(
        "data.yaml",
        """
        train: ../train/images
        val: ../valid/images
        test: ../test/images

        nc: 1
        names: ['car']

        roboflow:
          workspace: street
          project: cars
          version: 1
        """);
    text("test/labels/frame_png.rf.5f1c.txt", "0 0.2 0.2 0.2 0.2");

    requireCar(folder, "test/images/frame_png.rf.5f1c", 0, Optional.empty());
    requireCar(folder.resolve("test"), "images/frame_png.rf.5f1c", 0, Optional.empty());
    requireCar(folder.resolve("data.yaml"), "test/images/frame_png.rf.5f1c", 0, Optional.empty());
  }

  @Test
  void aPolygonIsTheBoxAroundIt() throws Exception {
    image("images/train/a.png");
    text("data.yaml", "names:\n  0: car\n  1: van\n");
    text("labels/train/a.txt", "0 0.1 0.1 0.3 0.15 0.2 0.3\n\n");

    requireCar(folder, "images/train/a", 0, Optional.empty());
  }

  @Test
  void anObjectThatIsDifficultIsACrowd() throws Exception {
    image("a.png");
    text("a.xml", voc("<name>car</name><difficult>1</difficult>" + box("1", "2", "3", "4")));

    assertThat(LabelledDataset.read(folder).images().get(0).objects().get(0).crowd()).isTrue();
  }

  @Test
  void saysWhereAVocFileIsWrong() throws Exception {
    image("a.png");

    rejects("a.xml", voc(box("1", "2", "3", "4")), "a.xml: object[0].name is absent");
    rejects("a.xml", voc("<name>car</name>"), "a.xml: object[0].bndbox is absent");
    rejects(
        "a.xml",
        voc("<name>car</name>" + box("1", "x", "3", "4")),
        "a.xml: object[0].bndbox.ymin is 'x': expected a number of pixels");
    rejects(
        "a.xml",
        voc("<name>car</name>" + box("5", "2", "3", "4")),
        "a.xml: object[0].bndbox is from 5.0, 2.0 to 3.0, 4.0: expected xmax and ymax not below");
    rejects("a.xml", "<annotation><size>", "a.xml: the XML is damaged at line 1");
    rejects("a.xml", "<annotation/>", "a.xml: size.width is absent");
    rejects(
        "a.xml",
        "<!DOCTYPE annotation [<!ENTITY x SYSTEM"
            + " \"file:///etc/passwd\">]><annotation>&x;</annotation>",
        "a.xml: the XML is damaged at line 1");
    Files.delete(folder.resolve("a.png"));
    rejects("a.xml", voc(""), "a.xml: has no image: expected");
  }

  @Test
  void saysWhereAYoloFileIsWrong() throws Exception {
    image("images/a.png");
    text("data.yaml", "names: [car, van]");

    rejects(
        "labels/a.txt",
        "0 .5 .5 .1 .1\n2 .5 .5 .1 .1",
        "a.txt, line 2: class is '2': expected a whole number from 0 to 1");
    rejects("labels/a.txt", "0.0 .5 .5 .1 .1", "a.txt, line 1: class is '0.0'");
    rejects("labels/a.txt", "0 .5 .5 .1", "a.txt, line 1: has 3 numbers after the class");
    rejects("labels/a.txt", "0 .5 .5 .1 .1 .9", "a.txt, line 1: has 5 numbers after the class");
    rejects(
        "labels/a.txt", "0 80 .5 .1 .1", "a.txt, line 1: x is '80': expected a share of the image");
    rejects("labels/a.txt", "0 .5 .5 null .1", "a.txt, line 1: width is 'null'");
    rejects("data.yaml", "nc: 2", "data.yaml: has no names");
    rejects("data.yaml", "names: {0: car, 2: van}", "data.yaml: names has the numbers [0, 2]");
    rejects("data.yaml", "names: [car, car]", "data.yaml: the classes are [car, car]");
    Files.delete(folder.resolve("labels/a.txt"));
    rejects("data.yaml", "names: [car]", "no image has a label file");
  }

  private void rejects(String name, String content, String message) throws Exception {
    text(name, content);

    assertThatThrownBy(() -> LabelledDataset.read(folder))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(message);
  }

  private static String voc(String object) {
    return "<annotation><filename>a.png</filename><size><width>320</width><height>200</height></size><object>"
        + object
        + "</object></annotation>";
  }

  private static String box(String left, String top, String right, String bottom) {
    return "<bndbox><xmin>%s</xmin><ymin>%s</ymin><xmax>%s</xmax><ymax>%s</ymax></bndbox>"
        .formatted(left, top, right, bottom);
  }

  private void requireCar(Path dataset, String name, int number, Optional<Double> area)
      throws Exception {
    assertThat(LabelledDataset.isDataset(dataset)).isTrue();
    List<LabelledImage> images = LabelledDataset.read(dataset).images();

    assertThat(images).hasSize(1);
    LabelledImage image = images.get(0);
    assertThat(image.name()).isEqualTo(name);
    assertThat(image.file()).exists();
    assertThat(image.width()).isEqualTo(320);
    assertThat(image.height()).isEqualTo(200);
    assertThat(image.objects()).hasSize(1);
    TrueObject car = image.objects().get(0);
    assertThat(car.label()).isEqualTo("car");
    assertThat(car.classId()).isEqualTo(number);
    assertThat(car.area()).isEqualTo(area);
    assertThat(car.box().x()).isCloseTo(CAR.x(), within(1e-3));
    assertThat(car.box().y()).isCloseTo(CAR.y(), within(1e-3));
    assertThat(car.box().width()).isCloseTo(CAR.width(), within(1e-3));
    assertThat(car.box().height()).isCloseTo(CAR.height(), within(1e-3));
  }

  private void image(String name) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    ImageIO.write(new BufferedImage(320, 200, BufferedImage.TYPE_BYTE_GRAY), "png", file.toFile());
  }

  private Path text(String name, String content) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, content);
  }
}
