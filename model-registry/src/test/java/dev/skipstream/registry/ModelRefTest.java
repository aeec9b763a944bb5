package dev.skipstream.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelRefTest {

  @Test
  void readsAVersion() {
    assertThat(ModelRef.parse("models:/cells/3"))
        .isEqualTo(ModelRef.of("cells", 3))
        .hasToString("models:/cells/3");
  }

  @Test
  void readsAnAlias() {
    assertThat(ModelRef.parse("models:/cells@champion"))
        .isEqualTo(new ModelRef("cells", OptionalInt.empty(), Optional.of("champion")))
        .hasToString("models:/cells@champion");
  }

  @Test
  void readsTheNewest() {
    assertThat(ModelRef.parse("models:/cells"))
        .isEqualTo(new ModelRef("cells", OptionalInt.empty(), Optional.empty()))
        .hasToString("models:/cells");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "cells/1",
        "models:/",
        "models:/cells/0",
        "models:/cells/-1",
        "models:/cells/one",
        "models:/cells/1/2",
        "models:/cells/1@champion",
        "models:/cells@",
        "models:/cells@a/b",
        "models:/../1",
        "models:/a b/1",
        "models:/cells/12345678901",
        ""
      })
  void refusesWhatIsNoReference(String uri) {
    assertThatThrownBy(() -> ModelRef.parse(uri))
        .isInstanceOf(InvalidModelException.class)
        .hasMessageContaining("expected");
  }
}
