package dev.skipstream.evaluation;

import dev.skipstream.schemas.event.FindingsEvent;
import dev.skipstream.schemas.serde.EventSerdes;
import dev.skipstream.schemas.serde.InvalidEventException;
import dev.skipstream.score.EvaluationTask;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A file of events, one JSON document a line, as {@code detect --json} prints them. */
final class EventFile {
  private EventFile() {}

  /** Reads a line. */
  @FunctionalInterface
  interface Reader<T> {
    T read(byte[] json) throws InvalidEventException;
  }

  /**
   * Reads a file.
   *
   * @throws IOException that names the file and the line
   */
  static <T> List<T> read(Path file, Reader<T> reader) throws IOException {
    if (!Files.isReadable(file)) {
      throw new IOException(file + ": no such file, or it cannot be read");
    }
    List<T> events = new ArrayList<>();
    for (String line : Files.readAllLines(file)) {
      try {
        events.add(reader.read(line.getBytes(StandardCharsets.UTF_8)));
      } catch (InvalidEventException e) {
        throw new IOException(
            "%s, line %d: %s".formatted(file, events.size() + 1, e.getMessage()), e);
      }
    }
    return events;
  }

  /** Returns the reader of the events that a task scores. */
  static Reader<FindingsEvent> readerOf(EvaluationTask task) {
    return switch (task) {
      case BOXES, MASKS, KEYPOINTS -> EventSerdes::readDetection;
      case CLASSES -> EventSerdes::readClassification;
      case REGIONS -> EventSerdes::readSegmentation;
    };
  }
}
