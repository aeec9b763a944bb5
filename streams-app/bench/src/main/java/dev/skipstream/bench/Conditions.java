package dev.skipstream.bench;

import java.lang.management.ManagementFactory;

/**
 * The conditions of a measurement, apart from the program.
 *
 * @param partitions the number of partitions of every topic
 * @param threads the number of reading threads, of the stream or of the program that it is compared
 *     with
 * @param commitIntervalMs the commit interval of all of them, with exactly-once
 * @param processors the number of processors that this JVM may use
 * @param loadAverage the machine's load average over the minute before; near 0 if nothing else ran
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
