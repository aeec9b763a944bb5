package dev.skipstream.console;

import io.javalin.http.Context;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;

/**
 * The body of an answer, written as its reader takes it: a slow reader holds no thread.
 *
 * <p>Threading: any thread of the server; no method waits.
 */
final class AsyncAnswer implements WriteListener {
  private final ServletOutputStream out;
  private final byte[] body;
  private final CompletableFuture<Void> written = new CompletableFuture<>();
  private boolean begun;

  private AsyncAnswer(ServletOutputStream out, byte[] body) {
    this.out = out;
    this.body = body;
  }

  /** Answers with a body. The future ends when the reader has it, or has gone. */
  static CompletableFuture<Void> write(Context request, String contentType, byte[] body) {
    try {
      request.res().setContentType(contentType);
      request.res().setContentLengthLong(body.length);
      AsyncAnswer answer = new AsyncAnswer(request.res().getOutputStream(), body);
      answer.out.setWriteListener(answer);
      return answer.written;
    } catch (IOException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  @Override
  public void onWritePossible() throws IOException {
    if (!begun && out.isReady()) {
      begun = true;
      out.write(body);
    }
    if (begun && out.isReady()) {
      written.complete(null);
    }
  }

  @Override
  public void onError(Throwable failure) {
    written.complete(null); // the reader has gone, and gets no answer
  }
}
