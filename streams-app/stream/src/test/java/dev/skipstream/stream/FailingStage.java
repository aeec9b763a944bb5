package dev.skipstream.stream;

import dev.skipstream.async.AsyncStage;
import java.util.Set;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.StoreBuilder;

/** A stage that runs something before each record, such as a throw. */
record FailingStage<K, V, R>(AsyncStage<K, V, R> stage, Runnable beforeRecord)
    implements ProcessorSupplier<K, V, K, R> {

  @Override
  public Processor<K, V, K, R> get() {
    Processor<K, V, K, R> processor = stage.get();
    return new Processor<>() {
      @Override
      public void init(ProcessorContext<K, R> context) {
        processor.init(context);
      }

      @Override
      public void process(Record<K, V> record) {
        beforeRecord.run();
        processor.process(record);
      }

      @Override
      public void close() {
        processor.close();
      }
    };
  }

  @Override
  public Set<StoreBuilder<?>> stores() {
    return stage.stores();
  }
}
