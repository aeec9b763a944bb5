package dev.skipstream.bench;

import dev.skipstream.detect.Detector;
import dev.skipstream.detect.ResizedShape;
import dev.skipstream.image.Frame;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Runs the detectors without a stream around them: decoded frames, in full batches, one call after
 * another.
 *
 * <p>Threading: a thread for each detector; {@link #run} blocks until all are done.
 */
final class BareLoop implements AutoCloseable {
  private final List<Detector> detectors;
  private final List<List<Frame>> batches;
  private final ExecutorService threads;

  BareLoop(List<Detector> detectors, List<Frame> frames, int batchSize) {
    this.detectors = detectors;
    this.batches = batches(frames, detectors.get(0), batchSize);
    this.threads = Executors.newFixedThreadPool(detectors.size());
  }

  /**
   * Full batches of one shape each, in which every frame is as often as any other: all frames once
   * for each place of a batch. Shuffled, so that a part of them is a fair sample of the shapes.
   */
  private static List<List<Frame>> batches(List<Frame> frames, Detector detector, int size) {
    Map<ResizedShape, List<Frame>> byShape = new LinkedHashMap<>();
    for (int i = 0; i < size; i++) {
      for (Frame frame : frames) {
        byShape.computeIfAbsent(detector.shapeOf(frame), shape -> new ArrayList<>()).add(frame);
      }
    }
    List<List<Frame>> batches = new ArrayList<>();
    for (List<Frame> alike : byShape.values()) {
      for (int from = 0; from < alike.size(); from += size) {
        batches.add(alike.subList(from, from + size));
      }
    }
    Collections.shuffle(batches, new Random(1));
    return batches;
  }

  /** Runs a batch of each shape on each detector: the first calls of a shape are slow. */
  void warmUp() {
    run(
        detector -> {
          Set<ResizedShape> seen = new HashSet<>();
          for (List<Frame> batch : batches) {
            if (seen.add(detector.shapeOf(batch.get(0)))) {
              detector.detect(batch);
            }
          }
        });
  }

  /** Runs so many frames, and some more where the last batch needs them. */
  Rate measure(int frames) {
    int size = batches.get(0).size();
    int calls = (frames + size - 1) / size;
    AtomicInteger next = new AtomicInteger();
    long started = System.nanoTime();
    run(
        detector -> {
          for (int i = next.getAndIncrement(); i < calls; i = next.getAndIncrement()) {
            detector.detect(batches.get(i % batches.size()));
          }
        });
    return Rate.of((long) calls * size, System.nanoTime() - started);
  }

  private void run(Consumer<Detector> work) {
    List<Future<?>> running = new ArrayList<>();
    detectors.forEach(detector -> running.add(threads.submit(() -> work.accept(detector))));
    try {
      for (Future<?> one : running) {
        one.get();
      }
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException cause
          ? cause
          : new IllegalStateException("a detector failed in the bare loop", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while the bare loop ran", e);
    }
  }

  @Override
  public void close() {
    threads.shutdown();
  }
}
