package dev.skipstream.async;

import java.util.Optional;
import java.util.Set;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.StoreBuilder;

/**
 * The stage with one thing broken. A guarantee test that does not notice the mutants proves
 * nothing.
 */
public enum Mutant {
  /** The stage as it is. */
  NONE,
  /** Commits do not wait for what is in flight. */
  NO_DRAIN,
  /** Results leave as they finish. */
  AS_THEY_FINISH,
  /** Results leave under the context of the record before. */
  WRONG_CONTEXT;

  public <K, V, R> ProcessorSupplier<K, V, K, R> of(AsyncStage<K, V, R> stage) {
    return switch (this) {
      case NONE -> stage;
      case NO_DRAIN -> new DrainSwitch<>(stage).off();
      case AS_THEY_FINISH -> with(stage, () -> new EagerProcessor<>(stage));
      case WRONG_CONTEXT -> with(stage, () -> new LaggingProcessor<>(stage));
    };
  }

  private static <K, V, R> ProcessorSupplier<K, V, K, R> with(
      AsyncStage<K, V, R> stage, ProcessorSupplier<K, V, K, R> processors) {
    return new ProcessorSupplier<>() {
      @Override
      public Processor<K, V, K, R> get() {
        return processors.get();
      }

      @Override
      public Set<StoreBuilder<?>> stores() {
        return stage.stores();
      }
    };
  }

  private static final class EagerProcessor<K, V, R> extends AsyncProcessor<K, V, R> {
    EagerProcessor(AsyncStage<K, V, R> stage) {
      super(stage);
    }

    @Override
    InFlightQueue<K, R> newQueue() {
      return new InFlightQueue<>() {
        @Override
        boolean headIsDone() {
          Optional<Entry<K, R>> done = entries.stream().filter(e -> e.work().isDone()).findFirst();
          done.ifPresent(
              entry -> {
                entries.remove(entry);
                entries.addFirst(entry);
              });
          return done.isPresent();
        }
      };
    }
  }

  private static final class LaggingProcessor<K, V, R> extends AsyncProcessor<K, V, R> {
    private Drain.Origin before;

    LaggingProcessor(AsyncStage<K, V, R> stage) {
      super(stage);
    }

    @Override
    void forward(Drain.Origin origin, Record<K, R> result) {
      super.forward(before == null ? origin : before, result);
      before = origin;
    }
  }
}
