package dev.skipstream.tracking;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.skipstream.health.HttpEndpoint;
import dev.skipstream.health.HttpReply;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.streams.state.HostInfo;

/**
 * Answers queries of the counts by HTTP, at {@value #PATH}. Any instance answers: it asks the
 * others for their partitions. A publisher chooses the partition of a camera, so the name of the
 * camera does not tell it. An answer is complete, or an error.
 *
 * <p>Threading: any thread of the HTTP server. A query waits for other instances, with a bound; the
 * question to another instance is about its own partitions alone, so no two instances wait for each
 * other.
 */
public final class CountsEndpoint implements HttpEndpoint {
  /** The path of the resource. */
  public static final String PATH = "/v1/counts";

  private static final int OK = 200;
  private static final int BAD_REQUEST = 400;
  private static final int NOT_FOUND = 404;
  private static final int UNAVAILABLE = 503;

  private static final Duration CONNECT_WITHIN = Duration.ofSeconds(2);
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(5);

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .addModule(new Jdk8Module())
          .addModule(new JavaTimeModule())
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  private final HttpClient http = HttpClient.newBuilder().connectTimeout(CONNECT_WITHIN).build();
  private volatile Optional<Address> own = Optional.empty();
  private volatile Optional<LocalCounts> local = Optional.empty();

  /**
   * The address of this instance for the others.
   *
   * @param scheme {@code http} or {@code https}, which all instances have
   */
  private record Address(String scheme, HostInfo host) {}

  /** An error, as JSON. */
  record Failure(String error) {}

  /** Another instance does not answer. */
  private static final class PeerException extends Exception {
    private static final long serialVersionUID = 1L;

    PeerException(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /**
   * States the address at which other instances reach this one. Without it, each instance answers
   * about its own partitions alone.
   */
  public void serveAt(String scheme, String host, int port) {
    own = Optional.of(new Address(scheme, new HostInfo(host, port)));
  }

  /** Returns the address for the other instances, as {@code host:port}. */
  Optional<String> server() {
    return own.map(address -> address.host().host() + ":" + address.host().port());
  }

  void attach(LocalCounts counts) {
    local = Optional.of(counts);
  }

  void detach() {
    local = Optional.empty();
  }

  @Override
  public HttpReply get(Map<String, String> parameters) {
    Optional<LocalCounts> counts = local;
    if (counts.isEmpty()) {
      return failure(UNAVAILABLE, "the instance starts or stops: ask again, or ask another one");
    }
    try {
      CountsQuery query = CountsQuery.of(parameters);
      if (parameters.containsKey("local")) {
        return new HttpReply(OK, new LocalAnswer(counts.get().read(query.camera())));
      }
      return answer(query, all(counts.get(), query));
    } catch (CountsQuery.InvalidException e) {
      return failure(BAD_REQUEST, e.getMessage());
    } catch (PeerException e) {
      return failure(UNAVAILABLE, e.getMessage());
    } catch (IllegalStateException e) {
      return failure(UNAVAILABLE, "the stores cannot be read now: " + e.getMessage());
    }
  }

  static HttpReply answer(CountsQuery query, Found found) {
    if (!found.missing().isEmpty()) {
      return failure(
          UNAVAILABLE,
          "no instance has the counts of partitions %s now: they are restored or assigned; ask again"
              .formatted(found.missing()));
    }
    CountsAnswer all = CountsAnswer.of(found.partitions());
    if (query.camera().isPresent() && all.lastFrame().isEmpty()) {
      return failure(
          NOT_FOUND, "no frame of camera %s was tracked".formatted(query.camera().get()));
    }
    return new HttpReply(OK, all.matching(query));
  }

  /**
   * The counts of all instances.
   *
   * @param missing partitions that no instance has
   */
  record Found(List<PartitionCounts> partitions, Set<Integer> missing) {}

  private Found all(LocalCounts counts, CountsQuery query) throws PeerException {
    List<PartitionCounts> found = new ArrayList<>(counts.read(query.camera()));
    for (HostInfo host : counts.hosts()) {
      if (own.isPresent() && !own.get().host().equals(host)) {
        found.addAll(ask(own.get().scheme(), host, query));
      }
    }
    Map<Integer, PartitionCounts> byPartition = new LinkedHashMap<>();
    found.forEach(each -> byPartition.putIfAbsent(each.partition(), each));
    Set<Integer> missing = new TreeSet<>();
    for (int partition = 0; partition < counts.partitions(); partition++) {
      missing.add(partition);
    }
    missing.removeAll(new HashSet<>(byPartition.keySet()));
    return new Found(List.copyOf(byPartition.values()), missing);
  }

  private List<PartitionCounts> ask(String scheme, HostInfo host, CountsQuery query)
      throws PeerException {
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put("local", "true");
    query.camera().ifPresent(name -> parameters.put("camera", name));
    URI uri =
        URI.create(
            "%s://%s:%d%s?%s"
                .formatted(scheme, host.host(), host.port(), PATH, CountsQuery.joined(parameters)));
    try {
      HttpResponse<byte[]> response =
          http.send(
              HttpRequest.newBuilder(uri).timeout(ANSWER_WITHIN).build(),
              HttpResponse.BodyHandlers.ofByteArray());
      if (response.statusCode() != OK) {
        throw new PeerException(
            "instance %s:%d answers with status %d: expected its counts; ask again"
                .formatted(host.host(), host.port(), response.statusCode()),
            null);
      }
      return JSON.readValue(response.body(), LocalAnswer.class).partitions();
    } catch (IOException e) {
      throw new PeerException(
          "instance %s:%d does not answer (%s): it ends or is gone, or --http-advertised is not its address; ask again"
              .formatted(host.host(), host.port(), e),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new PeerException("interrupted while another instance was asked", e);
    }
  }

  private static HttpReply failure(int status, String error) {
    return new HttpReply(status, new Failure(error));
  }
}
