package dev.skipstream.console;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.skipstream.console.LossView.Place;
import dev.skipstream.redrive.RedriveResult;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A dead letter of a stream on a real broker. */
@Timeout(240)
class ConsoleRedriveIT {
  @TempDir Path folder;

  @Test
  void aDeadLetterIsRedrivenForAUserAndEveryPageShowsIt() throws Exception {
    try (RecordedStream stream = new RecordedStream(folder, List.of("street-1"));
        Console console = Console.start(stream.settings(0));
        RedriveDesk desk =
            new RedriveDesk(stream.settings(0).client(), stream.settings(0).topics())) {
      stream.lose();
      get(console, "/"); // An open page starts the feed.
      await().atMost(Duration.ofSeconds(90)).until(() -> losses(console).size() == 3);
      JsonNode loss = deadLetter(losses(console));
      Place letter = place(loss.get("picture"));
      String input = text(place(loss.get("origin")));

      assertThat(result(desk.check("ann@workstation", letter)))
          .isInstanceOf(RedriveResult.Possible.class);
      assertThat(redrives(console)).isEmpty();
      assertThat(result(desk.redrive("ann@workstation", letter)))
          .isInstanceOfSatisfying(
              RedriveResult.Redriven.class,
              done -> assertThat(done.entry().input()).hasToString(input));

      await()
          .atMost(Duration.ofSeconds(90))
          .untilAsserted(() -> assertThat(redrives(console)).hasSize(1));
      JsonNode entry = redrives(console).get(0);
      assertThat(entry.get("input").asText()).isEqualTo(input);
      assertThat(entry.get("by").asText()).isEqualTo("ann@workstation");
      assertThat(result(desk.redrive("bob@workstation", letter)))
          .isInstanceOf(RedriveResult.AlreadyRedriven.class);
    }
  }

  @Test
  void onlyDeadLettersOfTheStreamAreKnown() throws Exception {
    try (RecordedStream stream = new RecordedStream(folder, List.of("street-1"));
        RedriveDesk desk =
            new RedriveDesk(stream.settings(0).client(), stream.settings(0).topics())) {
      String letters = stream.settings(0).topics().pipelines().get(0).deadLetters();

      assertThat(desk.knows(new Place(letters, 0, 0))).isTrue();
      assertThat(desk.knows(new Place(letters, -1, 0))).isFalse();
      assertThat(desk.knows(new Place("models", 0, 0))).isFalse();
      assertThat(desk.knows(new Place(null, 0, 0))).isFalse();
    }
  }

  private static RedriveResult result(CompletableFuture<RedriveResult> asked) throws Exception {
    return asked.get(90, TimeUnit.SECONDS);
  }

  private static JsonNode deadLetter(JsonNode losses) {
    for (JsonNode loss : losses) {
      if (loss.get("kind").asText().equals("dead-letter")) {
        return loss;
      }
    }
    throw new AssertionError("no dead letter in " + losses);
  }

  private static Place place(JsonNode place) {
    return new Place(
        place.get("topic").asText(), place.get("partition").asInt(), place.get("offset").asLong());
  }

  private static String text(Place place) {
    return "%s-%d@%d".formatted(place.topic(), place.partition(), place.offset());
  }

  private static JsonNode losses(Console console) throws Exception {
    return get(console, "/api/losses");
  }

  private static JsonNode redrives(Console console) throws Exception {
    return get(console, "/api/redrives");
  }

  private static JsonNode get(Console console, String path)
      throws IOException, InterruptedException {
    HttpResponse<byte[]> answer =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:%d%s".formatted(console.port(), path)))
                    .build(),
                HttpResponse.BodyHandlers.ofByteArray());
    assertThat(answer.statusCode()).as(new String(answer.body(), UTF_8)).isEqualTo(200);
    return path.startsWith("/api") ? new JsonMapper().readTree(answer.body()) : null;
  }
}
