package dev.skipstream.track;

import dev.skipstream.schemas.event.BoundingBox;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * The bytes of a {@link CameraState}, at most {@link #MOST_BYTES}. Equal states have equal bytes.
 * The first byte is the version of the format.
 */
public final class CameraStateFormat {
  private static final byte VERSION = 1;

  /** Version, flag, time, partition, offset, next id, four counters, and the number of tracks. */
  private static final int HEADER_BYTES = 3 * Byte.BYTES + Integer.BYTES + 7 * Long.BYTES;

  /** Id, times, four filters of five numbers, first box, path, flag, and the votes. */
  private static final int TRACK_BYTES =
      3 * Long.BYTES
          + 4 * 5 * Double.BYTES
          + 4 * Double.BYTES
          + 3 * Double.BYTES
          + 2 * Byte.BYTES
          + Votes.MOST * (Short.BYTES + Labels.MOST_BYTES + Double.BYTES);

  /** The most bytes of a state, with all its tracks. */
  public static final int MOST_BYTES = HEADER_BYTES + CameraState.MOST_TRACKS * TRACK_BYTES;

  private CameraStateFormat() {}

  /** Returns the bytes of a state; the caller owns them. */
  public static byte[] encode(CameraState state) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeByte(VERSION);
      out.writeBoolean(state.lastTime().isPresent());
      if (state.lastTime().isPresent()) {
        out.writeLong(state.lastTime().getAsLong());
      }
      out.writeInt(state.partition());
      out.writeLong(state.offset());
      out.writeLong(state.nextId());
      out.writeLong(state.repeated());
      out.writeLong(state.late());
      out.writeLong(state.backward());
      out.writeLong(state.unstarted());
      out.writeByte(state.tracks().size());
      for (TrackState track : state.tracks()) {
        write(out, track);
      }
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
  public static CameraState decode(byte[] bytes) {
    if (bytes.length == 0 || bytes[0] != VERSION) {
      throw new IllegalArgumentException(
          "camera state begins with %s: expected version %d"
              .formatted(bytes.length == 0 ? "nothing" : "version " + bytes[0], VERSION));
    }
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      in.skipNBytes(1);
      CameraState state =
          new CameraState(
              flag(in) ? OptionalLong.of(in.readLong()) : OptionalLong.empty(),
              in.readInt(),
              in.readLong(),
              in.readLong(),
              in.readLong(),
              in.readLong(),
              in.readLong(),
              in.readLong(),
              tracks(in));
      if (in.available() > 0) {
        throw new IllegalArgumentException(
            "camera state has %d bytes after its end: expected none".formatted(in.available()));
      }
      return state;
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "camera state of %d bytes is cut off or damaged".formatted(bytes.length), e);
    }
  }

  private static List<TrackState> tracks(DataInputStream in) throws IOException {
    int count = in.readUnsignedByte();
    if (count > CameraState.MOST_TRACKS) {
      throw new IllegalArgumentException(
          "camera state has %d tracks: expected at most %d"
              .formatted(count, CameraState.MOST_TRACKS));
    }
    List<TrackState> tracks = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      tracks.add(
          new TrackState(
              in.readLong(),
              in.readLong(),
              in.readLong(),
              new BoxFilter(axis(in), axis(in), axis(in), axis(in)),
              new BoundingBox(number(in), number(in), number(in), number(in)),
              number(in),
              number(in),
              number(in),
              votes(in),
              flag(in)));
    }
    return tracks;
  }

  private static void write(DataOutputStream out, TrackState track) throws IOException {
    out.writeLong(track.id());
    out.writeLong(track.firstSeen());
    out.writeLong(track.lastSeen());
    write(out, track.filter().x());
    write(out, track.filter().y());
    write(out, track.filter().width());
    write(out, track.filter().height());
    out.writeDouble(track.first().x());
    out.writeDouble(track.first().y());
    out.writeDouble(track.first().width());
    out.writeDouble(track.first().height());
    out.writeDouble(track.distance());
    out.writeDouble(track.pathX());
    out.writeDouble(track.pathY());
    out.writeByte(track.votes().candidates().size());
    for (Votes.Candidate candidate : track.votes().candidates()) {
      out.writeUTF(candidate.label());
      out.writeDouble(candidate.score());
    }
    out.writeBoolean(track.leaving());
  }

  private static Votes votes(DataInputStream in) throws IOException {
    int count = in.readUnsignedByte();
    if (count < 1 || count > Votes.MOST) {
      throw new IllegalArgumentException(
          "camera state has a track of %d categories: expected 1 to %d"
              .formatted(count, Votes.MOST));
    }
    List<Votes.Candidate> candidates = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      candidates.add(new Votes.Candidate(in.readUTF(), number(in)));
    }
    return new Votes(candidates);
  }

  private static void write(DataOutputStream out, AxisFilter axis) throws IOException {
    out.writeDouble(axis.value());
    out.writeDouble(axis.velocity());
    out.writeDouble(axis.valueVariance());
    out.writeDouble(axis.covariance());
    out.writeDouble(axis.velocityVariance());
  }

  private static AxisFilter axis(DataInputStream in) throws IOException {
    return new AxisFilter(number(in), number(in), number(in), number(in), number(in));
  }

  private static double number(DataInputStream in) throws IOException {
    double number = in.readDouble();
    if (!Double.isFinite(number)) {
      throw new IllegalArgumentException(
          "camera state has the number %s: expected finite numbers".formatted(number));
    }
    return number;
  }

  private static boolean flag(DataInputStream in) throws IOException {
    int flag = in.readUnsignedByte();
    if (flag > 1) {
      throw new IllegalArgumentException(
          "camera state has the flag %d: expected 0 or 1".formatted(flag));
    }
    return flag == 1;
  }
}
