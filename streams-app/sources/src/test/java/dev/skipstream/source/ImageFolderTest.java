package dev.skipstream.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class ImageFolderTest extends FrameSourceContract {

  @Override
  FrameSource create() throws Exception {
    Path images = Files.createDirectories(folder.resolve("lobby"));
    for (int i = 0; i < GREYS.size(); i++) {
      BufferedImage image = new BufferedImage(8, 8, BufferedImage.TYPE_BYTE_GRAY);
      int[] pixels = new int[64];
      Arrays.fill(pixels, GREYS.get(i));
      image.getRaster().setPixels(0, 0, 8, 8, pixels);
      ImageIO.write(image, "png", images.resolve("frame-" + i + ".png").toFile());
    }
    return ImageFolder.of(images, Optional.empty());
  }

  @Test
  void takesTheFilesThatAreImagesByTheirNames() throws Exception {
    List<EncodedFrame> frames = read(ImageFolder.of(mixed(), Optional.empty()));

    assertThat(frames).extracting(EncodedFrame::name).containsExactly("a.b", "b");
    assertThat(frames)
        .extracting(EncodedFrame::contentType)
        .containsExactly("image/jpeg", "image/png");
    assertThat(frames).extracting(frame -> frame.image()[0]).containsExactly((byte) 1, (byte) 2);
  }

  @Test
  void namesEachFrameByThePartsThatMakeItUnique() throws Exception {
    Path images = Files.createDirectories(folder.resolve("site"));
    for (String file : List.of("a.jpg", "a.png", "b.jpg", "cam0/0001.jpg", "cam1/0001.jpg")) {
      Files.createDirectories(images.resolve(file).getParent());
      Files.write(images.resolve(file), new byte[] {1});
    }
    Files.writeString(images.resolve("cam1/notes.txt"), "none");
    Files.createSymbolicLink(images.resolve("cam1/again"), images);

    ImageFolder site = ImageFolder.of(images, Optional.empty());

    assertThat(read(site))
        .extracting(EncodedFrame::name)
        .containsExactly("a.jpg", "a.png", "b", "cam0/0001", "cam1/0001");
    assertThat(site.skipped())
        .containsExactly("cam1/again (FileSystemLoopException)", "cam1/notes.txt");
  }

  @Test
  void hasNoRateOfItsOwn() throws Exception {
    assertThat(read(create())).allSatisfy(frame -> assertThat(frame.time()).isEmpty());
  }

  @Test
  void isNamedAfterTheFolderUnlessItIsToldOtherwise() throws Exception {
    assertThat(ImageFolder.of(mixed(), Optional.empty()).source()).isEqualTo("mixed");
    assertThat(ImageFolder.of(mixed(), Optional.of("gate")).source()).isEqualTo("gate");
  }

  @Test
  void refusesAFolderWithoutImages() {
    assertThatThrownBy(() -> ImageFolder.of(folder, Optional.empty()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("holds no .jpg");
  }

  @Test
  void saysWhichFileWentAwayMeanwhile() throws Exception {
    Path images = mixed();
    try (FrameReader reader = ImageFolder.of(images, Optional.empty()).open()) {
      Files.delete(images.resolve("a.b.jpg"));

      assertThatThrownBy(reader::next)
          .isInstanceOf(IOException.class)
          .hasMessageContaining("a.b.jpg");
    }
  }

  private Path mixed() throws IOException {
    Path images = Files.createDirectories(folder.resolve("mixed"));
    Files.write(images.resolve("b.PNG"), new byte[] {2});
    Files.write(images.resolve("a.b.jpg"), new byte[] {1});
    Files.write(images.resolve("notes.txt"), new byte[] {3});
    Files.createDirectories(images.resolve("more.jpg"));
    return images;
  }

  private static List<EncodedFrame> read(FrameSource source) throws IOException {
    try (FrameReader reader = source.open()) {
      return all(reader);
    }
  }
}
