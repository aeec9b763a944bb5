package dev.skipstream.bench;

import java.lang.management.ManagementFactory;

/**
 * The conditions of a measurement besides the program.
 *
 * @param partitions of every topic
 * @param threads that read: of a stream, or of what it is compared with
 * @param commitIntervalMs of all of them, exactly once
 * @param processors that this JVM may use
 * @param loadAverage of the machine over the minute before: near 0 when nothing else ran
 */
public record Conditions(
    int partitions, int threads, long commitIntervalMs, int processors, double loadAverage) {

  static Conditions now() {
    return new Conditions(
        Workbench.PARTITIONS,
        Workbench.STREAM.threads(),
        Workbench.STREAM.commitInterval().toMillis(),
        Runtime.getRuntime().availableProcessors(),
        ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
  }
}
