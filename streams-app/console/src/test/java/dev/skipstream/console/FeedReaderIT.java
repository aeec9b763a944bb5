package dev.skipstream.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skipstream.broker.SharedBroker;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Opens the page of a stream with a past. */
@Timeout(value = 240, unit = TimeUnit.SECONDS)
class FeedReaderIT {
  private static final String BUSY = "busy";
  private static final String QUIET = "quiet";

  /** More than the reader looks at before it reads the past. */
  private static final int FRAMES = 110;

  @TempDir Path folder;

  /** The frames of a camera that viewers could get, in this order. */
  private final Map<String, List<Long>> offered = new HashMap<>();

  private final Map<String, Integer> readWhenFirstOffered = new HashMap<>();

  @Test
  void noViewerGetsAnOldFrameBeforeTheNewest() throws Exception {
    long lastOfQuiet;
    long lastOfBusy;
    ConsoleTopics topics;
    try (RecordedStream stream = new RecordedStream(folder, List.of(BUSY, QUIET))) {
      stream.next();
      stream.next();
      lastOfQuiet = stream.lastOffset();
      for (int i = 0; i < FRAMES; i++) {
        stream.next(BUSY);
      }
      lastOfBusy = stream.lastOffset();
      topics = stream.topics();
    }
    Board board = new Board();
    // One record a poll: each state that a viewer could see is looked at.
    Map<String, Object> client =
        Map.of(
            "bootstrap.servers",
            SharedBroker.bootstrapServers(),
            ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
            1);

    new FeedReader(() -> client, topics, board, Clock.systemUTC()).run(() -> !look(board));

    assertThat(offered.get(BUSY)).as("busy").containsOnly(lastOfBusy);
    assertThat(offered.get(QUIET)).as("quiet").containsOnly(lastOfQuiet);
    assertThat(readWhenFirstOffered.get(BUSY))
        .as("frames of the past that were read before the newest was offered")
        .isLessThan(FRAMES / 2);
  }

  /** Notes what the board offers; returns true when all of the past is read. */
  private boolean look(Board board) {
    for (Message message : board.messages(0)) {
      if (message.source() != null) {
        String camera = message.source().camera();
        offered.computeIfAbsent(camera, any -> new ArrayList<>()).add(message.source().offset());
        readWhenFirstOffered.putIfAbsent(camera, framesRead(board, BUSY));
      }
    }
    return offered.containsKey(QUIET) && framesRead(board, BUSY) == FRAMES + 2;
  }

  private static int framesRead(Board board, String camera) {
    return new String(board.frames(camera), StandardCharsets.UTF_8).split("\"frame\":").length - 1;
  }
}
