package dev.skipstream.console;

import dev.skipstream.image.fetch.ImageFetcher;
import dev.skipstream.registry.ModelRegistry;
import dev.skipstream.registry.server.AccessTokens;
import dev.skipstream.tls.TlsFiles;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The settings of a console.
 *
 * @param host the address to listen at
 * @param port the port; 0 for any free one
 * @param publicUrl the address at which its users find it, where a proxy serves it: {@code http} or
 *     {@code https}, a host, and no path
 * @param tls certificate and key, which the console closes; without them it speaks plain HTTP
 * @param tokens the tokens of its users. On loopback the page needs none to show the stream. Each
 *     change of a model needs one with the scope {@code write}
 * @param anyoneReads true if the page shows the stream without a token beyond loopback too: for a
 *     port that only trusted machines reach
 * @param client the Kafka client properties for the cluster. It throws a {@link
 *     dev.skipstream.topics.BrokerException} while there is no broker yet
 * @param topics the topics that it reads
 * @param references fetches images by reference, under the rules of the stream; without it, such
 *     images are not shown. The caller closes it
 * @param registry opens the registry, for an operator whom its log names
 */
public record ConsoleSettings(
    String host,
    int port,
    Optional<URI> publicUrl,
    Optional<TlsFiles> tls,
    Optional<AccessTokens> tokens,
    boolean anyoneReads,
    Supplier<Map<String, Object>> client,
    ConsoleTopics topics,
    Optional<ImageFetcher> references,
    Function<String, ModelRegistry> registry) {

  public ConsoleSettings {
    publicUrl.ifPresent(ConsoleSettings::requireAddress);
    if (tokens.isEmpty() && publicUrl.isPresent()) {
      throw new IllegalArgumentException(
          "the console would be served at %s, which other machines reach: expected tokens of its users"
              .formatted(publicUrl.get()));
    }
    if (tokens.isEmpty() && !anyoneReads && !isLoopback(host)) {
      throw new IllegalArgumentException(
          "the console would listen at %s, which other machines reach: expected tokens of its users (--console-tokens), the address 127.0.0.1, or --console-readers anyone where only trusted machines reach the port"
              .formatted(host));
    }
  }

  /** Settings of a console without a proxy. Beyond loopback its readers need a token. */
  public ConsoleSettings(
      String host,
      int port,
      Optional<TlsFiles> tls,
      Optional<AccessTokens> tokens,
      Supplier<Map<String, Object>> client,
      ConsoleTopics topics,
      Optional<ImageFetcher> references,
      Function<String, ModelRegistry> registry) {
    this(host, port, Optional.empty(), tls, tokens, false, client, topics, references, registry);
  }

  /** Returns these settings at another port. */
  public ConsoleSettings at(int other) {
    return new ConsoleSettings(
        host, other, publicUrl, tls, tokens, anyoneReads, client, topics, references, registry);
  }

  /** Returns true if only programs of this machine reach the console. */
  boolean loopback() {
    return isLoopback(host) && publicUrl.isEmpty();
  }

  /** Returns true if browsers reach the console by TLS: its own, or that of a proxy. */
  boolean secure() {
    return tls.isPresent() || publicUrl.filter(url -> url.getScheme().equals("https")).isPresent();
  }

  private static void requireAddress(URI url) {
    boolean scheme = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
    boolean bare =
        ("".equals(url.getPath()) || "/".equals(url.getPath()))
            && url.getQuery() == null
            && url.getFragment() == null
            && url.getUserInfo() == null;
    if (!scheme || url.getHost() == null || !bare) {
      throw new IllegalArgumentException(
          "the public address of the console is '%s': expected http://HOST or https://HOST, with a port if it is another, and without a path"
              .formatted(url));
    }
  }

  /** Returns true if a reader needs a session. */
  boolean readersNeedToken() {
    return !anyoneReads && !loopback();
  }

  private static boolean isLoopback(String host) {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false; // the server cannot listen there either, and reports it
    }
  }
}
