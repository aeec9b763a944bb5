package dev.skipstream.async;

import java.util.Set;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.state.StoreBuilder;

/**
 * A stage whose drain can be switched off. It is the negative control of every test that requires
 * the drain. It also keeps records in flight in a TopologyTestDriver, which commits after each
 * record.
 */
public final class DrainSwitch<K, V, R> implements ProcessorSupplier<K, V, K, R> {
  private final AsyncStage<K, V, R> stage;
  private volatile boolean off;

  public DrainSwitch(AsyncStage<K, V, R> stage) {
    this.stage = stage;
  }

  public DrainSwitch<K, V, R> off() {
    off = true;
    return this;
  }

  public DrainSwitch<K, V, R> on() {
    off = false;
    return this;
  }

  @Override
  public Processor<K, V, K, R> get() {
    return stage.get();
  }

  @Override
  public Set<StoreBuilder<?>> stores() {
    StoreBuilder<?> store = stage.stores().iterator().next();
    return Set.of(new Drain.Builder(store.name(), SwitchedDrain::new));
  }

  private final class SwitchedDrain extends Drain {
    SwitchedDrain(String name) {
      super(name);
    }

    @Override
    public void flushCache() {
      if (!off) {
        super.flushCache();
      }
    }
  }
}
