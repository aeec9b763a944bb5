package dev.skipstream.evaluate.tracks;

import dev.skipstream.evaluate.UnfitInputException;
import dev.skipstream.schemas.event.BoundingBox;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Tracks as the text of MOTChallenge, a box a line: {@code
 * frame,id,left,top,width,height,confidence,x,y,z}. Frames and ids are whole numbers. The places of
 * this format begin at 1, those of a {@link BoundingBox} at 0.
 *
 * <p>A ground truth of MOTChallenge has {@code considered,class,visibility} from the seventh column
 * on, and nine columns. Boxes with 0 in the seventh column are left out, in both kinds of file.
 */
public final class MotFile {
  private static final int LEAST_COLUMNS = 7;
  private static final int MOST_COLUMNS = 10;
  private static final int BOX = 2;
  private static final int CONSIDERED = 6;

  /** The largest number up to which all whole numbers are doubles. */
  private static final long MOST_ID = 1L << 53;

  private static final Pattern NUMBER =
      Pattern.compile("[+-]?([0-9]+(\\.[0-9]*)?|\\.[0-9]+)([eE][+-]?[0-9]{1,3})?");

  private static final String FORMAT = "frame,id,left,top,width,height,confidence";

  private MotFile() {}

  /**
   * Reads the boxes of a file.
   *
   * @return the boxes of each frame that has some, by its number
   * @throws UnfitInputException when a line is not of the format, or a frame has a track twice; the
   *     message names file and line
   * @throws IOException when the file cannot be read
   */
  public static NavigableMap<Integer, List<TrackBox>> read(Path file) throws IOException {
    List<String> lines;
    try {
      lines = Files.readAllLines(file);
    } catch (NoSuchFileException e) {
      throw new UnfitInputException("%s: there is no such file".formatted(file));
    } catch (MalformedInputException e) {
      throw new UnfitInputException("%s is not UTF-8: expected %s".formatted(file, FORMAT));
    }
    NavigableMap<Integer, List<TrackBox>> frames = new TreeMap<>();
    Set<List<Long>> known = new HashSet<>();
    for (int i = 0; i < lines.size(); i++) {
      Line line = new Line("%s, line %d".formatted(file, i + 1), lines.get(i).split(",", -1));
      line.requireNumbers();
      int frame = (int) line.whole(0, "frame", Integer.MAX_VALUE);
      long id = line.whole(1, "id", MOST_ID);
      if (!known.add(List.of((long) frame, id))) {
        throw line.bad("frame %d has track %d twice: expected it once".formatted(frame, id));
      }
      if (line.number(CONSIDERED) != 0) {
        frames
            .computeIfAbsent(frame, unused -> new ArrayList<>())
            .add(new TrackBox(id, line.box()));
      }
    }
    return frames;
  }

  /**
   * Writes boxes, with confidence 1 and without a place in the world.
   *
   * @param frames the boxes of each frame, by its number, from 1
   */
  public static void write(Path file, NavigableMap<Integer, List<TrackBox>> frames)
      throws IOException {
    StringBuilder text = new StringBuilder();
    for (Map.Entry<Integer, List<TrackBox>> frame : frames.entrySet()) {
      for (TrackBox each : frame.getValue()) {
        BoundingBox box = each.box();
        text.append(frame.getKey()).append(',').append(each.id()).append(',');
        text.append(box.x() + 1).append(',').append(box.y() + 1).append(',');
        text.append(box.width()).append(',').append(box.height()).append(",1,-1,-1,-1\n");
      }
    }
    Files.writeString(file, text);
  }

  /**
   * Joins two files by the numbers of their frames.
   *
   * @return the frames from 1 to the last one of either
   */
  public static List<TrackPair> join(
      NavigableMap<Integer, List<TrackBox>> truth, NavigableMap<Integer, List<TrackBox>> found) {
    int last =
        Stream.of(truth, found)
            .filter(frames -> !frames.isEmpty())
            .mapToInt(NavigableMap::lastKey)
            .max()
            .orElse(0);
    List<TrackPair> pairs = new ArrayList<>();
    for (int frame = 1; frame <= last; frame++) {
      pairs.add(
          new TrackPair(
              truth.getOrDefault(frame, List.of()), found.getOrDefault(frame, List.of())));
    }
    return pairs;
  }

  /** One line, and its place for messages. */
  private record Line(String place, String[] columns) {

    void requireNumbers() {
      if (columns.length < LEAST_COLUMNS || columns.length > MOST_COLUMNS) {
        throw bad(
            "%d columns: expected %d to %d, %s"
                .formatted(columns.length, LEAST_COLUMNS, MOST_COLUMNS, FORMAT));
      }
      for (int i = 0; i < columns.length; i++) {
        var unused = number(i);
      }
    }

    /** Returns a number from 1; some trackers write it as {@code 1.0}. */
    long whole(int column, String name, long most) {
      double number = number(column);
      if (number < 1 || number > most || number != Math.rint(number)) {
        throw bad(
            "%s is %s: expected a whole number from 1".formatted(name, columns[column].strip()));
      }
      return (long) number;
    }

    BoundingBox box() {
      double width = number(BOX + 2);
      double height = number(BOX + 3);
      if (width < 0 || height < 0) {
        throw bad("box is %s wide and %s high: expected 0 or more".formatted(width, height));
      }
      return new BoundingBox(number(BOX) - 1, number(BOX + 1) - 1, width, height);
    }

    double number(int column) {
      String text = columns[column].strip();
      if (!NUMBER.matcher(text).matches()) {
        throw bad("column %d is '%s': expected a number".formatted(column + 1, text));
      }
      double number = Double.parseDouble(text);
      if (Double.isInfinite(number)) {
        throw bad("column %d is '%s': expected a finite number".formatted(column + 1, text));
      }
      return number;
    }

    UnfitInputException bad(String message) {
      return new UnfitInputException(place + ": " + message);
    }
  }
}
