package dev.skipstream.journal;

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
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.Uuid;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The records that are under way, in a file that outlives the process: memory-mapped, so that
 * noting a record costs no system call, and what was noted is there after any death but the
 * machine's. A record that is found there at the next start was under way in a crash.
 *
 * <p>It cannot tell who killed the process: a {@code kill -9} counts as a crash too, and a record
 * that it meets three times in a row is taken for guilty.
 *
 * <p>Threading: for any number of threads; one lock, held for a search of a map at most. The file
 * is locked against other processes; each instance on a machine has a file of its own.
 */
public final class CrashJournal implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(CrashJournal.class);

  /** Far more than are ever under way; suspects of former runs have room beside them. */
  private static final int SLOTS = 4096;

  private static final int MAX_SUSPECTS = SLOTS / 2;

  /** Topic ID, offset, partition, crashes, state: written in this order, the state last. */
  private static final int SLOT_BYTES = 40;

  private static final int OFFSET = 16;
  private static final int PARTITION = 24;
  private static final int CRASHES = 28;
  private static final int STATE = 32;

  private static final int FREE = 0;
  private static final int UNDER_WAY = 1;
  private static final int SUSPECT = 2;

  private static final int MAX_INSTANCES = 64;

  private final ByteBuffer slots;
  private final AutoCloseable file;

  /** Of suspects and of what is under way. */
  private final Map<Position, Integer> slotOf = new HashMap<>();

  private final Deque<Integer> free = new ArrayDeque<>();

  private CrashJournal(ByteBuffer slots, AutoCloseable file) {
    this.slots = slots;
    this.file = file;
    for (int slot = 0; slot < SLOTS; slot++) {
      recover(slot);
    }
  }

  /**
   * Opens the journal of this instance, and learns from it what was under way when the last one
   * died.
   *
   * @param folder belongs to one application on this machine; made when missing
   * @throws IOException that names the file
   */
  public static CrashJournal open(Path folder) throws IOException {
    FileChannel channel = reserved(folder);
    return new CrashJournal(channel.map(MapMode.READ_WRITE, 0, (long) SLOTS * SLOT_BYTES), channel);
  }

  /**
   * Makes sure that a journal can be kept, and reserves its space. It learns nothing from the
   * journal, so it may come before what takes long.
   *
   * @param folder as of {@link #open}
   * @throws IOException that names the file
   */
  public static void reserve(Path folder) throws IOException {
    reserved(folder).close();
  }

  /** A file that no other instance has, with its space on disk. */
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

  /** A journal that forgets with the process: for tests, and where there is no disk. */
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
    if (state == FREE || slotOf.size() == MAX_SUSPECTS) {
      slots.putInt(at + STATE, FREE);
      free.add(slot);
      return;
    }
    Position position = position(at);
    if (state == UNDER_WAY) {
      slots.putInt(at + CRASHES, slots.getInt(at + CRASHES) + 1);
      slots.putInt(at + STATE, SUSPECT);
      LOG.warn(
          "{} was under way when the process died, {} time(s) by now",
          position,
          slots.getInt(at + CRASHES));
    }
    slotOf.put(position, slot);
  }

  private Position position(int at) {
    return new Position(
        new Uuid(slots.getLong(at), slots.getLong(at + Long.BYTES)),
        slots.getInt(at + PARTITION),
        slots.getLong(at + OFFSET));
  }

  /** What earlier crashes say of a record. */
  public synchronized Suspicion of(Position position) {
    Integer slot = slotOf.get(position);
    return slot == null
        ? Suspicion.NONE
        : Suspicion.after(slots.getInt(slot * SLOT_BYTES + CRASHES));
  }

  /** Native code is about to work on a record. */
  public synchronized void begin(Position position) {
    Integer slot = slotOf.get(position);
    if (slot != null) {
      slots.putInt(slot * SLOT_BYTES + STATE, UNDER_WAY);
    } else if (!free.isEmpty()) {
      int taken = free.remove();
      int at = taken * SLOT_BYTES;
      slots.putLong(at, position.topicId().getMostSignificantBits());
      slots.putLong(at + Long.BYTES, position.topicId().getLeastSignificantBits());
      slots.putLong(at + OFFSET, position.offset());
      slots.putInt(at + PARTITION, position.partition());
      slots.putInt(at + CRASHES, 0);
      slots.putInt(at + STATE, UNDER_WAY);
      slotOf.put(position, taken);
    }
  }

  /**
   * The process has survived the record. One that never began, because its task was revoked first,
   * has shown nothing: what is suspected of it stays.
   */
  public synchronized void end(Position position) {
    Integer slot = slotOf.get(position);
    if (slot != null && slots.getInt(slot * SLOT_BYTES + STATE) == UNDER_WAY) {
      slotOf.remove(position);
      slots.putInt(slot * SLOT_BYTES + STATE, FREE);
      free.add(slot);
    }
  }

  /** Leaves the file to the next instance; what is under way by now counts as crashed. */
  @Override
  public synchronized void close() {
    try {
      file.close();
    } catch (Exception e) {
      LOG.warn("the journal of what is under way does not close", e);
    }
  }
}
