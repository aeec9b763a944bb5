package dev.skipstream.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skipstream.registry.Architecture;
import dev.skipstream.registry.Architectures;
import dev.skipstream.registry.InvalidModelException;
import org.junit.jupiter.api.Test;

/** Compares the two lists of architectures: what is imported, and what runs. */
class DjlArchitecturesTest {

  @Test
  void eachArchitectureThatIsImportedRunsAndNoOther() {
    assertThat(DjlArchitectures.BUILT_IN)
        .extracting(DjlArchitecture::name)
        .containsExactlyElementsOf(
            Architectures.BUILT_IN.all().stream().map(Architecture::name).toList());
  }

  @Test
  void bothHalvesHaveTheSameSettings() {
    for (Architecture one : Architectures.BUILT_IN.all()) {
      for (String network : one.networks()) {
        assertThat(one.defaults()).isInstanceOf(DjlArchitectures.of(network).settings());
      }
    }
  }

  @Test
  void namesTheNetworksThatRunWhereOneIsUnknown() {
    assertThatThrownBy(() -> DjlArchitectures.of("yolo"))
        .isInstanceOf(InvalidModelException.class)
        .hasMessageStartingWith("architecture is 'yolo': expected one of fasterrcnn_resnet18_fpn,");
  }
}
