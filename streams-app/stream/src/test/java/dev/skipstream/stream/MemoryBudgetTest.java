package dev.skipstream.stream;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MemoryBudgetTest {
  private static final int MIB = 1 << 20;

  @ParameterizedTest
  @CsvSource({
    // heap, partitions, largest record: in flight, decoded, buffered records, fetched, produced
    // (MiB)
    "8192, 8, 10, 1024, 2048, 8, 32, 64",
    "2048, 8, 10, 256, 512, 3, 32, 64",
    "512, 8, 10, 64, 128, 1, 32, 32",
    "256, 8, 10, 32, 64, 1, 16, 20",
    "256, 1000, 1, 32, 64, 1, 16, 16",
    "65536, 4, 1, 8192, 16384, 8, 32, 64",
    "512, 1, 60, 64, 128, 1, 60, 120",
  })
  void theHeapIsDividedUp(
      int heap,
      int partitions,
      int record,
      long encoded,
      long decoded,
      int buffered,
      int fetch,
      long producer) {
    MemoryBudget budget =
        MemoryBudget.of((long) heap * MIB, partitions, record * MIB, record * MIB);

    assertThat(budget)
        .isEqualTo(
            new MemoryBudget(
                record * MIB,
                record * MIB,
                encoded * MIB,
                decoded * MIB,
                buffered,
                fetch * MIB,
                producer * MIB));
  }
}
