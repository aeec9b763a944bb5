package dev.skipstream.console;

import dev.skipstream.console.LossView.Place;
import dev.skipstream.image.fetch.ImageFetcher;
import dev.skipstream.image.fetch.TransientFetchException;
import dev.skipstream.image.header.InvalidImageException;
import dev.skipstream.schemas.event.ImageEvent;
import dev.skipstream.schemas.event.InputPosition;
import dev.skipstream.schemas.serde.EventSerdes;
import dev.skipstream.schemas.serde.InvalidEventException;
import dev.skipstream.topics.BrokerException;
import java.net.URI;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The pictures of the stream's records, read once for all viewers. Serves the topics of the stream
 * alone, and references under the rules of the stream.
 *
 * <p>Threading: {@link #get} waits for nothing. Two threads of its own read: one from the broker,
 * one from the stores of references. Each has a bounded queue; a request beyond it fails at once.
 */
final class Pictures implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Pictures.class);
  private static final long CACHE_BYTES = 48L << 20;
  private static final int QUEUE = 256;

  private final Supplier<Map<String, Object>> client;
  private final Set<String> topics;
  private final Optional<ImageFetcher> references;
  private final ExecutorService records = executor("console-pictures");
  private final ExecutorService fetches = executor("console-references");

  /** Guarded by itself. */
  private final Map<Key, CompletableFuture<Picture>> cache = new LinkedHashMap<>(64, 0.75f, true);

  private long cached;

  /** Used by the thread of the records alone. */
  private PictureReader reader;

  private record Key(Place place, boolean preview) {}

  Pictures(
      Supplier<Map<String, Object>> client, Set<String> topics, Optional<ImageFetcher> references) {
    this.client = client;
    this.topics = topics;
    this.references = references;
  }

  private static ExecutorService executor(String name) {
    return new ThreadPoolExecutor(
        1, 1, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(QUEUE), Viewers.daemon(name));
  }

  /**
   * Returns the picture of a record. The future fails with a {@link PictureException} where there
   * is none.
   *
   * @param preview true for a shrunk one
   */
  @SuppressWarnings("FutureReturnValueIgnored") // the picture itself reports its failure
  CompletableFuture<Picture> get(Place place, boolean preview) {
    if (!topics.contains(place.topic()) || place.partition() < 0 || place.offset() < 0) {
      return CompletableFuture.failedFuture(
          new PictureException(404, "the stream reads no such record"));
    }
    Key key = new Key(place, preview);
    CompletableFuture<Picture> picture = new CompletableFuture<>();
    synchronized (cache) {
      CompletableFuture<Picture> known = cache.get(key);
      if (known != null) {
        return known;
      }
      cache.put(key, picture);
    }
    picture.whenComplete((found, failure) -> keep(key, found));
    try {
      records.execute(() -> load(place, preview, picture));
    } catch (RejectedExecutionException e) {
      picture.completeExceptionally(new PictureException(503, "too many pictures are wanted"));
    }
    return picture;
  }

  private void keep(Key key, Picture found) {
    synchronized (cache) {
      if (found == null) {
        cache.remove(key); // the next request tries again
        return;
      }
      cached += found.bytes().length;
      Iterator<Map.Entry<Key, CompletableFuture<Picture>>> oldest = cache.entrySet().iterator();
      while (cached > CACHE_BYTES && oldest.hasNext()) {
        CompletableFuture<Picture> picture = oldest.next().getValue();
        if (picture.isDone() && !picture.isCompletedExceptionally()) {
          cached -= picture.join().bytes().length;
          oldest.remove();
        }
      }
    }
  }

  private void load(Place place, boolean preview, CompletableFuture<Picture> picture) {
    try {
      Optional<URI> reference = Optional.empty();
      if (reader == null) {
        reader = new PictureReader(client.get());
      }
      ConsumerRecord<byte[], byte[]> record = reader.read(place);
      byte[] image = record.value() == null ? new byte[0] : record.value();
      try {
        ImageEvent event =
            EventSerdes.readImage(
                new InputPosition(place.topic(), place.partition(), place.offset()),
                record.key(),
                record.headers(),
                image);
        image = event.image();
        reference = event.dataref();
      } catch (InvalidEventException e) {
        // A dead letter may be no event, and have an image all the same.
        LOG.debug("shown as bare bytes: {}", e.getMessage());
      }
      if (reference.isPresent() && image.length == 0) {
        URI uri = reference.get();
        fetches.execute(() -> fetch(uri, preview, picture));
      } else {
        picture.complete(shown(image, preview));
      }
    } catch (PictureException e) {
      picture.completeExceptionally(e);
    } catch (RejectedExecutionException e) {
      picture.completeExceptionally(new PictureException(503, "too many pictures are wanted"));
    } catch (KafkaException | BrokerException e) {
      picture.completeExceptionally(
          new PictureException(503, "the broker does not answer: " + e.getMessage()));
    } catch (RuntimeException e) {
      picture.completeExceptionally(e);
    }
  }

  private void fetch(URI reference, boolean preview, CompletableFuture<Picture> picture) {
    try {
      if (references.isEmpty()) {
        throw new PictureException(404, "the stream reads no images by reference");
      }
      picture.complete(shown(references.get().fetch(reference), preview));
    } catch (InvalidImageException e) {
      picture.completeExceptionally(new PictureException(404, e.getMessage()));
    } catch (TransientFetchException e) {
      picture.completeExceptionally(new PictureException(503, e.getMessage()));
    } catch (PictureException | RuntimeException e) {
      picture.completeExceptionally(e);
    }
  }

  private static Picture shown(byte[] image, boolean preview) throws PictureException {
    Picture picture =
        Picture.of(image)
            .orElseThrow(
                () ->
                    new PictureException(
                        415,
                        "the %d bytes are no image that a browser shows".formatted(image.length)));
    return preview ? Preview.of(picture) : picture;
  }

  /** Returns the failure of a picture, as an answer. */
  static PictureException failure(Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    return cause instanceof PictureException known
        ? known
        : new PictureException(500, "the picture cannot be read: " + cause);
  }

  @Override
  public void close() {
    records.execute(
        () -> {
          if (reader != null) {
            reader.close();
          }
        });
    records.shutdown();
    fetches.shutdownNow();
  }
}
