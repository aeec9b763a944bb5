package dev.skipstream.cli;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactoryBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;

/**
 * A YAML file with options: {@code http-port: 8080} for every command that has the option, {@code
 * run: {device: cuda}} for one command. Values are kept as they are written.
 */
final class ConfigFile {
  private final Path file;
  private final Map<List<String>, List<String>> values = new LinkedHashMap<>();

  private ConfigFile(Path file) {
    this.file = file;
  }

  /**
   * Reads a file.
   *
   * @param program the commands whose options the file may name
   * @throws BadInputException when it cannot be read, is not YAML, or names an option that no
   *     command has; states the file and the line
   */
  static ConfigFile read(Path file, CommandSpec program) {
    ConfigFile read = new ConfigFile(file);
    YAMLFactoryBuilder yaml = YAMLFactory.builder();
    yaml.enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION);
    try (JsonParser parser = yaml.build().createParser(Files.newInputStream(file))) {
      JsonToken first = parser.nextToken();
      if (first == null) {
        return read;
      }
      if (first != JsonToken.START_OBJECT) {
        throw read.bad(parser, "expected lines such as 'http-port: 8080'");
      }
      read.section(parser, List.of(), program);
      if (parser.nextToken() != null) {
        throw read.bad(parser, "expected one YAML document");
      }
      return read;
    } catch (NoSuchFileException e) {
      throw new BadInputException("--config %s: there is no such file".formatted(file), e);
    } catch (JsonProcessingException e) {
      throw new BadInputException(
          "--config %s, line %d: %s"
              .formatted(file, e.getLocation().getLineNr(), e.getOriginalMessage()),
          e);
    } catch (IOException e) {
      throw new BadInputException("--config %s cannot be read: %s".formatted(file, e), e);
    }
  }

  /** Returns the values of a key, such as {@code [models, import, eps]}. */
  Optional<List<String>> get(List<String> key) {
    return Optional.ofNullable(values.get(key));
  }

  @Override
  public String toString() {
    return file.toString();
  }

  private void section(JsonParser parser, List<String> path, CommandSpec command)
      throws IOException {
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      List<String> key = Stream.concat(path.stream(), Stream.of(name)).toList();
      JsonToken value = parser.nextToken();
      boolean option = OptionNames.isOption(command, name);
      // 'cameras' and 'track' are both: a mapping is the command's, and a value the option's.
      if (command.subcommands().containsKey(name) && !(option && value != JsonToken.START_OBJECT)) {
        if (value != JsonToken.START_OBJECT) {
          throw bad(
              parser,
              "'%s' is a command: expected its options below it".formatted(String.join(".", key)));
        }
        section(parser, key, command.subcommands().get(name).getCommandSpec());
      } else if (option) {
        values.put(key, values(parser, value, key));
      } else {
        throw bad(
            parser,
            "'%s' is no option of %s; see '%s --help'"
                .formatted(
                    String.join(".", key),
                    path.isEmpty() ? "any command" : "'" + command.qualifiedName() + "'",
                    command.qualifiedName()));
      }
    }
  }

  private List<String> values(JsonParser parser, JsonToken token, List<String> key)
      throws IOException {
    if (isValue(parser, token)) {
      return List.of(parser.getText());
    }
    if (token != JsonToken.START_ARRAY) {
      throw bad(
          parser, "'%s' has no value: expected one, or a list".formatted(String.join(".", key)));
    }
    List<String> several = new ArrayList<>();
    for (JsonToken next = parser.nextToken();
        next != JsonToken.END_ARRAY;
        next = parser.nextToken()) {
      if (!isValue(parser, next)) {
        throw bad(parser, "'%s': expected a list of values".formatted(String.join(".", key)));
      }
      several.add(parser.getText());
    }
    return several;
  }

  /** YAML has an empty text where a key has nothing behind it. */
  private static boolean isValue(JsonParser parser, JsonToken token) throws IOException {
    return token.isScalarValue() && token != JsonToken.VALUE_NULL && !parser.getText().isEmpty();
  }

  private BadInputException bad(JsonParser parser, String what) {
    return new BadInputException(
        "--config %s, line %d: %s"
            .formatted(file, parser.currentTokenLocation().getLineNr(), what));
  }
}
