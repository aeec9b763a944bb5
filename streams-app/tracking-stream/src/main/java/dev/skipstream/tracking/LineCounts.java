package dev.skipstream.tracking;

import dev.skipstream.schemas.event.HappeningEvent;
import dev.skipstream.schemas.event.HappeningEvent.Direction;
import dev.skipstream.schemas.event.HappeningEvent.Kind;
import dev.skipstream.schemas.event.LineCount;
import dev.skipstream.schemas.serde.EventSerdes;
import dev.skipstream.schemas.serde.InvalidEventException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;

/**
 * The counts of lines: what crossings change in the store, and what the store has. A value of the
 * store is the value of the record on the topic.
 *
 * <p>Threading: for one thread.
 */
final class LineCounts {
  private final ReadOnlyKeyValueStore<Bytes, byte[]> store;
  private final Counting counting;

  LineCounts(ReadOnlyKeyValueStore<Bytes, byte[]> store, Counting counting) {
    this.store = store;
    this.counting = counting;
  }

  /**
   * The changes of one frame.
   *
   * @param counts the new counts, each key once
   * @param removed the counts of windows that are too old
   */
  record Changes(List<LineCount> counts, List<LineCount> removed) {
    Changes {
      counts = List.copyOf(counts);
      removed = List.copyOf(removed);
    }
  }

  /** Returns the changes that the happenings of a frame make; changes nothing yet. */
  Changes after(List<HappeningEvent> happenings) {
    Map<Bytes, LineCount> counts = new LinkedHashMap<>();
    List<LineCount> removed = new ArrayList<>();
    for (HappeningEvent happening : happenings) {
      if (happening.event() != Kind.LINE_CROSSED) {
        continue;
      }
      LineCount none = none(happening);
      Bytes key = CountKey.of(none);
      LineCount before = counts.get(key);
      if (before == null) {
        Optional<LineCount> stored = Optional.ofNullable(store.get(key)).map(LineCounts::read);
        if (stored.isEmpty() && removed.isEmpty()) {
          removed.addAll(older(none));
        }
        before = stored.orElse(none);
      }
      counts.put(key, counted(before, happening));
    }
    return new Changes(new ArrayList<>(counts.values()), removed);
  }

  private LineCount none(HappeningEvent happening) {
    Instant from = counting.begin(happening.frame().capturedAt().orElseThrow());
    return new LineCount(
        happening.frame().source(),
        happening.rule().orElseThrow(),
        happening.label().orElseThrow(),
        from,
        from.plus(counting.window()),
        0,
        0,
        happening.rules().orElseThrow());
  }

  private static LineCount counted(LineCount before, HappeningEvent happening) {
    boolean right = happening.direction().orElseThrow() == Direction.LEFT_TO_RIGHT;
    return new LineCount(
        before.camera(),
        before.line(),
        before.label(),
        before.from(),
        before.to(),
        before.leftToRight() + (right ? 1 : 0),
        before.rightToLeft() + (right ? 0 : 1),
        happening.rules().orElseThrow());
  }

  /** Returns the counts that are no longer kept at the begin of a window. */
  private List<LineCount> older(LineCount window) {
    return between(
        CountKey.first(window.camera()),
        CountKey.from(window.camera(), window.from().minus(counting.keep())));
  }

  /** Returns all counts of a camera. */
  List<LineCount> of(String camera) {
    return between(CountKey.first(camera), CountKey.last(camera));
  }

  /** Returns all counts. */
  List<LineCount> all() {
    try (KeyValueIterator<Bytes, byte[]> found = store.all()) {
      return read(found);
    }
  }

  private List<LineCount> between(Bytes from, Bytes to) {
    try (KeyValueIterator<Bytes, byte[]> found = store.range(from, to)) {
      return read(found);
    }
  }

  private static List<LineCount> read(KeyValueIterator<Bytes, byte[]> found) {
    List<LineCount> counts = new ArrayList<>();
    while (found.hasNext()) {
      KeyValue<Bytes, byte[]> each = found.next();
      counts.add(read(each.value));
    }
    return counts;
  }

  private static LineCount read(byte[] value) {
    try {
      return EventSerdes.readLineCount(value);
    } catch (InvalidEventException e) {
      throw new IllegalStateException(
          "the store of counts has a value that is none; a later release may have written it", e);
    }
  }
}
