package dev.skipstream.camera;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * The reader process of a camera: one connection, from its opening to its end. It has no arguments;
 * its task comes over standard input. It ends with its standard input, so it never outlives the
 * publisher.
 */
final class ReaderMain {
  private ReaderMain() {}

  public static void main(String[] arguments) {
    PrintStream messages = System.out;
    // Nothing but messages may get into standard output.
    System.setOut(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
    int status = 0;
    try {
      DataInputStream commands = new DataInputStream(System.in);
      Reader reader = new Reader(ReaderTask.read(commands), new DataOutputStream(messages));
      Thread room = new Thread(() -> readRoom(commands, reader), "room");
      room.setDaemon(true);
      room.start();
      reader.run();
    } catch (IOException | InterruptedException e) {
      status = 1; // The publisher is gone, or sees the end of the messages.
    }
    Runtime.getRuntime().halt(status); // FFmpeg's own threads may hang.
  }

  private static void readRoom(DataInputStream commands, Reader reader) {
    try {
      while (commands.read() >= 0) {
        reader.addRoom();
      }
    } catch (IOException e) {
      // Ends as below.
    }
    Runtime.getRuntime().halt(0);
  }
}
