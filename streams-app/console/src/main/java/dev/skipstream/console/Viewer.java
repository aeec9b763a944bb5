package dev.skipstream.console;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * One open page. It gets the newest message of each kind. A message that it cannot take at once is
 * not kept: the next one replaces it. So a slow viewer skips frames, and costs no thread and no
 * memory.
 *
 * <p>Threading: its lock guards the stream. The ticker and the threads of the server call it; no
 * method waits for the reader.
 */
final class Viewer implements WriteListener {
  private final ServletOutputStream out;
  private final Map<String, Message> sent = new HashMap<>();
  private final CompletableFuture<Void> gone = new CompletableFuture<>();
  private boolean open;
  private boolean unflushed;

  Viewer(ServletOutputStream out) {
    this.out = out;
  }

  /** Ends when the reader has gone. */
  CompletableFuture<Void> gone() {
    return gone;
  }

  @Override
  public synchronized void onWritePossible() throws IOException {
    open = true;
    flush();
  }

  @Override
  public void onError(Throwable failure) {
    leave();
  }

  /** Writes the messages that are new to it, unless it has not taken the earlier ones yet. */
  synchronized void offer(List<Message> newest) {
    if (!open || gone.isDone()) {
      return;
    }
    try {
      if (!flush()) {
        return;
      }
      byte[] batch = batch(newest);
      if (batch.length > 0) {
        out.write(batch);
        unflushed = true;
        flush();
      }
    } catch (IOException | IllegalStateException e) {
      leave();
    }
  }

  /** Returns true if the stream takes more. */
  private boolean flush() throws IOException {
    if (!out.isReady()) {
      return false;
    }
    if (unflushed) {
      unflushed = false;
      out.flush();
      return out.isReady();
    }
    return true;
  }

  @SuppressWarnings("ReferenceEquality") // a message is one object for all viewers
  private byte[] batch(List<Message> newest) {
    ByteArrayOutputStream batch = new ByteArrayOutputStream();
    for (Message message : newest) {
      if (sent.put(message.key(), message) != message) {
        batch.writeBytes(message.bytes());
      }
    }
    sent.keySet().retainAll(newest.stream().map(Message::key).toList());
    return batch.toByteArray();
  }

  /** Ends the connection. */
  void leave() {
    gone.complete(null);
  }
}
