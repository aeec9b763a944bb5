package dev.skipstream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class BuildVersionTest {
  private static final Pattern OF_THE_PROJECT =
      Pattern.compile("<artifactId>skipstream</artifactId>\\s*<version>([^<]+)</version>");

  @Test
  void theProgramsVersionIsThatOfThePom() throws Exception {
    Matcher pom = OF_THE_PROJECT.matcher(Files.readString(Path.of("..", "..", "pom.xml")));
    assertThat(pom.find()).isTrue();

    assertThat(Main.commandLine().getCommandSpec().version())
        .containsExactly("skipstream " + pom.group(1));
  }
}
