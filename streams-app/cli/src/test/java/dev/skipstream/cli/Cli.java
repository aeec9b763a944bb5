package dev.skipstream.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;

/** Runs commands in this process and keeps what they print. */
public final class Cli {
  /**
   * The result of a command.
   *
   * @param err of the command, logs not included
   */
  public record Result(int status, String out, String err) {}

  private Cli() {}

  /** Runs a command to its end. */
  public static Result run(String... args) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    PrintStream terminalOut = System.out;
    PrintStream terminalErr = System.err;
    PrintStream errStream = new PrintStream(err, true, UTF_8);
    System.setOut(new PrintStream(out, true, UTF_8));
    System.setErr(errStream);
    try {
      int status = Main.commandLine().setErr(new PrintWriter(errStream, true, UTF_8)).execute(args);
      return new Result(status, out.toString(UTF_8), err.toString(UTF_8));
    } finally {
      System.setOut(terminalOut);
      System.setErr(terminalErr);
    }
  }
}
