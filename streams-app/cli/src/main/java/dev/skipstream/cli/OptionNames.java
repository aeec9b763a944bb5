package dev.skipstream.cli;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * The names of an option outside of the command line: {@code --http-port} of {@code run} is {@code
 * run.http-port} or {@code http-port} in a file, and {@code SKIPSTREAM_RUN_HTTP_PORT} or {@code
 * SKIPSTREAM_HTTP_PORT} in the environment.
 */
final class OptionNames {
  static final String PREFIX = "SKIPSTREAM_";

  private OptionNames() {}

  /** Returns the keys of an option in a file, the most specific first. */
  static List<List<String>> keys(OptionSpec option) {
    List<String> command = path(option.command());
    String name = name(option);
    List<List<String>> keys = new ArrayList<>();
    for (int length = command.size(); length >= 0; length--) {
      keys.add(Stream.concat(command.stream().limit(length), Stream.of(name)).toList());
    }
    return keys;
  }

  /** Returns the variable of a key. */
  static String variable(List<String> key) {
    return PREFIX
        + key.stream()
            .map(part -> part.replace('-', '_').toUpperCase(Locale.ROOT))
            .collect(Collectors.joining("_"));
  }

  /** Returns true if a command, or one below it, has an option of this name. */
  static boolean isOption(CommandSpec command, String name) {
    return options(command).anyMatch(option -> name(option).equals(name));
  }

  /** Returns all options that can be configured, of a command and of those below it. */
  static Stream<OptionSpec> options(CommandSpec command) {
    return Stream.concat(
        command.options().stream().filter(OptionNames::isConfigurable),
        command.subcommands().values().stream()
            .distinct()
            .map(CommandLine::getCommandSpec)
            .flatMap(OptionNames::options));
  }

  /** Options that print and end are not configured, and a file does not name a file. */
  static boolean isConfigurable(OptionSpec option) {
    return !option.usageHelp() && !option.versionHelp() && !name(option).equals("config");
  }

  /** Returns the longest name, without its dashes. */
  static String name(OptionSpec option) {
    return Stream.of(option.names())
        .max(Comparator.comparingInt(String::length))
        .orElseThrow()
        .replaceFirst("^-+", "");
  }

  private static List<String> path(CommandSpec command) {
    List<String> path = new ArrayList<>();
    for (CommandSpec each = command; each.parent() != null; each = each.parent()) {
      path.add(0, each.name());
    }
    return path;
  }
}
