package dev.skipstream.app;

import dev.skipstream.source.FramePublisher;
import dev.skipstream.source.ImageFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "publish", description = "Publishes a folder of images as image events.")
final class PublishCommand implements Callable<Integer> {
  @Mixin KafkaOptions kafka;

  @Parameters(paramLabel = "DIR", description = "folder of JPEG, PNG, WebP, BMP or GIF files")
  Path folder;

  @Option(
      names = "--topic",
      defaultValue = "images",
      description = "topic to write to (default: ${DEFAULT-VALUE})")
  String topic;

  @Option(
      names = "--key",
      paramLabel = "SOURCE",
      description = "source id and record key (default: the folder's name)")
  Optional<String> key;

  @Override
  public Integer call() throws IOException {
    if (!Files.isDirectory(folder)) {
      throw new BadInputException("%s: expected a folder of images".formatted(folder));
    }
    ImageFolder images = ImageFolder.of(folder, key);
    if (images.files().isEmpty()) {
      throw new BadInputException(
          "%s: holds no .jpg, .png, .webp, .bmp or .gif file".formatted(folder));
    }
    try (FramePublisher publisher = new FramePublisher(kafka.reach(), topic)) {
      Progress.over(images.events(Clock.systemUTC()), images.files().size(), "publish")
          .forEach(publisher::publish);
      publisher.flush();
    }
    System.err.printf("published %d frames to %s%n", images.files().size(), topic);
    return ExitCode.DONE.status();
  }
}
