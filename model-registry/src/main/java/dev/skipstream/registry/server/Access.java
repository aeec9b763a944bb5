package dev.skipstream.registry.server;

import dev.skipstream.registry.server.Problem.ProblemException;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.javalin.http.HttpStatus;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Decides which requests are allowed, and identifies their authors.
 *
 * <p>With tokens, each request needs one. Without tokens, every client may read. Only programs of
 * the same machine may write, and only if the service listens on a loopback address.
 */
final class Access {
  private static final String BEARER = "Bearer ";
  private static final String AUTHOR = "author";
  private static final Set<HandlerType> READS = Set.of(HandlerType.GET, HandlerType.HEAD);

  /** A browser sends the name that led it here: a page of elsewhere can only give another. */
  private static final Pattern HERE =
      Pattern.compile("(localhost|127(\\.[0-9]{1,3}){3}|\\[::1])(:[0-9]+)?");

  private final Optional<AccessTokens> tokens;
  private final boolean loopback;

  /**
   * The rules of a service.
   *
   * @param host the address at which it listens
   */
  Access(Optional<AccessTokens> tokens, String host) {
    this.tokens = tokens;
    this.loopback = isLoopback(host);
  }

  private static boolean isLoopback(String host) {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false; // it cannot listen there either, and says so
    }
  }

  /** Lets a request pass, or ends it. */
  void check(Context request) {
    boolean reads = READS.contains(request.method());
    String author =
        tokens.isPresent() ? holder(request, tokens.get(), reads) : anonymous(request, reads);
    request.attribute(AUTHOR, author);
  }

  /** Returns the author of an accepted request. */
  static String author(Context request) {
    return request.attribute(AUTHOR);
  }

  private static String holder(Context request, AccessTokens tokens, boolean reads) {
    String header = request.header("Authorization");
    // The scheme's name has no case (RFC 9110, section 11.1).
    if (header == null || !header.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
      throw unauthorized(request, "expected a bearer token: Authorization: Bearer TOKEN");
    }
    AccessTokens.Grant grant =
        tokens
            .find(header.substring(BEARER.length()).strip())
            .orElseThrow(
                () -> unauthorized(request, "the bearer token is none of this registry's"));
    if (!reads && !grant.writes()) {
      throw new ProblemException(
          HttpStatus.FORBIDDEN,
          "the token of %s may read: writing needs one with the scope write"
              .formatted(grant.holder()));
    }
    return grant.holder();
  }

  private String anonymous(Context request, boolean reads) {
    if (loopback) {
      String host = request.host();
      if (host == null || !HERE.matcher(host).matches()) {
        throw new ProblemException(
            HttpStatus.FORBIDDEN,
            "asked for as '%s': this registry has no tokens and answers to localhost alone"
                .formatted(host));
      }
    } else if (!reads) {
      throw new ProblemException(
          HttpStatus.FORBIDDEN,
          "writing needs a token, and this registry has none: start it with --tokens FILE, or with"
              + " --host 127.0.0.1");
    }
    return "anonymous@" + request.ip();
  }

  private static ProblemException unauthorized(Context request, String detail) {
    request.header("WWW-Authenticate", "Bearer realm=\"models\"");
    return new ProblemException(HttpStatus.UNAUTHORIZED, detail);
  }
}
