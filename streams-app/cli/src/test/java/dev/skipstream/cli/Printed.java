package dev.skipstream.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;

/** Runs commands that are to succeed. */
final class Printed {
  private Printed() {}

  /** Returns the standard output of a command. */
  static String by(String... args) {
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    PrintStream terminal = System.out;
    System.setOut(new PrintStream(printed, true, UTF_8));
    try {
      assertThat(Main.commandLine().execute(args)).isZero();
    } finally {
      System.setOut(terminal);
    }
    return printed.toString(UTF_8);
  }
}
