package dev.skipstream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Model.CommandSpec;

/** Compares docs/cli.md with the commands, and writes it where a system property asks for it. */
class CliReferenceTest {

  @Test
  void thePageIsTheReferenceOfTheCommands() throws IOException {
    String reference = CliReference.of(Main.commandLine());
    if (Boolean.getBoolean(CliReference.WRITE)) {
      Files.writeString(CliReference.PAGE, reference);
    }

    assertThat(CliReference.PAGE).as(CliReference.HOW_TO_WRITE).content().isEqualTo(reference);
  }

  /** Checks the generator: an option that it leaves out would be missing without a fault. */
  @Test
  void theReferenceNamesEveryOptionVariableAndExitCode() {
    String reference = CliReference.of(Main.commandLine());

    assertThat(OptionNames.options(Main.commandLine().getCommandSpec()))
        .hasSizeGreaterThan(100)
        .filteredOn(option -> !option.hidden())
        .allSatisfy(
            option ->
                assertThat(section(reference, option.command()))
                    .contains("`--" + OptionNames.name(option))
                    .contains("`" + OptionNames.variable(List.of(OptionNames.name(option))) + "`"));
    for (ExitCode code : ExitCode.values()) {
      assertThat(reference).contains("| %d | %s |".formatted(code.status(), code.meaning()));
    }
    assertThat(reference)
        .doesNotContain("${")
        .doesNotContain(System.getProperty("user.home") + "/");
  }

  @Test
  void theHelpHasTheExitCodesOfTheReference() {
    String help = Main.commandLine().getUsageMessage().replaceAll("\\s+", " ");

    assertThat(help)
        .contains(
            Arrays.stream(ExitCode.values())
                .map(code -> code.status() + " " + code.meaning())
                .collect(Collectors.joining(", ", "Exit codes: ", ".")));
  }

  private static String section(String reference, CommandSpec command) {
    String heading = "\n## " + command.qualifiedName() + "\n";
    int begin = reference.indexOf(heading);
    assertThat(begin).as(heading).isNotNegative();
    int end = reference.indexOf("\n## ", begin + 1);
    return end < 0 ? reference.substring(begin) : reference.substring(begin, end);
  }
}
