package dev.skipstream.cli;

import dev.skipstream.publish.CameraSource;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/**
 * The values of options that are not on the command line: from the environment, else from the file
 * of {@code --config}. A variable or key of one command precedes one of all commands.
 *
 * <p>Threading: immutable.
 */
final class Configuration implements IDefaultValueProvider {
  static final String FILE_VARIABLE = "SKIPSTREAM_CONFIG";
  static final String TOKEN_VARIABLE = "SKIPSTREAM_REGISTRY_TOKEN";

  /**
   * Variables that are no options: of the launcher, of the log, of Compose, and secrets; with their
   * use.
   */
  static final SortedMap<String, String> RESERVED =
      new TreeMap<>(
          Map.of(
              CameraSource.PASSWORD,
              "password of a camera's user, of `publish` and `cameras probe`",
              FILE_VARIABLE,
              "file of the configuration, as `--config`",
              "SKIPSTREAM_IMAGE",
              "image of the compose file",
              "SKIPSTREAM_JAVA_OPTS",
              "options of the Java process, such as `-Xmx4g`",
              "SKIPSTREAM_LOG",
              "log level: `error`, `warn`, `info` or `debug`",
              TOKEN_VARIABLE,
              "token of the registry's service",
              "SKIPSTREAM_TEST_BROKER_IMAGE",
              "broker's image of the integration tests",
              "SKIPSTREAM_USER",
              "user of the compose file's containers"));

  /** The separator of the values of an option that may be given several times. */
  private static final String SEPARATOR = "\n";

  private static final Pattern SPACES = Pattern.compile("\\s+");

  /**
   * A value and its origin.
   *
   * @param text the text, as on a command line; the option's own separator separates several values
   * @param origin {@code SKIPSTREAM_HTTP_PORT} or {@code http-port in skipstream.yaml}
   */
  record Value(String text, String origin) {}

  private final Map<String, String> environment;
  private final Optional<ConfigFile> file;

  private Configuration(Map<String, String> environment, Optional<ConfigFile> file) {
    this.environment = environment;
    this.file = file;
  }

  /**
   * Reads the file that the arguments or the environment name.
   *
   * @throws BadInputException when the file is unfit
   */
  static Configuration of(Map<String, String> environment, CommandSpec program, String... args) {
    Map<String, String> set = set(environment);
    Optional<String> named = argument(args).or(() -> Optional.ofNullable(set.get(FILE_VARIABLE)));
    return new Configuration(set, named.map(name -> ConfigFile.read(Path.of(name), program)));
  }

  /**
   * Makes a program take its values from here. A flag that is configured can still be given, and an
   * option that may be given several times takes several values.
   */
  void configure(CommandLine program) {
    adapt(program.getCommandSpec());
    program.setDefaultValueProvider(this);
  }

  /** Returns the configuration of a command's program, which is empty where none was made. */
  static Configuration of(CommandSpec command) {
    return command.root().defaultValueProvider() instanceof Configuration given
        ? given
        : new Configuration(Map.of(), Optional.empty());
  }

  /** Returns the value that an option has for all commands. */
  Optional<String> all(String name) {
    List<String> key = List.of(name);
    return Optional.ofNullable(environment.get(OptionNames.variable(key)))
        .or(() -> file.flatMap(read -> read.get(key)).map(values -> values.get(0)));
  }

  /** Returns true if the environment has the token of a registry's service. */
  boolean hasToken() {
    return environment.containsKey(TOKEN_VARIABLE);
  }

  /** Returns what is configured of an option. */
  Optional<Value> find(OptionSpec option) {
    if (!OptionNames.isConfigurable(option)) {
      return Optional.empty();
    }
    List<List<String>> keys = OptionNames.keys(option);
    for (List<String> key : keys) {
      String variable = OptionNames.variable(key);
      String text = environment.get(variable);
      if (text != null) {
        return Optional.of(new Value(separated(option, text), variable));
      }
    }
    return file.flatMap(
        read ->
            keys.stream()
                .flatMap(key -> read.get(key).map(values -> value(option, key, values)).stream())
                .findFirst());
  }

  @Override
  public String defaultValue(ArgSpec arg) {
    return arg instanceof OptionSpec option ? find(option).map(Value::text).orElse(null) : null;
  }

  /** Compose files set variables to nothing where the user sets none. */
  private static Map<String, String> set(Map<String, String> environment) {
    return environment.entrySet().stream()
        .filter(variable -> !variable.getValue().isEmpty())
        .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  private Value value(OptionSpec option, List<String> key, List<String> values) {
    String origin = "%s in %s".formatted(String.join(".", key), file.orElseThrow());
    if (!option.isMultiValue() && values.size() != 1) {
      throw new ParameterException(
          option.command().commandLine(),
          "%s: expected one value, and found %d".formatted(origin, values.size()));
    }
    return new Value(String.join(separator(option), values), origin);
  }

  /** A variable separates the values of an option by spaces, where a command line repeats it. */
  private static String separated(OptionSpec option, String text) {
    return option.isMultiValue() && separator(option).equals(SEPARATOR)
        ? SPACES.matcher(text.strip()).replaceAll(SEPARATOR)
        : text;
  }

  private static String separator(OptionSpec option) {
    return option.splitRegex().isEmpty() ? SEPARATOR : option.splitRegex();
  }

  private static void adapt(CommandSpec command) {
    for (OptionSpec option : List.copyOf(command.options())) {
      if (!OptionNames.isConfigurable(option)) {
        continue;
      }
      if (isFlag(option)) {
        // Else picocli takes the flag as the opposite of what is configured.
        replace(command, option, option.toBuilder().fallbackValue("true").build());
      } else if (option.isMultiValue() && option.splitRegex().isEmpty()) {
        replace(command, option, option.toBuilder().splitRegex(SEPARATOR).build());
      }
    }
    command.subcommands().values().stream()
        .distinct()
        .map(CommandLine::getCommandSpec)
        .forEach(Configuration::adapt);
  }

  private static boolean isFlag(OptionSpec option) {
    return option.arity().max() == 0
        && (option.type() == boolean.class || option.type() == Boolean.class);
  }

  private static void replace(CommandSpec command, OptionSpec before, OptionSpec after) {
    command.remove(before);
    command.add(after);
  }

  private static Optional<String> argument(String... args) {
    String flag = "--config";
    for (int i = 0; i < args.length; i++) {
      if (args[i].equals(flag) && i + 1 < args.length) {
        return Optional.of(args[i + 1]);
      }
      if (args[i].startsWith(flag + "=")) {
        return Optional.of(args[i].substring(flag.length() + 1));
      }
    }
    return Optional.empty();
  }

  /** Returns the variables of the program's prefix that are neither options nor known otherwise. */
  List<String> unused(CommandSpec program) {
    Set<String> known =
        Stream.concat(
                OptionNames.options(program)
                    .flatMap(option -> OptionNames.keys(option).stream())
                    .map(OptionNames::variable),
                RESERVED.keySet().stream())
            .collect(Collectors.toSet());
    return environment.keySet().stream()
        .filter(name -> name.startsWith(OptionNames.PREFIX) && !known.contains(name))
        .sorted()
        .toList();
  }
}
