package dev.skipstream.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

class ConfigurationTest {
  @TempDir Path folder;

  @Test
  void theCommandLinePrecedesTheEnvironmentWhichPrecedesTheFile() throws IOException {
    Path file = write("http-port: 1\nrun:\n  http-port: 2\n  device: cuda\n");
    Map<String, String> environment = Map.of("SKIPSTREAM_HTTP_PORT", "3");
    String config = "--config=" + file;

    assertThat(parsed(Map.of(), "run", config)).containsEntry("http-port", "2");
    assertThat(parsed(environment, "run", config)).containsEntry("http-port", "3");
    assertThat(parsed(environment, "run", config, "--http-port=4")).containsEntry("http-port", "4");
    assertThat(parsed(environment, "run", config)).containsEntry("device", "[cuda]");
  }

  @Test
  void aVariableOfOneCommandPrecedesOneOfAll() {
    Map<String, String> environment =
        Map.of("SKIPSTREAM_DEVICE", "gpu:3", "SKIPSTREAM_RUN_DEVICE", "gpu:5");

    assertThat(parsed(environment, "run")).containsEntry("device", "[gpu:5]");
    assertThat(parsed(environment, "demo")).containsEntry("device", "[gpu:3]");
  }

  @Test
  void anEmptyVariableIsNotSet() {
    assertThat(parsed(Map.of("SKIPSTREAM_HTTP_PORT", "", "SKIPSTREAM_CONFIG", ""), "run"))
        .containsEntry("http-port", "8080");
  }

  @Test
  void aFlagThatIsConfiguredCanStillBeGiven() {
    assertThat(parsed(Map.of("SKIPSTREAM_JSON", "true"), "models", "list"))
        .containsEntry("json", "true");
    assertThat(parsed(Map.of("SKIPSTREAM_JSON", "true"), "models", "list", "--json"))
        .containsEntry("json", "true");
    assertThat(parsed(Map.of("SKIPSTREAM_JSON", "false"), "models", "list", "--json"))
        .containsEntry("json", "true");
  }

  @Test
  void anOptionThatMayBeRepeatedTakesAListOrWordsOfAVariable() throws IOException {
    Path file = write("allow-dataref:\n  - https://one/\n  - https://two/\n");

    assertThat(parsed(Map.of(), "run", "--config", file.toString()))
        .containsEntry("allow-dataref", "[https://one/, https://two/]");
    assertThat(parsed(Map.of("SKIPSTREAM_ALLOW_DATAREF", "https://one/ https://two/"), "run"))
        .containsEntry("allow-dataref", "[https://one/, https://two/]");
  }

  @Test
  void everyOptionComesFromTheEnvironment() {
    Map<String, String> environment = new HashMap<>();
    options().forEach(option -> environment.put(OptionNames.variable(key(option)), sample(option)));

    assertAllConfigured(configured(environment));
  }

  @Test
  void everyOptionComesFromAFile() throws IOException {
    Map<String, Object> file = new TreeMap<>();
    options().forEach(option -> put(file, key(option), sample(option)));
    Path written = write(new YAMLMapper().writeValueAsString(file));

    assertAllConfigured(configured(Map.of(Configuration.FILE_VARIABLE, written.toString())));
  }

  /** Picocli gives no defaults to the options of a group that is not given. */
  @Test
  void noOptionIsInAGroup() {
    assertThat(options()).allSatisfy(option -> assertThat(option.group()).isNull());
  }

  @Test
  void noVariableHasTwoMeanings() {
    Map<String, List<String>> meanings = new HashMap<>();
    options()
        .flatMap(option -> OptionNames.keys(option).stream())
        .distinct()
        .forEach(
            key ->
                meanings
                    .computeIfAbsent(OptionNames.variable(key), variable -> new ArrayList<>())
                    .add(String.join(".", key)));

    assertThat(meanings).allSatisfy((variable, keys) -> assertThat(keys).hasSize(1));
    assertThat(meanings.keySet()).doesNotContainAnyElementsOf(Configuration.RESERVED.keySet());
  }

  /** Checks that no other word of a file is both a command and an option. */
  @Test
  void noOptionIsNamedAsACommandBesideItExceptCamerasConsoleAndTrack() {
    assertDistinct(Main.commandLine());
  }

  @Test
  void aWordThatIsACommandAndAnOptionIsReadByItsValue() throws IOException {
    String option = "--config=" + write("cameras: a.yaml\n");
    assertThat(parsed(Map.of(), "publish", option)).containsEntry("cameras", "a.yaml");

    String command = "--config=" + write("cameras:\n  probe:\n    time: 2s\n");
    assertThat(parsed(Map.of(), "publish", command)).doesNotContainEntry("cameras", "a.yaml");
    assertRefused("cameras:\n  prob:\n    time: 2s\n", "'cameras.prob' is no option");

    String flag = "--config=" + write("track: true\n");
    assertThat(parsed(Map.of(), "run", flag)).containsEntry("track", "true");
    String tracking = "--config=" + write("track:\n  http-port: 1\n");
    assertThat(parsed(Map.of(), "run", tracking)).containsEntry("track", "false");
    assertThat(parsed(Map.of(), "track", tracking)).containsEntry("http-port", "1");
  }

  @Test
  void aFileThatCannotBeUsedIsRefusedWithItsLine() throws IOException {
    assertRefused("http-prot: 1\n", "line 1: 'http-prot' is no option of any command");
    assertRefused(
        "device: cpu\nrun:\n  fps: 3\n", "line 3: 'run.fps' is no option of 'skipstream run'");
    assertRefused("device: cpu\ndevice: cuda\n", "Duplicate field 'device'");
    assertRefused("device:\n", "'device' has no value");
    assertRefused("run: cpu\n", "'run' is a command: expected its options below it");
    assertRefused("- device\n", "expected lines such as");
    assertRefused("device: [cpu, {}]\n", "'device': expected a list of values");
    assertRefused("device: 'cpu\n", "line ");
    assertThatThrownBy(() -> parsed(Map.of(), "run", "--config", "nowhere.yaml"))
        .isInstanceOf(BadInputException.class)
        .hasMessage("--config nowhere.yaml: there is no such file");
  }

  @Test
  void anUnfitValueIsReportedWithItsOrigin() throws IOException {
    assertThat(error(Map.of("SKIPSTREAM_FRAMES", "many"), "publish", "street:1"))
        .contains("'--frames'")
        .contains("(from SKIPSTREAM_FRAMES)");
    Path file = write("publish:\n  frames: [1, 2]\n");
    assertThat(error(Map.of(), "publish", "street:1", "--config", file.toString()))
        .contains("publish.frames in " + file + ": expected one value, and found 2");
  }

  @Test
  void showsValuesWithTheirOriginAndWithoutPasswords() throws IOException {
    Path file = write("registry: http://me:secret@models/\n");
    Map<String, String> environment =
        Map.of(
            "SKIPSTREAM_HTTP_PORT", "9", "SKIPSTREAM_REGISTRY_TOKEN", "abc", "SKIPSTREAM_X", "1");

    String run = printed(environment, "config", "show", "run", "--config", file.toString());
    assertThat(run)
        .containsPattern("--http-port +9 +SKIPSTREAM_HTTP_PORT\n")
        .containsPattern("--http-host +127\\.0\\.0\\.1 +default\n")
        .containsPattern("--registry +http://me:\\*\\*\\*\\*@models/ +registry in " + file + "\n")
        .containsPattern("--state +\\S+ +(default|not set)\n");
    String all = printed(environment, "config", "show", "--config", file.toString());
    assertThat(all)
        .containsPattern("skipstream run --http-port +9 +SKIPSTREAM_HTTP_PORT\n")
        .contains("SKIPSTREAM_REGISTRY_TOKEN  ****")
        .contains("SKIPSTREAM_X names no option, and is not used")
        .doesNotContain("secret")
        .doesNotContain("abc");
    assertThat(error(environment, "config", "show", "rum")).contains("'rum' is no command of");
  }

  @Test
  void theCompletionKnowsEveryCommandAndOption() {
    String script = printed(Map.of(), "completion");

    assertThat(script).contains("skipstream");
    options()
        .forEach(option -> assertThat(script).contains("'--" + OptionNames.name(option) + "'"));
  }

  private static void assertAllConfigured(CommandLine program) {
    List<OptionSpec> options = OptionNames.options(program.getCommandSpec()).toList();
    assertThat(options)
        .hasSizeGreaterThan(100)
        .allSatisfy(
            option ->
                assertThat(option.defaultValueString())
                    .as(String.join(".", key(option)))
                    .isEqualTo(sample(option)));
  }

  private static Stream<OptionSpec> options() {
    return OptionNames.options(Main.commandLine().getCommandSpec());
  }

  private static List<String> key(OptionSpec option) {
    return OptionNames.keys(option).get(0);
  }

  @SuppressWarnings("unchecked")
  private static void put(Map<String, Object> section, List<String> key, String value) {
    if (key.size() == 1) {
      section.put(key.get(0), value);
    } else {
      put(
          (Map<String, Object>) section.computeIfAbsent(key.get(0), name -> new TreeMap<>()),
          key.subList(1, key.size()),
          value);
    }
  }

  private static String sample(OptionSpec option) {
    return option.arity().max() == 0 ? "true" : "7";
  }

  private static void assertDistinct(CommandLine command) {
    for (Map.Entry<String, CommandLine> each : command.getSubcommands().entrySet()) {
      if (Set.of("cameras", "console", "track").contains(each.getKey())) {
        continue;
      }
      assertThat(OptionNames.isOption(command.getCommandSpec(), each.getKey()))
          .as("%s is a command and an option", each.getKey())
          .isFalse();
      assertDistinct(each.getValue());
    }
  }

  private void assertRefused(String yaml, String why) throws IOException {
    Path file = write(yaml);
    assertThatThrownBy(() -> parsed(Map.of("SKIPSTREAM_CONFIG", file.toString()), "run"))
        .isInstanceOf(BadInputException.class)
        .hasMessageStartingWith("--config " + file)
        .hasMessageContaining(why);
  }

  private Path write(String yaml) throws IOException {
    return Files.writeString(folder.resolve("skipstream.yaml"), yaml);
  }

  private static CommandLine configured(Map<String, String> environment, String... args) {
    CommandLine program = Main.commandLine();
    Configuration.of(environment, program.getCommandSpec(), args).configure(program);
    return program;
  }

  /** The values of a command's options after its arguments were read. */
  private static Map<String, String> parsed(Map<String, String> environment, String... args) {
    CommandLine program = configured(environment, args);
    CommandLine.ParseResult result = program.parseArgs(args);
    while (result.hasSubcommand()) {
      result = result.subcommand();
    }
    Map<String, String> values = new HashMap<>();
    for (OptionSpec option : result.commandSpec().options()) {
      Object value = option.getValue();
      Object plain = value instanceof Optional<?> optional ? optional.orElse(null) : value;
      values.put(OptionNames.name(option), String.valueOf(plain));
    }
    return values;
  }

  private static String printed(Map<String, String> environment, String... args) {
    StringWriter out = new StringWriter();
    CommandLine program = configured(environment, args).setOut(new PrintWriter(out));
    assertThat(program.execute(args)).isZero();
    return out.toString();
  }

  private static String error(Map<String, String> environment, String... args) {
    StringWriter err = new StringWriter();
    CommandLine program = configured(environment, args).setErr(new PrintWriter(err, true));
    assertThat(program.execute(args)).isEqualTo(ExitCode.BAD_INPUT.status());
    return err.toString();
  }
}
