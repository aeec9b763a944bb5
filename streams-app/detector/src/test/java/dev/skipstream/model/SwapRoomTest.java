package dev.skipstream.model;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skipstream.detect.Detector;
import dev.skipstream.detect.DeviceModels;
import dev.skipstream.schemas.event.ModelIdentity;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class SwapRoomTest {
  private static final String URI = "models:/cells/2";

  private final Map<String, Long> free = new HashMap<>();
  private final List<String> trimmed = new ArrayList<>();

  private final DeviceMemory memory =
      new DeviceMemory() {
        @Override
        public OptionalLong freeBytes(String device) {
          return free.containsKey(device)
              ? OptionalLong.of(free.get(device))
              : OptionalLong.empty();
        }

        @Override
        public void trim(String device) {
          trimmed.add(device);
          free.merge(device, 500_000_000L, Long::sum);
        }
      };

  @Test
  void aVersionNeedsWhatTheOneOfTheStartTook() {
    free.put("gpu:0", 8_000_000_000L);
    SwapRoom room = new SwapRoom(memory, List.of("gpu:0"));
    free.put("gpu:0", 5_000_000_000L);
    room.measure(List.of(device("gpu:0", 1)));

    free.put("gpu:0", 2_500_000_000L);
    assertThatCode(() -> room.require(URI)).doesNotThrowAnyException();
    free.put("gpu:0", 2_499_000_000L);
    assertThatThrownBy(() -> room.require(URI))
        .isInstanceOf(NoRoomException.class)
        .hasMessage(
            "gpu:0 has no room for models:/cells/2 beside the version that serves: 2999 MB are free, and a version took 3000 MB at the start; --swap pause lets the old one go first");
  }

  @Test
  void severalModelsOfTheStartHaveTakenTheirShare() {
    free.put("gpu:0", 8_000_000_000L);
    SwapRoom room = new SwapRoom(memory, List.of("gpu:0"));
    free.put("gpu:0", 2_000_000_000L);
    room.measure(List.of(device("gpu:0", 3)));

    free.put("gpu:0", 1_500_000_000L);
    assertThatCode(() -> room.require(URI)).doesNotThrowAnyException();
    free.put("gpu:0", 1_499_999_999L);
    assertThatThrownBy(() -> room.require(URI)).isInstanceOf(NoRoomException.class);
  }

  @Test
  void eachDeviceNeedsRoom() {
    free.put("gpu:0", 8_000_000_000L);
    free.put("gpu:1", 8_000_000_000L);
    SwapRoom room = new SwapRoom(memory, List.of("gpu:0", "gpu:1"));
    free.put("gpu:0", 5_000_000_000L);
    free.put("gpu:1", 5_000_000_000L);
    room.measure(List.of(device("gpu:0", 1), device("gpu:1", 1)));

    free.put("gpu:1", 1_000_000_000L);

    assertThatThrownBy(() -> room.require(URI)).hasMessageStartingWith("gpu:1 has no room");
  }

  @Test
  void theMachinesOwnMemoryIsNotLookedAt() {
    SwapRoom room = new SwapRoom(memory, List.of("cpu"));
    room.measure(List.of(device("cpu", 1)));

    assertThatCode(() -> room.require(URI)).doesNotThrowAnyException();
  }

  private static DeviceModels device(String name, int models) {
    List<Detector> detectors = new ArrayList<>();
    for (int version = 1; version <= models; version++) {
      detectors.add(new StillDetector(new ModelIdentity("cells", version, "sha256:01")));
    }
    return new DeviceModels(name, detectors);
  }
}
