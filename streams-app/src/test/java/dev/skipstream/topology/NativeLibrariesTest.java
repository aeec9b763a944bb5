package dev.skipstream.topology;

import static org.assertj.core.api.Assertions.assertThatCode;

import org.junit.jupiter.api.Test;

class NativeLibrariesTest {
  /** Each codec and each compression does its work once, so each library is there. */
  @Test
  void everyCodecAndCompressionWorksBeforeTheFirstFrame() {
    assertThatCode(NativeLibraries::load).doesNotThrowAnyException();
  }
}
