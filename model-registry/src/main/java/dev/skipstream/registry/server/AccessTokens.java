package dev.skipstream.registry.server;

import dev.skipstream.registry.Digests;
import dev.skipstream.registry.InvalidModelException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The bearer tokens that give access to the service. They are kept as digests: a memory dump shows
 * no token, and each comparison takes the same time.
 */
public final class AccessTokens {
  private static final int SHORTEST = 16;
  private static final Pattern WORDS = Pattern.compile("\\s+");
  private static final String FORM = "expected NAME read|write TOKEN";

  private static final Set<PosixFilePermission> OTHERS =
      Set.of(
          PosixFilePermission.GROUP_WRITE,
          PosixFilePermission.OTHERS_READ,
          PosixFilePermission.OTHERS_WRITE);

  private final List<Grant> grants;

  /**
   * The rights of a token.
   *
   * @param holder the holder's name, which the log records as the author
   * @param writes true if the token may change the registry; every token may read
   */
  public record Grant(String holder, boolean writes, byte[] digest) {}

  private AccessTokens(List<Grant> grants) {
    this.grants = grants;
  }

  /**
   * Reads a file of tokens: {@code NAME read|write TOKEN} a line; empty lines and lines that begin
   * with {@code #} are ignored.
   *
   * @throws InvalidModelException when a line is something else, which it never repeats, or when
   *     other users can read or change the file
   */
  public static AccessTokens read(Path file) throws IOException {
    requirePrivate(file);
    List<Grant> grants = new ArrayList<>();
    List<String> lines = Files.readAllLines(file);
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      if (!line.isEmpty() && !line.startsWith("#")) {
        grants.add(grant(line, "token file %s line %d".formatted(file, i + 1)));
      }
    }
    if (grants.isEmpty()) {
      throw new InvalidModelException("token file %s has no token: %s".formatted(file, FORM));
    }
    return new AccessTokens(List.copyOf(grants));
  }

  /** Returns one token that may write, for a server that makes its own. */
  public static AccessTokens of(String holder, String token) {
    return new AccessTokens(List.of(new Grant(holder, true, digest(token))));
  }

  /**
   * Refuses a file of which others know the tokens. The group may read a file of another owner: a
   * secret that is mounted into a container is read so.
   */
  private static void requirePrivate(Path file) throws IOException {
    PosixFileAttributeView view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
    if (view == null) {
      return; // a file system without modes
    }
    PosixFileAttributes attributes = view.readAttributes();
    Set<PosixFilePermission> others = EnumSet.copyOf(OTHERS);
    if (attributes.owner().getName().equals(System.getProperty("user.name"))) {
      others.add(PosixFilePermission.GROUP_READ);
    }
    if (!Collections.disjoint(attributes.permissions(), others)) {
      throw new InvalidModelException(
          "token file %s has the mode %s: other users can read or change it; run 'chmod 600 %s', and replace its tokens"
              .formatted(file, PosixFilePermissions.toString(attributes.permissions()), file));
    }
  }

  private static Grant grant(String line, String where) {
    String[] words = WORDS.split(line, -1);
    if (words.length != 3) {
      throw new InvalidModelException("%s has %d words: %s".formatted(where, words.length, FORM));
    }
    String scope = words[1].toLowerCase(Locale.ROOT);
    if (!scope.equals("read") && !scope.equals("write")) {
      throw new InvalidModelException("%s: the second word is neither: %s".formatted(where, FORM));
    }
    if (words[2].length() < SHORTEST) {
      throw new InvalidModelException(
          "%s: the token has %d characters: expected %d or more, such as 'openssl rand -hex 24' prints"
              .formatted(where, words[2].length(), SHORTEST));
    }
    return new Grant(words[0], scope.equals("write"), digest(words[2]));
  }

  /** Returns the rights of a token; empty for one that is none of these. */
  public Optional<Grant> find(String token) {
    byte[] wanted = digest(token);
    return grants.stream()
        .filter(grant -> MessageDigest.isEqual(grant.digest(), wanted))
        .findFirst();
  }

  private static byte[] digest(String token) {
    return Digests.sha256().digest(token.getBytes(StandardCharsets.UTF_8));
  }
}
