package dev.skipstream.async;

import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.internals.InternalProcessorContext;
import org.apache.kafka.streams.processor.internals.ProcessorNode;
import org.apache.kafka.streams.processor.internals.ProcessorRecordContext;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.internals.CacheFlushListener;
import org.apache.kafka.streams.state.internals.CachedStateStore;

/**
 * The stage's only code that uses internals of Kafka Streams: a store without data whose cache is
 * "flushed" by draining the task's work.
 *
 * <p>On every path to a commit, Kafka Streams flushes the caches of a task's stores before it reads
 * the offsets. Only there can the stage still forward in-flight work in time. ({@code
 * StateStore.commit} comes after the offsets were read.) Not persistent and not logged, so the task
 * counts as stateless: no folder, no changelog, no restoration.
 *
 * <p>Threading: belongs to the stream thread of its task.
 */
class Drain implements StateStore, CachedStateStore<byte[], byte[]> {
  private final String name;
  private Runnable work = Drain::nothing;
  private boolean open;

  Drain(String name) {
    this.name = name;
  }

  /** Registers what to do before each commit, until the store is closed or initialised again. */
  void beforeCommit(Runnable work) {
    this.work = work;
  }

  @Override
  public void flushCache() {
    work.run();
  }

  @Override
  public void init(StateStoreContext context, StateStore root) {
    context.register(root, (key, value) -> {});
    work = Drain::nothing;
    open = true;
  }

  @Override
  public void close() {
    work = Drain::nothing;
    open = false;
  }

  @Override
  public void clearCache() {
    // There is none.
  }

  @Override
  public boolean setFlushListener(
      CacheFlushListener<byte[], byte[]> listener, boolean sendOldValues) {
    return false;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public boolean persistent() {
    return false;
  }

  @Override
  public boolean isOpen() {
    return open;
  }

  private static void nothing() {}

  /** Describes the store to a topology. */
  static StoreBuilder<Drain> named(String name) {
    return new Builder(name, Drain::new);
  }

  /**
   * Forwards results under the context of the record they belong to, which is not the one that the
   * task is at: topic, partition, offset, timestamp and headers as children, sinks and exception
   * handlers see them.
   */
  static final class Forwarder<K, V> {
    /** The origin of the result that this stream thread forwards now. */
    private static final ThreadLocal<Origin> FORWARDED = new ThreadLocal<>();

    private final InternalProcessorContext<K, V> context;
    private final ProcessorNode<?, ?, ?, ?> node;

    /** Called in {@code Processor.init}, when the context is at the processor's own node. */
    @SuppressWarnings("unchecked")
    Forwarder(ProcessorContext<K, V> context) {
      this.context = (InternalProcessorContext<K, V>) context;
      this.node = this.context.currentNode();
    }

    /**
     * Returns the origin of the current record. A copy: Kafka Streams reuses and changes its own.
     */
    Origin origin() {
      ProcessorRecordContext at = context.recordContext();
      // Without the raw record: it would keep the encoded bytes until the result is forwarded.
      return new Origin(
          new ProcessorRecordContext(
              at.timestamp(), at.offset(), at.partition(), at.topic(), at.headers()));
    }

    /** Leaves notes for the metadata of the offsets that the task commits from now on. */
    void note(Map<String, Long> notes) {
      notes.forEach(context::addProcessorMetadataKeyValue);
    }

    void forward(Origin origin, Record<K, V> record) {
      ProcessorRecordContext recordBefore = context.recordContext();
      ProcessorNode<?, ?, ?, ?> nodeBefore = context.currentNode();
      context.setRecordContext(origin.context);
      context.setCurrentNode(node);
      FORWARDED.set(origin);
      try {
        context.forward(record);
      } finally {
        FORWARDED.remove();
        context.setRecordContext(recordBefore);
        context.setCurrentNode(nodeBefore);
      }
    }
  }

  /**
   * The origin of the result that the calling thread forwards; what it sends now is its outcome.
   */
  static Optional<Origin> forwarded() {
    return Optional.ofNullable(Forwarder.FORWARDED.get());
  }

  /** The position at which a record was read; used in messages. */
  static final class Origin {
    private final ProcessorRecordContext context;

    private Origin(ProcessorRecordContext context) {
      this.context = context;
    }

    String topic() {
      return context.topic();
    }

    TopicPartition partition() {
      return new TopicPartition(context.topic(), context.partition());
    }

    long offset() {
      return context.offset();
    }

    long timestamp() {
      return context.timestamp();
    }

    @Override
    public String toString() {
      return context.topic() + "-" + context.partition() + "@" + context.offset();
    }
  }

  record Builder(String name, Function<String, Drain> factory) implements StoreBuilder<Drain> {
    @Override
    public Drain build() {
      return factory.apply(name);
    }

    @Override
    public StoreBuilder<Drain> withCachingEnabled() {
      return this;
    }

    @Override
    public StoreBuilder<Drain> withCachingDisabled() {
      return this;
    }

    @Override
    public StoreBuilder<Drain> withLoggingEnabled(Map<String, String> config) {
      throw new UnsupportedOperationException("store %s has no data to log".formatted(name));
    }

    @Override
    public StoreBuilder<Drain> withLoggingDisabled() {
      return this;
    }

    @Override
    public Map<String, String> logConfig() {
      return Map.of();
    }

    @Override
    public boolean loggingEnabled() {
      return false;
    }
  }
}
