package dev.skipstream.registry;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * All that a registry holds under one name, at one moment. Never changes.
 *
 * @param versions 1 and up, without gaps
 * @param archived numbers of versions that are no longer for use: no alias points at one, and the
 *     newest is never one of them
 * @param tags by version; versions without tags are left out
 * @param aliases and the versions they point at
 * @param moves of the aliases, the oldest first
 */
public record RegisteredModel(
    String name,
    List<ModelVersion> versions,
    SortedSet<Integer> archived,
    SortedMap<Integer, SortedMap<String, String>> tags,
    SortedMap<String, Integer> aliases,
    List<AliasMove> moves) {

  public RegisteredModel {
    versions = List.copyOf(versions);
    archived = Collections.unmodifiableSortedSet(new TreeSet<>(archived));
    SortedMap<Integer, SortedMap<String, String>> copy = new TreeMap<>();
    tags.forEach(
        (version, ofVersion) ->
            copy.put(version, Collections.unmodifiableSortedMap(new TreeMap<>(ofVersion))));
    tags = Collections.unmodifiableSortedMap(copy);
    aliases = Collections.unmodifiableSortedMap(new TreeMap<>(aliases));
    moves = List.copyOf(moves);
  }

  /** A name under which nothing is registered yet. */
  public static RegisteredModel empty(String name) {
    return new RegisteredModel(
        name, List.of(), new TreeSet<>(), new TreeMap<>(), new TreeMap<>(), List.of());
  }

  /**
   * Returns the version to which a reference to this name resolves.
   *
   * @throws UnknownModelException when there is none
   */
  public ModelVersion resolve(ModelRef ref) {
    if (ref.alias().isPresent()) {
      return versions.get(pointedAt(ref.alias().get()) - 1);
    }
    int version = ref.version().isPresent() ? ref.version().getAsInt() : newest();
    if (version < 1 || version > versions.size()) {
      throw new UnknownModelException(
          "%s: the newest version of %s is %d".formatted(ref, name, versions.size()));
    }
    return versions.get(version - 1);
  }

  /** The oldest version that is the same model as a manifest's, archived or not. */
  public Optional<ModelVersion> versionOf(ModelManifest manifest) {
    return versions.stream()
        .filter(version -> version.manifest().isSameModelAs(manifest))
        .findFirst();
  }

  /** The tags of a version. */
  public SortedMap<String, String> tagsOf(int version) {
    return tags.getOrDefault(version, Collections.emptySortedMap());
  }

  /** The aliases that point at a version. */
  public List<String> aliasesOf(int version) {
    return aliases.entrySet().stream()
        .filter(alias -> alias.getValue() == version)
        .map(Map.Entry::getKey)
        .toList();
  }

  /** The moves of aliases to and from a version, the oldest first. */
  public List<AliasMove> movesOf(int version) {
    OptionalInt number = OptionalInt.of(version);
    return moves.stream()
        .filter(move -> move.from().equals(number) || move.to().equals(number))
        .toList();
  }

  /** Returns the number of moves of an alias, including its creation and its deletions. */
  public int moveCount(String alias) {
    return (int) moves.stream().filter(move -> move.alias().equals(alias)).count();
  }

  /**
   * Checks that an alias has not moved since the caller read it.
   *
   * @param moves the number of its moves at that time
   * @throws AliasMovedException when it has moved since
   */
  public void requireMoveCount(String alias, int moves) {
    if (moveCount(alias) != moves) {
      throw new AliasMovedException(
          "models:/%s@%s: it has moved %d times, and had moved %d when you looked: look again, then decide"
              .formatted(name, alias, moveCount(alias), moves));
    }
  }

  /**
   * Returns the version that an alias pointed to before its last move.
   *
   * @throws UnknownModelException when it pointed to no version
   */
  public int previousTarget(String alias) {
    OptionalInt previous =
        moves.stream()
            .filter(move -> move.alias().equals(alias))
            .reduce((earlier, later) -> later)
            .map(AliasMove::from)
            .orElseGet(OptionalInt::empty);
    return previous.orElseThrow(
        () ->
            new UnknownModelException(
                "models:/%s@%s: pointed at nothing before, so there is nothing to go back to"
                    .formatted(name, alias)));
  }

  /** Returns a copy with one more version. */
  public RegisteredModel with(ModelVersion version) {
    List<ModelVersion> more = new ArrayList<>(versions);
    more.add(version);
    return new RegisteredModel(name, more, archived, tags, aliases, moves);
  }

  /** Returns a copy in which an alias has moved once more. */
  public RegisteredModel with(AliasMove move) {
    SortedMap<String, Integer> moved = new TreeMap<>(aliases);
    moved.remove(move.alias());
    move.to().ifPresent(version -> moved.put(move.alias(), version));
    List<AliasMove> more = new ArrayList<>(moves);
    more.add(move);
    return new RegisteredModel(name, versions, archived, tags, moved, more);
  }

  /** Returns a copy with a tag of a version set. An empty value removes the tag. */
  public RegisteredModel withTag(int version, String key, String value) {
    SortedMap<String, String> ofVersion = new TreeMap<>(tagsOf(version));
    if (value.isEmpty()) {
      ofVersion.remove(key);
    } else {
      ofVersion.put(key, value);
    }
    SortedMap<Integer, SortedMap<String, String>> changed = new TreeMap<>(tags);
    if (ofVersion.isEmpty()) {
      changed.remove(version);
    } else {
      changed.put(version, ofVersion);
    }
    return new RegisteredModel(name, versions, archived, changed, aliases, moves);
  }

  /** Returns a copy with a version archived. */
  public RegisteredModel withArchived(int version) {
    SortedSet<Integer> more = new TreeSet<>(archived);
    more.add(version);
    return new RegisteredModel(name, versions, more, tags, aliases, moves);
  }

  private int newest() {
    for (int version = versions.size(); version > 0; version--) {
      if (!archived.contains(version)) {
        return version;
      }
    }
    throw new UnknownModelException(
        "models:/%s: each of its %d versions is archived; name one by its number"
            .formatted(name, versions.size()));
  }

  private int pointedAt(String alias) {
    Integer version = aliases.get(alias);
    if (version == null) {
      throw new UnknownModelException(
          "models:/%s@%s: %s has no such alias; it has %s"
              .formatted(
                  name,
                  alias,
                  name,
                  aliases.isEmpty() ? "none" : String.join(", ", aliases.keySet())));
    }
    return version;
  }
}
