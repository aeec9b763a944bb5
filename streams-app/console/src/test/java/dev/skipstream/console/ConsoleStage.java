package dev.skipstream.console;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Shows the console of a recorded stream in a browser, for work on the page. */
final class ConsoleStage {
  private ConsoleStage() {}

  /**
   * Plays two streets until the process is ended.
   *
   * @param arguments the port
   */
  public static void main(String[] arguments) throws Exception {
    Path folder = Files.createTempDirectory("skipstream-console-");
    try (RecordedStream stream = new RecordedStream(folder, List.of("street-1", "street-2"));
        Console console = Console.start(stream.settings(Integer.parseInt(arguments[0])))) {
      System.out.println(console.url() + "#token=" + RecordedStream.TOKEN);
      stream.report();
      for (int frame = 0; ; frame++) {
        stream.next();
        if (frame % 40 == 5) {
          stream.lose();
        }
        Thread.sleep(300);
      }
    }
  }
}
