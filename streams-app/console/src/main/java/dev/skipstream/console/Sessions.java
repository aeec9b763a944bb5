package dev.skipstream.console;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The users that have shown a token. A session is a random number in a cookie; it ends after 12
 * hours, or with the process.
 *
 * <p>Threading: its lock guards it.
 */
final class Sessions {
  static final Duration LIFE = Duration.ofHours(12);
  private static final int MAX = 1_000;
  private static final int BYTES = 24;

  private final SecureRandom random = new SecureRandom();
  private final Clock clock;
  private final Map<String, Session> sessions = new LinkedHashMap<>();

  /**
   * A session.
   *
   * @param csrf the token that a change must repeat in a header
   */
  record Session(String id, String holder, boolean writes, String csrf, long until) {
    boolean hasCsrf(String given) {
      return given != null && MessageDigest.isEqual(given.getBytes(UTF_8), csrf.getBytes(UTF_8));
    }
  }

  Sessions(Clock clock) {
    this.clock = clock;
  }

  synchronized Session begin(String holder, boolean writes) {
    Session session =
        new Session(number(), holder, writes, number(), clock.millis() + LIFE.toMillis());
    sessions.put(session.id(), session);
    Iterator<String> oldest = sessions.keySet().iterator();
    while (sessions.size() > MAX) {
      oldest.next();
      oldest.remove();
    }
    return session;
  }

  synchronized Optional<Session> find(String id) {
    Session session = id == null ? null : sessions.get(id);
    if (session != null && session.until() < clock.millis()) {
      sessions.remove(id);
      return Optional.empty();
    }
    return Optional.ofNullable(session);
  }

  synchronized void end(String id) {
    sessions.remove(id);
  }

  private String number() {
    byte[] bytes = new byte[BYTES];
    random.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }
}
