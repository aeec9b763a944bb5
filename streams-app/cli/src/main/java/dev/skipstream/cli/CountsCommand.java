package dev.skipstream.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.skipstream.topics.BrokerException;
import dev.skipstream.tracking.CountsAnswer;
import dev.skipstream.tracking.CountsEndpoint;
import dev.skipstream.tracking.CountsQuery;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "counts",
    description = {
      "Prints how many objects have crossed the lines of cameras, by window and category.",
      "Asks an instance of 'track' by HTTP; any instance answers for all."
    },
    footer = {"", "Example: skipstream counts --camera gate --from-datetime 2026-11-23T10:00:00"})
final class CountsCommand implements Callable<Integer> {
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(30);
  private static final int OK = 200;
  private static final int UNAVAILABLE = 503;

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .addModule(new Jdk8Module())
          .addModule(new JavaTimeModule())
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  @Option(
      names = "--url",
      paramLabel = "URL",
      defaultValue = "http://localhost:" + TrackHttpOptions.DEFAULT_PORT,
      description = "HTTP port of any instance of 'track' (default: ${DEFAULT-VALUE})")
  String url;

  @Option(names = "--camera", paramLabel = "NAME", description = "of this camera (default: all)")
  Optional<String> camera;

  @Option(names = "--line", paramLabel = "NAME", description = "of this line (default: all)")
  Optional<String> line;

  @Option(
      names = "--from-datetime",
      paramLabel = "DATETIME",
      description =
          "windows that begin at this time or later, such as 2026-11-23T10:15:30, in UTC unless it"
              + " states another zone")
  Optional<String> from;

  @Option(
      names = "--to-datetime",
      paramLabel = "DATETIME",
      description = "windows that begin before this time")
  Optional<String> to;

  @Option(names = "--json", description = "print one JSON document")
  boolean json;

  @Override
  public Integer call() {
    CountsQuery query =
        new CountsQuery(
            camera,
            line,
            from.map(text -> RangeOptions.instant("--from-datetime", text)),
            to.map(text -> RangeOptions.instant("--to-datetime", text)));
    CountsAnswer answer = ask(query);
    if (json) {
      System.out.println(Json.document(answer));
    } else {
      System.out.print(CountsView.page(answer));
    }
    return ExitCode.DONE.status();
  }

  private CountsAnswer ask(CountsQuery query) {
    try {
      HttpResponse<String> response =
          HttpClient.newHttpClient()
              .send(
                  HttpRequest.newBuilder(address(query)).timeout(ANSWER_WITHIN).build(),
                  HttpResponse.BodyHandlers.ofString());
      if (response.statusCode() == OK) {
        return JSON.readValue(response.body(), CountsAnswer.class);
      }
      String error = error(response);
      if (response.statusCode() == UNAVAILABLE) {
        throw new BrokerException("%s: %s".formatted(url, error));
      }
      throw new BadInputException("%s: %s".formatted(url, error));
    } catch (JsonProcessingException e) {
      throw notCounts("it answers with no counts");
    } catch (IOException e) {
      throw notCounts("no answer (%s)".formatted(e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BadInputException("interrupted while waiting for " + url);
    }
  }

  private URI address(CountsQuery query) {
    try {
      URI uri = URI.create(url.replaceFirst("/+$", "") + CountsEndpoint.PATH + query.text());
      if (uri.getHost() != null
          && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))) {
        return uri;
      }
    } catch (IllegalArgumentException e) {
      // As wrong as a URL without a host.
    }
    throw new BadInputException(
        "--url is '%s': expected http://HOST:PORT or https://HOST:PORT".formatted(url));
  }

  private BadInputException notCounts(String what) {
    return new BadInputException(
        "%s: %s; expected an instance of 'skipstream track': start one, or name its --http-port with --url"
            .formatted(url, what));
  }

  private String error(HttpResponse<String> response) {
    try {
      JsonNode error = JSON.readTree(response.body()).path("error");
      if (error.isTextual()) {
        return error.asText();
      }
    } catch (JsonProcessingException e) {
      // Of another program.
    }
    throw notCounts("it answers with status " + response.statusCode());
  }
}
