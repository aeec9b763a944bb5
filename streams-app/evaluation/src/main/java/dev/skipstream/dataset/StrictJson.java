package dev.skipstream.dataset;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonParser.NumberType;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * Reads the JSON of a {@link JsonFile}, value by value, and coerces none: a string is no number,
 * null is no zero, and 1.7 is no id. An error names the file, the list, the index in it, and the
 * field.
 *
 * <p>Threading: for one thread.
 */
final class StrictJson {
  /** The bit of {@code image_id}, for {@link #once} and {@link #requireBox}. */
  static final int IMAGE_ID = 1 << 28;

  /** The bit of {@code category_id}. */
  static final int CATEGORY_ID = 1 << 29;

  /** The bit of {@code bbox}. */
  static final int BBOX = 1 << 30;

  private static final String SIDES = "four numbers: x, y, width and height";

  /** Larger whole numbers are not exact as a floating-point number. */
  private static final double EXACT = 1L << 53;

  /** Reads the elements of a list. */
  @FunctionalInterface
  interface Element {
    void read(int index) throws IOException;
  }

  /** Reads the field that has just begun; returns whether it is one of those that are read. */
  @FunctionalInterface
  interface Field {
    boolean read(String name) throws IOException;
  }

  private final Path file;
  private final JsonParser parser;

  /**
   * The parser's position for errors, such as {@code annotations[17].}; null at the top level of
   * the file.
   */
  private String list;

  private int index;

  /** Reads the value that begins with the parser's next token. */
  StrictJson(Path file, JsonParser parser) {
    this.file = file;
    this.parser = parser;
  }

  /** Returns where the parser is, for errors: {@code in annotations[17], }; nothing outside. */
  String place() {
    return list == null ? "" : "in %s[%d], ".formatted(list, index);
  }

  /** Returns whether the value that has begun is a list. */
  boolean isList() {
    return parser.currentToken() == JsonToken.START_ARRAY;
  }

  /** Returns whether the value that has begun is an object. */
  boolean isObject() {
    return parser.currentToken() == JsonToken.START_OBJECT;
  }

  /** Reads the list that has begun; each element is an object. */
  void forEach(String name, Element element) throws IOException {
    if (!isList()) {
      throw new IOException("%s: %s is %s: expected a list".formatted(file, name, value()));
    }
    list = name;
    for (index = 0; parser.nextToken() != JsonToken.END_ARRAY; index++) {
      if (!isObject()) {
        throw new IOException(
            "%s: %s[%d] is %s: expected an object".formatted(file, name, index, value()));
      }
      element.read(index);
    }
    list = null;
  }

  /** Reads the object that has begun; skips the fields that {@code field} does not read. */
  void fields(Field field) throws IOException {
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      parser.nextToken();
      if (!field.read(name)) {
        parser.skipChildren();
      }
    }
  }

  /** Reads the list that has begun, value by value. */
  void values(String field, String expected, Element element) throws IOException {
    if (!isList()) {
      throw wrong(field, value(), expected);
    }
    for (int i = 0; parser.nextToken() != JsonToken.END_ARRAY; i++) {
      element.read(i);
    }
  }

  /** Returns the list of finite numbers that has begun. */
  double[] numbers(String field, String expected) throws IOException {
    DoubleStream.Builder numbers = DoubleStream.builder();
    values(
        field,
        expected,
        i -> {
          double number = parser.currentToken().isNumeric() ? asDouble() : Double.NaN;
          if (!Double.isFinite(number)) {
            throw wrong("%s[%d]".formatted(field, i), value(), "a finite number");
          }
          numbers.add(number);
        });
    return numbers.build().toArray();
  }

  /** Returns the list of whole numbers, not negative, that has begun. */
  int[] wholeNumbers(String field, String expected) throws IOException {
    IntStream.Builder numbers = IntStream.builder();
    values(field, expected, i -> numbers.add(count("%s[%d]".formatted(field, i))));
    return numbers.build().toArray();
  }

  /** Returns the whole number, not negative, that has begun. */
  int count(String field) throws IOException {
    String expected = "a whole number, not negative";
    long number = whole(field, expected);
    if (number < 0 || number > Integer.MAX_VALUE) {
      throw wrong(field, value(), expected);
    }
    return (int) number;
  }

  /**
   * Notes a field of the current object.
   *
   * @param seen a bit for each field that came before
   * @return {@code seen} with this field's bit
   * @throws IOException when the field came before
   */
  int once(int seen, int bit, String field) throws IOException {
    if ((seen & bit) != 0) {
      throw wrong(field, "given twice", "each field once");
    }
    return seen | bit;
  }

  /** Returns the id that has begun: a {@link Long}, or a {@link String} that is not empty. */
  Object id(String field) throws IOException {
    switch (parser.currentToken()) {
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> {
        return whole(field, "a whole number of 64 bits, or a string that is not empty");
      }
      case VALUE_STRING -> {
        String text = parser.getText();
        if (!text.isEmpty()) {
          return text;
        }
        throw wrong(field, "''", "a whole number, or a string that is not empty");
      }
      default -> throw wrong(field, value(), "a whole number, or a string that is not empty");
    }
  }

  /** Returns a size in pixels; 0 where it is null, which some programs write for unknown. */
  int pixels(String field) throws IOException {
    if (parser.currentToken() == JsonToken.VALUE_NULL) {
      return 0;
    }
    return count(field);
  }

  /** JSON has one kind of number: 1.0 is 1, and 1.7 is no whole number. */
  private long whole(String field, String expected) throws IOException {
    if (parser.currentToken() == JsonToken.VALUE_NUMBER_INT
        && parser.getNumberType() != NumberType.BIG_INTEGER) {
      return parser.getLongValue();
    }
    if (parser.currentToken() == JsonToken.VALUE_NUMBER_FLOAT) {
      double number = parser.getDoubleValue();
      if (number == Math.rint(number) && Math.abs(number) <= EXACT) {
        return (long) number;
      }
    }
    throw wrong(field, value(), expected);
  }

  /** Returns the number that has begun; infinite and NaN where the file says so. */
  double number(String field, String expected) throws IOException {
    if (!parser.currentToken().isNumeric()) {
      throw wrong(field, value(), expected);
    }
    return asDouble();
  }

  /** Millions of decimals are short, and the parser's general way takes three times as long. */
  private double asDouble() throws IOException {
    if (parser.currentToken() == JsonToken.VALUE_NUMBER_FLOAT) {
      double decimal =
          ShortDecimal.parse(
              parser.getTextCharacters(), parser.getTextOffset(), parser.getTextLength());
      if (!Double.isNaN(decimal)) {
        return decimal;
      }
    }
    return parser.getDoubleValue();
  }

  /** Returns whether the value that has begun is null. */
  boolean isNull() {
    return parser.currentToken() == JsonToken.VALUE_NULL;
  }

  /** Returns 0, 1, true or false as a truth value. */
  boolean flag(String field) throws IOException {
    if (parser.currentToken().isBoolean()) {
      return parser.currentToken() == JsonToken.VALUE_TRUE;
    }
    if (parser.currentToken().isNumeric()) {
      double number = parser.getDoubleValue();
      if (number == 0 || number == 1) {
        return number == 1;
      }
    }
    throw wrong(field, value(), "0, 1, true or false");
  }

  /** Returns whether the value that has begun is a string. */
  boolean isText() {
    return parser.currentToken() == JsonToken.VALUE_STRING;
  }

  /** Returns the string that has begun. */
  String text(String field) throws IOException {
    if (parser.currentToken() != JsonToken.VALUE_STRING) {
      throw wrong(field, value(), "a string");
    }
    return parser.getText();
  }

  /** Returns a string, number or truth value as text; null where it is none of these. */
  String plain() throws IOException {
    return parser.currentToken().isScalarValue() && !isNull() ? parser.getText() : null;
  }

  /** Reads a box: x, y, width and height. */
  void box(String field, double[] box) throws IOException {
    if (!isList()) {
      throw wrong(field, value(), SIDES);
    }
    int count = 0;
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      if (count == box.length) {
        throw wrong(field, "a list of more than four", SIDES);
      }
      String expected = count < 2 ? "a finite number" : "a finite number, not negative";
      JsonToken token = parser.currentToken();
      double side = token.isNumeric() ? asDouble() : Double.NaN;
      if (!Double.isFinite(side) || (count >= 2 && side < 0)) {
        throw wrong("%s[%d]".formatted(field, count), value(), expected);
      }
      box[count++] = side;
    }
    if (count < box.length) {
      throw wrong(field, "a list of " + count, SIDES);
    }
  }

  /** Returns an error about a field of the element that is being read. */
  IOException wrong(String field, String actual, String expected) {
    return new IOException(
        "%s: %s[%d].%s is %s: expected %s".formatted(file, list, index, field, actual, expected));
  }

  /** Returns an error about the element that is being read. */
  IOException fault(String fault) {
    return new IOException("%s: %s[%d].%s".formatted(file, list, index, fault));
  }

  /** Returns an error about the content of a field of the element that is being read. */
  IOException invalid(String field, String message) {
    return new IOException("%s: %s[%d].%s: %s".formatted(file, list, index, field, message));
  }

  /**
   * Checks that the current object has what each box has: its image, its category and its sides.
   *
   * @param seen a bit for each field that came
   * @throws IOException that names the first field that did not come
   */
  void requireBox(int seen) throws IOException {
    requirePlace(seen);
    if ((seen & BBOX) == 0) {
      throw absent("bbox", SIDES);
    }
  }

  /**
   * Checks that the current object has its image and its category.
   *
   * @param seen a bit for each field that came
   * @throws IOException that names the first field that did not come
   */
  void requirePlace(int seen) throws IOException {
    if ((seen & IMAGE_ID) == 0) {
      throw absent("image_id", "the id of an image");
    }
    if ((seen & CATEGORY_ID) == 0) {
      throw absent("category_id", "the id of a category");
    }
  }

  /** Returns an error about a field that is not there. */
  IOException absent(String field, String expected) {
    return wrong(field, "absent", expected);
  }

  /** Returns the value that has begun, as an error shows it. */
  String value() throws IOException {
    return switch (parser.currentToken()) {
      case START_ARRAY -> "a list";
      case START_OBJECT -> "an object";
      case VALUE_STRING -> "'" + shortened(parser.getText()) + "'";
      default -> shortened(parser.getText());
    };
  }

  private static String shortened(String text) {
    return text.length() > 60 ? text.substring(0, 60) + "…" : text;
  }
}
