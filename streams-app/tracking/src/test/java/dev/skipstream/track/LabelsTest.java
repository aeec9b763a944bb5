package dev.skipstream.track;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LabelsTest {
  @Test
  void cutsANameThatIsTooLongAndNoOther() {
    String fits = "a".repeat(Labels.MOST_BYTES);

    assertThat(Labels.cut(fits)).isEqualTo(fits);
    assertThat(Labels.cut(fits + "b")).isEqualTo(fits);
    assertThat(Labels.cut("")).isEmpty();
  }

  @Test
  void cutsBetweenCharacters() {
    assertThat(Labels.cut("\u6F22".repeat(20))).isEqualTo("\u6F22".repeat(10));
    assertThat(Labels.cut("\uD83D\uDE97".repeat(20))).isEqualTo("\uD83D\uDE97".repeat(5));
  }

  @Test
  void replacesHalvesOfSurrogatePairs() {
    assertThat(Labels.cut("a\uD83Db\uDE97")).isEqualTo("a?b?");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "car", "\u0000", "\u00E9t\u00E9", "\u6F22", "\uD83D\uDE97"})
  void countsTheBytesThatTheStateHas(String name) throws IOException {
    ByteArrayOutputStream written = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(written)) {
      out.writeUTF(name);
    }

    assertThat(Labels.bytes(name)).isEqualTo(written.size() - Short.BYTES);
  }
}
