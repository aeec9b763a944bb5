package dev.skipstream.stream.internal.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.apache.kafka.common.Uuid;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The uncommitted records, in a file that outlives the process. The file is memory-mapped, so that
 * an entry costs no system call. Its entries survive any end of the process, but not a crash of the
 * machine. A record that is found there at the next start was there in a crash.
 *
 * <p>The journal has an entry for a record from the start of native code until its offset is
 * committed: a process may also crash after the work.
 *
 * <p>The file cannot tell what killed the process. A kill -9 counts as a crash too, and a record
 * that was uncommitted in three such kills in a row counts as their cause.
 *
 * <p>Threading: for any number of threads; one lock, held for a search of a map at most. The file
 * is locked against other processes; each instance on a machine has a file of its own.
 */
public final class CrashJournal implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(CrashJournal.class);

  /**
   * The number of slots: records that are uncommitted after 30 s at 1,000 records a second, and
   * suspects of earlier runs. A record that finds no room is not noted: it can then crash the
   * process unnoticed, as long as the journal stays full.
   */
  private static final int SLOTS = 32_768;

  private static final int MAX_SUSPECTS = SLOTS / 2;

  /**
   * The bytes of a slot, in the order of writing: topic id, offset, partition, crashes, failures,
   * state.
   */
  private static final int SLOT_BYTES = 40;

  private static final int OFFSET = 16;
  private static final int PARTITION = 24;
  private static final int CRASHES = 28;
  private static final int STATE = 32;

  /** The failures that could not be written to where all instances read them, and two flags. */
  private static final int FAILURES = 36;

  private static final int CRASHED_ALONE = 1 << 30;
  private static final int FAILED_ALONE = 1 << 29;
  private static final int FAILURE_COUNT = (1 << 29) - 1;

  private static final int FREE = 0;
  private static final int UNDER_WAY = 1;
  private static final int SUSPECT = 2;
  private static final int ALONE = 3;

  private static final int MAX_INSTANCES = 64;

  private final ByteBuffer slots;
  private final AutoCloseable file;

  private record Partition(Uuid topicId, int number) {
    static Partition of(Position position) {
      return new Partition(position.topicId(), position.partition());
    }
  }

  /** Slots of suspects and of uncommitted records, by offset. */
  private final Map<Partition, NavigableMap<Long, Integer>> slotOf = new HashMap<>();

  /** Slots whose record this process has given up, while work on it goes on. */
  private final BitSet givenUp = new BitSet(SLOTS);

  /** Slots on whose record no work goes on. */
  private final BitSet ended = new BitSet(SLOTS);

  private int suspects;
  private boolean wasFull;

  private final Deque<Integer> free = new ArrayDeque<>();

  private CrashJournal(ByteBuffer slots, AutoCloseable file) {
    this.slots = slots;
    this.file = file;
    for (int slot = 0; slot < SLOTS; slot++) {
      recover(slot);
    }
  }

  /**
   * Opens the journal of this instance, and reads from it the records that were in flight when the
   * previous process crashed.
   *
   * @param folder belongs to one application on this machine; made when missing
   * @throws IOException with the name of the file
   */
  public static CrashJournal open(Path folder) throws IOException {
    FileChannel channel = reserved(folder);
    return new CrashJournal(channel.map(MapMode.READ_WRITE, 0, (long) SLOTS * SLOT_BYTES), channel);
  }

  /**
   * Checks that a journal can be kept, and reserves its space. It does not read the journal, so it
   * may precede the steps that take long.
   *
   * @param folder the folder, as for {@link #open}
   * @throws IOException with the name of the file
   */
  public static void reserve(Path folder) throws IOException {
    reserved(folder).close();
  }

  /** Opens a file that no other instance uses, and reserves its space on disk. */
  private static FileChannel reserved(Path folder) throws IOException {
    Files.createDirectories(folder);
    for (int instance = 0; instance < MAX_INSTANCES; instance++) {
      Path path = folder.resolve("in-flight-" + instance);
      FileChannel channel =
          FileChannel.open(
              path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
      boolean ours = false;
      try {
        if (isOurs(channel)) {
          ReservedSpace.reserve(channel, path, SLOTS * SLOT_BYTES);
          ours = true;
          return channel;
        }
      } finally {
        if (!ours) {
          channel.close();
        }
      }
    }
    throw new IOException(
        "%s: %d instances have their journals here, expected fewer; give this one another folder"
            .formatted(folder, MAX_INSTANCES));
  }

  /** Returns a journal in memory, for tests and for apps without a disk. */
  public static CrashJournal forgetful() {
    return new CrashJournal(ByteBuffer.allocate(SLOTS * SLOT_BYTES), () -> {});
  }

  private static boolean isOurs(FileChannel channel) throws IOException {
    try {
      FileLock lock = channel.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException e) {
      return false;
    }
  }

  private void recover(int slot) {
    int at = slot * SLOT_BYTES;
    int state = slots.getInt(at + STATE);
    if (state == FREE || suspects == MAX_SUSPECTS) {
      slots.putInt(at + STATE, FREE);
      free.add(slot);
      return;
    }
    Position position = position(at);
    if (state != SUSPECT) {
      slots.putInt(at + CRASHES, slots.getInt(at + CRASHES) + 1);
      if (state == ALONE) {
        slots.putInt(at + FAILURES, slots.getInt(at + FAILURES) | CRASHED_ALONE);
      }
      slots.putInt(at + STATE, SUSPECT);
      LOG.warn(
          "{} was not committed when the process died, {} time(s) by now",
          position,
          slots.getInt(at + CRASHES));
    }
    suspects++;
    put(position, slot);
  }

  private void put(Position position, int slot) {
    slotOf
        .computeIfAbsent(Partition.of(position), partition -> new TreeMap<>())
        .put(position.offset(), slot);
  }

  private Integer slot(Position position) {
    NavigableMap<Long, Integer> partition = slotOf.get(Partition.of(position));
    return partition == null ? null : partition.get(position.offset());
  }

  private Position position(int at) {
    return new Position(
        new Uuid(slots.getLong(at), slots.getLong(at + Long.BYTES)),
        slots.getInt(at + PARTITION),
        slots.getLong(at + OFFSET));
  }

  /** The records that earlier runs have something to say of. */
  synchronized List<Position> suspects() {
    List<Position> all = new ArrayList<>();
    slotOf
        .values()
        .forEach(
            partition -> partition.values().forEach(slot -> all.add(position(slot * SLOT_BYTES))));
    return all;
  }

  /** Returns the number of crashes of the process during which a record was not committed. */
  synchronized int crashes(Position position) {
    Integer slot = slot(position);
    return slot == null ? 0 : slots.getInt(slot * SLOT_BYTES + CRASHES);
  }

  /** Returns true if the process crashed while a record ran alone. */
  synchronized boolean crashedAlone(Position position) {
    Integer slot = slot(position);
    return slot != null && (slots.getInt(slot * SLOT_BYTES + FAILURES) & CRASHED_ALONE) != 0;
  }

  /** The failures of a record that are noted here, because they could not be written elsewhere. */
  synchronized RecordFailures failures(Position position) {
    Integer slot = slot(position);
    if (slot == null) {
      return RecordFailures.NONE;
    }
    int failures = slots.getInt(slot * SLOT_BYTES + FAILURES);
    return new RecordFailures(failures & FAILURE_COUNT, (failures & FAILED_ALONE) != 0);
  }

  /** Records failures of a record. */
  synchronized void failed(Position position, RecordFailures failures) {
    begin(position, false);
    Integer slot = slot(position);
    if (slot != null) {
      int at = slot * SLOT_BYTES;
      int crashed = slots.getInt(at + FAILURES) & CRASHED_ALONE;
      slots.putInt(
          at + FAILURES, crashed | failures.count() | (failures.alone() ? FAILED_ALONE : 0));
      slots.putInt(at + STATE, SUSPECT);
    }
  }

  /**
   * Records that native code is about to process a record.
   *
   * @param alone no other record is in flight in the process
   */
  public synchronized void begin(Position position, boolean alone) {
    int state = alone ? ALONE : UNDER_WAY;
    Integer known = slot(position);
    if (known != null) {
      slots.putInt(known * SLOT_BYTES + STATE, state);
      begun(known);
    } else if (!free.isEmpty()) {
      int taken = free.remove();
      int at = taken * SLOT_BYTES;
      slots.putLong(at, position.topicId().getMostSignificantBits());
      slots.putLong(at + Long.BYTES, position.topicId().getLeastSignificantBits());
      slots.putLong(at + OFFSET, position.offset());
      slots.putInt(at + PARTITION, position.partition());
      slots.putInt(at + CRASHES, 0);
      slots.putInt(at + FAILURES, 0);
      slots.putInt(at + STATE, state);
      put(position, taken);
      begun(taken);
    } else if (!wasFull) {
      wasFull = true;
      LOG.warn(
          "{} records are not committed or are suspects: a crash that comes of another is not"
              + " noted; commit more often",
          SLOTS);
    }
  }

  private void begun(int slot) {
    ended.clear(slot);
    givenUp.clear(slot);
  }

  /**
   * Records that work on the record has ended. The entry stays until the record's offset is
   * committed.
   */
  public synchronized void end(Position position) {
    Integer slot = slot(position);
    if (slot != null) {
      ended.set(slot);
      if (givenUp.get(slot)) {
        letGo(position, slot);
      }
    }
  }

  /** Forgets the records before an offset: their outcomes are committed. */
  synchronized void committed(Uuid topicId, int partition, long offset) {
    NavigableMap<Long, Integer> noted = slotOf.get(new Partition(topicId, partition));
    if (noted != null) {
      NavigableMap<Long, Integer> done = noted.headMap(offset, false);
      done.values().forEach(this::free);
      done.clear();
    }
  }

  /**
   * Records of a partition that are not committed are read again, here or elsewhere: the process
   * has survived them, as soon as work on them has ended. What is suspected of them stays.
   */
  synchronized void givenUp(Uuid topicId, int partition) {
    NavigableMap<Long, Integer> noted =
        slotOf.getOrDefault(new Partition(topicId, partition), new TreeMap<>());
    List.copyOf(noted.entrySet())
        .forEach(
            entry -> {
              if (ended.get(entry.getValue())) {
                letGo(new Position(topicId, partition, entry.getKey()), entry.getValue());
              } else {
                givenUp.set(entry.getValue());
              }
            });
  }

  /** The process ends in order: it has survived all that is noted. */
  synchronized void survived() {
    for (NavigableMap<Long, Integer> noted : slotOf.values()) {
      List.copyOf(noted.values()).forEach(slot -> letGo(position(slot * SLOT_BYTES), slot));
    }
  }

  private void letGo(Position position, int slot) {
    int at = slot * SLOT_BYTES;
    if (slots.getInt(at + CRASHES) == 0 && slots.getInt(at + FAILURES) == 0) {
      slotOf.get(Partition.of(position)).remove(position.offset());
      free(slot);
    } else {
      slots.putInt(at + STATE, SUSPECT);
    }
  }

  private void free(int slot) {
    slots.putInt(slot * SLOT_BYTES + STATE, FREE);
    ended.clear(slot);
    givenUp.clear(slot);
    free.add(slot);
  }

  /** Leaves the file to the next instance; what is noted by now counts as crashed. */
  @Override
  public synchronized void close() {
    try {
      file.close();
    } catch (Exception e) {
      LOG.warn("the journal of in-flight frames does not close", e);
    }
  }
}
