package dev.skipstream.registry.server;

import dev.skipstream.registry.server.Problem.ProblemException;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.eclipse.jetty.io.EndPoint;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Bounds the requests that hold a thread while their bytes come or go. There are so many at the
 * same time; further ones are refused at once. One that is slower than the least rate loses its
 * connection, which is what ends a read or a write that blocks.
 *
 * <p>Jetty's own limits do not: its idle timeout begins anew with each byte, and its handler for a
 * minimum rate looks only when the next byte moves.
 *
 * <p>Threading: any thread. One thread of its own, from the constructor to {@link #close}, looks at
 * all transfers and waits for none.
 */
final class Transfers implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Transfers.class);
  private static final int CHUNK = 1 << 16;
  private static final int LOOKS_IN_A_WINDOW = 10;

  private final String what;
  private final TransferLimits limits;
  private final Semaphore free;
  private final Set<Copy> copies = ConcurrentHashMap.newKeySet();
  private final ScheduledExecutorService watchdog;

  /**
   * Bounds one kind of transfers.
   *
   * @param what they are, for messages, such as {@code transfers of archives}
   */
  @SuppressWarnings("FutureReturnValueIgnored") // it ends with the executor
  Transfers(String what, TransferLimits limits) {
    this.what = what;
    this.limits = limits;
    this.free = new Semaphore(limits.transfers());
    this.watchdog =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "registry-transfers");
              thread.setDaemon(true);
              return thread;
            });
    long every = Math.max(1, limits.window().toMillis() / LOOKS_IN_A_WINDOW);
    watchdog.scheduleAtFixedRate(this::endSlowOnes, every, every, TimeUnit.MILLISECONDS);
  }

  /**
   * Takes one of the places; the caller closes it.
   *
   * @throws ProblemException 503 with {@code Retry-After} when none is free
   */
  Transfer begin(Context request) {
    if (!free.tryAcquire()) {
      request.header("Retry-After", String.valueOf(Math.max(1, limits.window().toSeconds())));
      throw new ProblemException(
          HttpStatus.SERVICE_UNAVAILABLE,
          "all %d %s are in use: try again in a while".formatted(limits.transfers(), what));
    }
    return new Transfer(request);
  }

  @Override
  public void close() {
    watchdog.shutdownNow();
  }

  private void endSlowOnes() {
    long now = System.nanoTime();
    copies.forEach(copy -> copy.endIfSlow(now));
  }

  /** A place that a request holds, until it is closed. */
  final class Transfer implements AutoCloseable {
    private final Context request;

    private Transfer(Context request) {
      this.request = request;
    }

    /**
     * Copies a stream to its end.
     *
     * @param most the maximum number of bytes
     * @return the number of bytes; more than {@code most} if the stream has more, which are not
     *     copied
     * @throws IOException also when the copy was too slow
     */
    long copy(InputStream in, OutputStream out, long most) throws IOException {
      Copy copy = new Copy(request);
      copies.add(copy);
      try {
        byte[] chunk = new byte[CHUNK];
        long moved = 0;
        for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
          moved += read;
          copy.moved = moved;
          if (moved > most) {
            break;
          }
          out.write(chunk, 0, read);
        }
        return moved;
      } finally {
        copies.remove(copy);
      }
    }

    @Override
    public void close() {
      free.release();
    }
  }

  /**
   * A copy in progress. The thread that copies writes {@code moved}; the watchdog owns the rest.
   */
  private final class Copy {
    private final EndPoint connection;
    private final String name;
    private volatile long moved;
    private long windowBegan = System.nanoTime();
    private long movedBefore;

    Copy(Context request) {
      this.connection =
          ServletContextRequest.getServletContextRequest(request.req())
              .getConnectionMetaData()
              .getConnection()
              .getEndPoint();
      this.name = "%s %s from %s".formatted(request.method(), request.path(), request.ip());
    }

    void endIfSlow(long now) {
      if (now - windowBegan < limits.window().toNanos()) {
        return;
      }
      long inWindow = moved - movedBefore;
      if (inWindow < limits.bytesPerWindow()) {
        LOG.warn(
            "{} is ended: it moved {} bytes in {} s, expected {} a second or more",
            name,
            inWindow,
            limits.window().toSeconds(),
            limits.bytesPerSecond());
        connection.close(new TimeoutException("slower than the least rate of a transfer"));
      }
      windowBegan = now;
      movedBefore = moved;
    }
  }
}
