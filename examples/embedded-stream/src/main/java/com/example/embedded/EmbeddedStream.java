package com.example.embedded;

import dev.skipstream.model.TorchDevice;
import dev.skipstream.registry.location.RegistryLocation;
import dev.skipstream.schemas.event.ImageEvent;
import dev.skipstream.schemas.serde.EventSerdes;
import dev.skipstream.stream.DetectionSettings;
import dev.skipstream.stream.ImageTools;
import dev.skipstream.stream.ModelSettings;
import dev.skipstream.stream.PipelineSettings;
import dev.skipstream.stream.RegistryModels;
import dev.skipstream.stream.RunningStream;
import dev.skipstream.topics.TopicNames;
import dev.skipstream.topics.Topics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Detects the objects in a folder of images, with the detection stream inside this program. */
public final class EmbeddedStream {
  private final Map<String, Object> kafka;
  private final TopicNames topics;
  private final Path state;

  /**
   * Creates a program that has not started anything.
   *
   * @param kafka client properties: at least {@code bootstrap.servers}
   * @param topics created where they do not exist
   * @param state folder of the journal of in-flight frames. The next start after a crash reads it
   */
  public EmbeddedStream(Map<String, Object> kafka, TopicNames topics, Path state) {
    this.kafka = kafka;
    this.topics = topics;
    this.state = state;
  }

  /** Takes {@code SERVERS REGISTRY MODEL FOLDER}, and prints a line for each image. */
  public static void main(String[] args) throws IOException {
    if (args.length != 4) {
      System.err.println(
          "expected SERVERS REGISTRY MODEL FOLDER, such as"
              + " localhost:9092 ~/.skipstream/registry models:/street@champion images");
      System.exit(2);
    }
    EmbeddedStream program =
        new EmbeddedStream(
            Map.of("bootstrap.servers", args[0]), TopicNames.of("images"), Path.of("state"));
    try (Stream<Path> files = Files.list(Path.of(args[3]))) {
      program
          .detect(RegistryLocation.of(args[1]), args[2], files.sorted().toList())
          .forEach(System.out::println);
    }
  }

  /** Starts the stream, publishes the images, and returns when each image has its outcome. */
  public List<Answer> detect(RegistryLocation registry, String model, List<Path> images)
      throws IOException {
    createTopics();
    // docs:run
    try (Answers answers = Answers.toComeIn(kafka, topics);
        RunningStream stream = RunningStream.start(settings(registry, model))) {
      publish(images);
      List<Answer> all = new ArrayList<>();
      while (all.size() < images.size()) {
        stream.throwIfEnded(); // A stream that has failed writes no outcome.
        all.addAll(answers.poll());
      }
      return all;
    }
    // docs:end
  }

  // docs:settings
  private DetectionSettings settings(RegistryLocation registry, String model) {
    RegistryModels models =
        RegistryModels.resolve(
            ModelSettings.of(registry, TorchDevice.AUTO), new PipelineSettings(topics, model));
    return DetectionSettings.builder(kafka, "embedded")
        .models(models)
        .images(ImageTools.ofRecords(Optional.of(state)))
        .build();
  }

  // docs:end

  private void createTopics() {
    try (Admin admin = Admin.create(kafka)) {
      Topics.create(admin, topics, 2, (short) 1, Topics.DEFAULT_MAX_RECORD_BYTES);
    }
  }

  private void publish(List<Path> images) throws IOException {
    try (Producer<byte[], byte[]> producer =
        new KafkaProducer<>(kafka, new ByteArraySerializer(), new ByteArraySerializer())) {
      List<Future<RecordMetadata>> sent = new ArrayList<>();
      for (Path image : images) {
        ImageEvent event =
            new ImageEvent(
                image.getFileName().toString(),
                "folder", // The source is the record's key: its images stay in order.
                Optional.empty(),
                Optional.of(Instant.now()),
                Optional.empty(),
                Files.readAllBytes(image));
        sent.add(producer.send(EventSerdes.write(topics.images(), event)));
      }
      for (Future<RecordMetadata> one : sent) {
        one.get(); // An image that is not written would have no outcome to wait for.
      }
    } catch (ExecutionException e) {
      throw new IOException("an image cannot be published: " + e.getCause().getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while publishing", e);
    }
  }
}
