package dev.skipstream.console;

import dev.skipstream.console.Sessions.Session;
import dev.skipstream.registry.server.AccessTokens;
import io.javalin.http.Context;
import io.javalin.http.Cookie;
import io.javalin.http.ForbiddenResponse;
import io.javalin.http.SameSite;
import io.javalin.http.UnauthorizedResponse;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Clock;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Decides which requests are allowed.
 *
 * <p>Each request must name this machine as its host, so that a page of another site cannot reach
 * the console by a name of its own. Beyond loopback, each request for data needs a session, unless
 * the settings let anyone read. Each change needs a session whose token may write, the session's
 * CSRF token, and an origin that is this console.
 */
final class Gate {
  static final String CSRF = "X-CSRF-Token";

  private static final Pattern LOOPBACK =
      Pattern.compile("(localhost|127(\\.[0-9]{1,3}){3}|\\[::1])(:[0-9]+)?");
  private static final Pattern ADDRESS =
      Pattern.compile("([0-9]{1,3}(\\.[0-9]{1,3}){3}|\\[[0-9A-Fa-f:.]+])(:[0-9]+)?");

  private final ConsoleSettings settings;
  private final Sessions sessions;

  Gate(ConsoleSettings settings, Clock clock) {
    this.settings = settings;
    this.sessions = new Sessions(clock);
  }

  /** Rejects a request that another site's name led here. */
  void requireHost(Context request) {
    String host = request.host();
    if (host == null || !isOwn(host)) {
      throw new ForbiddenResponse(
          "asked for as '%s': the console answers to the address of its machine".formatted(host));
    }
  }

  private boolean isOwn(String host) {
    if (LOOPBACK.matcher(host).matches()) {
      return true;
    }
    // A rebound name is a name: an address in the header cannot be one of another site.
    return !settings.loopback()
        && (ADDRESS.matcher(host).matches()
            || host.equals(settings.host())
            || host.startsWith(settings.host() + ":"));
  }

  /** Rejects a reader that needs a session and has none. */
  void requireReader(Context request) {
    if (!isReader(request)) {
      throw new UnauthorizedResponse("the console needs a token: sign in on its page");
    }
  }

  /** Returns true if the request may read: where readers need a token, one with a session may. */
  boolean isReader(Context request) {
    return !settings.readersNeedToken() || session(request).isPresent();
  }

  /** Returns the session of a user that may change something, or rejects the request. */
  Session requireWriter(Context request) {
    requireOwnOrigin(request);
    Session session =
        session(request)
            .orElseThrow(() -> new UnauthorizedResponse("a change needs a token: sign in first"));
    if (!session.hasCsrf(request.header(CSRF))) {
      throw new ForbiddenResponse("header %s is not that of the session".formatted(CSRF));
    }
    if (!session.writes()) {
      throw new ForbiddenResponse(
          "the token of %s may read: a change needs one with the scope write"
              .formatted(session.holder()));
    }
    return session;
  }

  /** Rejects a request that another site's page makes, such as by a form. */
  void requireOwnOrigin(Context request) {
    String site = request.header("Sec-Fetch-Site");
    String origin = request.header("Origin");
    boolean foreign =
        (site != null && !site.equals("same-origin"))
            || (origin != null && !authority(origin).equals(request.host()));
    if (foreign) {
      throw new ForbiddenResponse("the request came from another site (%s)".formatted(origin));
    }
    String type = request.contentType();
    if (type == null || !type.startsWith("application/json")) {
      throw new ForbiddenResponse("content type is %s: expected application/json".formatted(type));
    }
  }

  private static String authority(String origin) {
    try {
      String authority = new URI(origin).getAuthority();
      return authority == null ? "" : authority;
    } catch (URISyntaxException e) {
      return "";
    }
  }

  /** Begins a session for the holder of a token. */
  Session signIn(Context request, String token) {
    AccessTokens.Grant grant =
        settings
            .tokens()
            .flatMap(tokens -> tokens.find(token))
            .orElseThrow(() -> new UnauthorizedResponse("the token is none of this console's"));
    Session session = sessions.begin(grant.holder(), grant.writes());
    request.cookie(cookie(request, session.id(), (int) Sessions.LIFE.toSeconds()));
    return session;
  }

  /** Ends the session of a request. */
  void signOut(Context request) {
    session(request).ifPresent(session -> sessions.end(session.id()));
    request.cookie(cookie(request, "", 0));
  }

  private Cookie cookie(Context request, String value, int seconds) {
    return new Cookie(
        name(request),
        value,
        "/",
        seconds,
        settings.tls().isPresent(),
        true,
        null,
        SameSite.STRICT);
  }

  Optional<Session> session(Context request) {
    return sessions.find(request.cookie(name(request)));
  }

  /** Cookies of a host are shared by its ports: each console has its own. */
  private static String name(Context request) {
    return "skipstream-console-" + request.req().getLocalPort();
  }

  boolean hasTokens() {
    return settings.tokens().isPresent();
  }
}
