package dev.skipstream.zones;

import dev.skipstream.track.CameraState;
import dev.skipstream.track.Labels;
import dev.skipstream.zones.LineRule.Direction;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The bytes of a {@link WatchState}, at most {@link #MOST_BYTES}. Equal states have equal bytes.
 * The first byte is the version of the format.
 *
 * <p>Most passes of a track have the same anchor, so a track has one, and a pass its own only where
 * that differs.
 */
public final class WatchStateFormat {
  private static final byte VERSION = 1;

  private static final int NAME_BYTES = Short.BYTES + Labels.MOST_BYTES;
  private static final int PLACE_BYTES = 2 * Double.BYTES;

  /** A stay, which takes more room than a pass with a place and a time. */
  private static final int MARK_BYTES = 2 * Byte.BYTES + NAME_BYTES + 2 * Long.BYTES;

  /** The most bytes of a state, with all its positions. */
  public static final int MOST_BYTES =
      5 * Byte.BYTES
          + 2 * Long.BYTES
          + CameraRules.MOST_RULES * NAME_BYTES
          + CameraState.MOST_TRACKS * (Long.BYTES + 2 * Byte.BYTES + PLACE_BYTES)
          + CameraState.MOST_TRACKS * CameraRules.MOST_RULES * 2 * Byte.BYTES
          + WatchState.MOST_MARKS * MARK_BYTES
          + CameraRules.MOST_ALERTS * (NAME_BYTES + Byte.BYTES + 2 * Long.BYTES);

  private static final int PENDING = 1;
  private static final int LEFT_TO_RIGHT = 2;
  private static final int OWN_ANCHOR = 4;

  private static final int INSIDE = 1;
  private static final int CHANGING = 2;

  private static final int SINCE = 1;
  private static final int QUIET = 2;

  private WatchStateFormat() {}

  /** Returns the bytes of a state; the caller owns them. */
  public static byte[] encode(WatchState state) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeByte(VERSION);
      out.writeLong(state.unwatched());
      out.writeByte(state.last().isPresent() ? 1 : 0);
      if (state.last().isPresent()) {
        write(out, state.last().get());
      }
      List<String> names = names(state);
      out.writeByte(names.size());
      for (String name : names) {
        out.writeUTF(name);
      }
      SortedSet<Long> tracks = tracks(state);
      out.writeByte(tracks.size());
      for (long track : tracks) {
        out.writeLong(track);
        writePasses(
            out, names, state.passes().stream().filter(each -> each.track() == track).toList());
        writeStays(
            out, names, state.stays().stream().filter(each -> each.track() == track).toList());
      }
      writeAlerts(out, state.alerts());
    } catch (IOException e) {
      throw new UncheckedIOException("a stream in memory failed", e);
    }
    return bytes.toByteArray();
  }

  /**
   * Returns the state of bytes.
   *
   * @throws IllegalArgumentException when they are not exactly one state of this version
   */
  public static WatchState decode(byte[] bytes) {
    if (bytes.length == 0 || bytes[0] != VERSION) {
      throw new IllegalArgumentException(
          "watch state begins with %s: expected version %d"
              .formatted(bytes.length == 0 ? "nothing" : "version " + bytes[0], VERSION));
    }
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      in.skipNBytes(1);
      long unwatched = in.readLong();
      Optional<Instant> last = flags(in, 1) == 0 ? Optional.empty() : Optional.of(time(in));
      List<String> names = new ArrayList<>();
      for (int left = in.readUnsignedByte(); left > 0; left--) {
        names.add(in.readUTF());
      }
      List<LinePass> passes = new ArrayList<>();
      List<ZoneStay> stays = new ArrayList<>();
      for (int left = in.readUnsignedByte(); left > 0; left--) {
        long track = in.readLong();
        readPasses(in, track, names, passes);
        readStays(in, track, names, stays);
      }
      List<AlertState> alerts = alerts(in);
      if (in.available() > 0) {
        throw new IllegalArgumentException(
            "watch state has %d bytes after its end: expected none".formatted(in.available()));
      }
      return new WatchState(passes, stays, alerts, last, unwatched);
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "watch state of %d bytes is cut off or damaged".formatted(bytes.length), e);
    }
  }

  private static List<String> names(WatchState state) {
    return Stream.concat(
            state.passes().stream().map(LinePass::rule), state.stays().stream().map(ZoneStay::rule))
        .distinct()
        .sorted()
        .toList();
  }

  private static SortedSet<Long> tracks(WatchState state) {
    SortedSet<Long> tracks = new TreeSet<>();
    state.passes().forEach(pass -> tracks.add(pass.track()));
    state.stays().forEach(stay -> tracks.add(stay.track()));
    return tracks;
  }

  private static void writePasses(DataOutputStream out, List<String> names, List<LinePass> passes)
      throws IOException {
    out.writeByte(passes.size());
    if (passes.isEmpty()) {
      return;
    }
    Vertex common = LinePass.commonAnchor(passes);
    write(out, common);
    for (LinePass pass : passes) {
      boolean own = !pass.anchor().equals(common);
      boolean right = pass.pending().filter(WatchStateFormat::isLeftToRight).isPresent();
      out.writeByte(names.indexOf(pass.rule()));
      out.writeByte(
          (pass.pending().isPresent() ? PENDING : 0)
              | (right ? LEFT_TO_RIGHT : 0)
              | (own ? OWN_ANCHOR : 0));
      if (own) {
        write(out, pass.anchor());
      }
      if (pass.pending().isPresent()) {
        write(out, pass.pending().get().since());
      }
    }
  }

  private static boolean isLeftToRight(LinePass.Pending pending) {
    return pending.direction() == Direction.LEFT_TO_RIGHT;
  }

  private static void readPasses(
      DataInputStream in, long track, List<String> names, List<LinePass> passes)
      throws IOException {
    int count = in.readUnsignedByte();
    if (count == 0) {
      return;
    }
    Vertex common = place(in);
    for (int i = 0; i < count; i++) {
      String rule = name(in, names);
      int flags = flags(in, PENDING | LEFT_TO_RIGHT | OWN_ANCHOR);
      Vertex anchor = (flags & OWN_ANCHOR) == 0 ? common : place(in);
      Direction direction =
          (flags & LEFT_TO_RIGHT) == 0 ? Direction.RIGHT_TO_LEFT : Direction.LEFT_TO_RIGHT;
      passes.add(
          new LinePass(
              track,
              rule,
              anchor,
              (flags & PENDING) == 0
                  ? Optional.empty()
                  : Optional.of(new LinePass.Pending(direction, time(in)))));
    }
  }

  private static void writeStays(DataOutputStream out, List<String> names, List<ZoneStay> stays)
      throws IOException {
    out.writeByte(stays.size());
    for (ZoneStay stay : stays) {
      out.writeByte(names.indexOf(stay.rule()));
      out.writeByte((stay.inside() ? INSIDE : 0) | (stay.changing().isPresent() ? CHANGING : 0));
      out.writeUTF(stay.label());
      write(out, stay.entered());
      if (stay.changing().isPresent()) {
        write(out, stay.changing().get());
      }
    }
  }

  private static void readStays(
      DataInputStream in, long track, List<String> names, List<ZoneStay> stays) throws IOException {
    for (int left = in.readUnsignedByte(); left > 0; left--) {
      String rule = name(in, names);
      int flags = flags(in, INSIDE | CHANGING);
      stays.add(
          new ZoneStay(
              track,
              rule,
              in.readUTF(),
              (flags & INSIDE) != 0,
              time(in),
              (flags & CHANGING) == 0 ? Optional.empty() : Optional.of(time(in))));
    }
  }

  private static void writeAlerts(DataOutputStream out, List<AlertState> alerts)
      throws IOException {
    out.writeByte(alerts.size());
    for (AlertState alert : alerts) {
      out.writeUTF(alert.rule());
      out.writeByte(
          (alert.since().isPresent() ? SINCE : 0) | (alert.quietUntil().isPresent() ? QUIET : 0));
      if (alert.since().isPresent()) {
        write(out, alert.since().get());
      }
      if (alert.quietUntil().isPresent()) {
        write(out, alert.quietUntil().get());
      }
    }
  }

  private static List<AlertState> alerts(DataInputStream in) throws IOException {
    List<AlertState> alerts = new ArrayList<>();
    for (int left = in.readUnsignedByte(); left > 0; left--) {
      String rule = in.readUTF();
      int flags = flags(in, SINCE | QUIET);
      alerts.add(
          new AlertState(
              rule,
              (flags & SINCE) == 0 ? Optional.empty() : Optional.of(time(in)),
              (flags & QUIET) == 0 ? Optional.empty() : Optional.of(time(in))));
    }
    return alerts;
  }

  private static void write(DataOutputStream out, Vertex place) throws IOException {
    out.writeDouble(place.x());
    out.writeDouble(place.y());
  }

  private static void write(DataOutputStream out, Instant time) throws IOException {
    out.writeLong(ChronoUnit.MICROS.between(Instant.EPOCH, time));
  }

  private static Vertex place(DataInputStream in) throws IOException {
    double x = in.readDouble();
    double y = in.readDouble();
    if (!Double.isFinite(x) || !Double.isFinite(y)) {
      throw new IllegalArgumentException(
          "watch state has the place (%s, %s): expected finite numbers".formatted(x, y));
    }
    return new Vertex(x, y);
  }

  private static Instant time(DataInputStream in) throws IOException {
    return Instant.EPOCH.plus(in.readLong(), ChronoUnit.MICROS);
  }

  private static String name(DataInputStream in, List<String> names) throws IOException {
    int index = in.readUnsignedByte();
    if (index >= names.size()) {
      throw new IllegalArgumentException(
          "watch state names rule %d: expected less than %d".formatted(index, names.size()));
    }
    return names.get(index);
  }

  private static int flags(DataInputStream in, int known) throws IOException {
    int flags = in.readUnsignedByte();
    if ((flags & ~known) != 0) {
      throw new IllegalArgumentException(
          "watch state has the flags %d: expected those of %d alone".formatted(flags, known));
    }
    return flags;
  }
}
