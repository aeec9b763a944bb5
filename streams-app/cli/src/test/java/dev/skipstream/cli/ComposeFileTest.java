package dev.skipstream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import picocli.CommandLine.ParameterException;

/** Reads docker-compose.yml and the files beside it; starts nothing. */
class ComposeFileTest {
  private static final Path ROOT = Path.of("..", "..");
  private static final Path COMPOSE = ROOT.resolve("docker-compose.yml");
  private static final Path DOCKER = ROOT.resolve("docker");

  /** A service and the file that has it. */
  private record Service(String name, Map<String, Object> settings) {
    @Override
    public String toString() {
      return name;
    }
  }

  static List<Service> services() throws IOException {
    List<Service> services = new ArrayList<>();
    for (Path file : files()) {
      Map<?, ?> document = read(file);
      ((Map<?, ?>) document.get("services"))
          .forEach(
              (name, settings) -> {
                Map<String, Object> service = new TreeMap<>();
                ((Map<?, ?>) settings).forEach((key, value) -> service.put(key.toString(), value));
                if (!service.containsKey("extends")) {
                  services.add(new Service(name + " of " + file.getFileName(), service));
                }
              });
    }
    return services;
  }

  private static List<Path> files() {
    return List.of(
        COMPOSE, DOCKER.resolve("broker-skipstream.yml"), DOCKER.resolve("broker-apache.yml"));
  }

  private static Map<?, ?> read(Path file) throws IOException {
    return new Yaml(new SafeConstructor(new LoaderOptions())).load(Files.readString(file));
  }

  @ParameterizedTest
  @MethodSource("services")
  void everyServiceMayDoNoMoreThanItNeeds(Service service) {
    assertThat(service.settings().get("read_only")).as("read_only").isEqualTo(true);
    assertThat(service.settings().get("cap_drop")).as("cap_drop").isEqualTo(List.of("ALL"));
    assertThat(service.settings().get("security_opt"))
        .as("security_opt")
        .isEqualTo(List.of("no-new-privileges:true"));
    assertThat(service.settings().get("mem_limit")).as("mem_limit").isNotNull();
    assertThat(service.settings().get("pids_limit")).as("pids_limit").isNotNull();
    assertThat(service.settings().get("healthcheck")).as("healthcheck").isNotNull();
    assertThat(service.settings()).doesNotContainKeys("privileged", "cap_add", "network_mode");
  }

  @ParameterizedTest
  @MethodSource("services")
  void everyPortIsPublishedToThisMachineAlone(Service service) {
    List<?> ports =
        service.settings().get("ports") instanceof List<?> published ? published : List.of();

    assertThat(ports).allSatisfy(port -> assertThat(port.toString()).startsWith("127.0.0.1:"));
  }

  @Test
  void bothBrokersAreThere() throws IOException {
    Object broker = ((Map<?, ?>) read(COMPOSE).get("services")).get("broker");
    String file = ((Map<?, ?>) ((Map<?, ?>) broker).get("extends")).get("file").toString();

    assertThat(ROOT.resolve(withDefaults(file))).isEqualTo(files().get(1));
    assertThat(ROOT.resolve(file.replace("${BROKER:-skipstream}", "apache")))
        .isEqualTo(files().get(2));
    assertThat(files()).allSatisfy(path -> assertThat(path).isRegularFile());
  }

  @Test
  void everyCommandIsUnderstood() throws IOException {
    List<String> faults = new ArrayList<>();
    int commands = 0;
    for (Service service : services()) {
      if (String.valueOf(service.settings().get("image")).contains("skipstream/app")) {
        String line = withDefaults(service.settings().get("command").toString());
        commands++;
        try {
          Main.commandLine().parseArgs(line.split(" ", -1));
        } catch (ParameterException e) {
          faults.add("%s: '%s': %s".formatted(service, line, e.getMessage()));
        }
      }
    }

    assertThat(faults).isEmpty();
    assertThat(commands).isGreaterThan(10);
  }

  /** A variable with two defaults, or without a line in the documents, would surprise a user. */
  @Test
  void everyVariableIsDocumentedWithItsDefault() throws IOException {
    Map<String, String> variables = new TreeMap<>();
    for (Path file : files()) {
      Matcher used = Pattern.compile("\\$\\{([A-Z_]+):-([^}]*)}").matcher(Files.readString(file));
      while (used.find()) {
        String before = variables.put(used.group(1), used.group(2));
        assertThat(before == null ? used.group(2) : before)
            .as("default of %s in %s", used.group(1), file)
            .isEqualTo(used.group(2));
      }
      assertThat(Files.readString(file).replaceAll("\\$\\{[A-Z_]+:-[^}]*}", ""))
          .as("a variable without a default in %s", file)
          .doesNotContain("$");
    }
    assertThat(variables).hasSizeGreaterThan(20);

    Map<String, String> examples = new TreeMap<>();
    Files.readAllLines(ROOT.resolve(".env.example")).stream()
        .filter(line -> line.matches("#[A-Z_]+=.*"))
        .forEach(line -> examples.put(line.substring(1, line.indexOf('=')), after(line)));
    assertThat(examples).isEqualTo(variables);

    String page = Files.readString(ROOT.resolve("docs/containers.md"));
    assertThat(variables.keySet())
        .allSatisfy(name -> assertThat(page).containsPattern("(?m)^\\|[^|]*`" + name + "`"));
  }

  @Test
  void theFilesThatServicesMountAreThere() throws IOException {
    List<String> missing = new ArrayList<>();
    for (Service service : services()) {
      Object volumes = service.settings().get("volumes");
      Stream<?> mounts = volumes instanceof List<?> list ? list.stream() : Stream.of();
      mounts
          .map(Object::toString)
          .filter(mount -> mount.startsWith("./"))
          .map(mount -> mount.substring(0, mount.indexOf(':')))
          .filter(file -> !Files.isRegularFile(ROOT.resolve(file)))
          .forEach(file -> missing.add(service + ": " + file));
    }

    assertThat(missing).isEmpty();
  }

  private static String after(String line) {
    return line.substring(line.indexOf('=') + 1);
  }

  private static String withDefaults(String text) {
    return text.replaceAll("\\$\\{[A-Z_]+:-([^}]*)}", "$1");
  }
}
