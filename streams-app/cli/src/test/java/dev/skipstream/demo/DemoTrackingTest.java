package dev.skipstream.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skipstream.zones.CameraRules;
import dev.skipstream.zones.ZonesFile;
import java.util.List;
import org.junit.jupiter.api.Test;

class DemoTrackingTest {
  @Test
  void eachCameraHasALineAndAZoneWhateverItsNameIs() {
    List<String> cameras = List.of("street-1", "it's", "a: b", "{x}");

    List<CameraRules> rules = ZonesFile.parse("demo", DemoTracking.rules(cameras)).cameras();

    assertThat(rules).extracting(CameraRules::camera).isEqualTo(cameras);
    assertThat(rules).allSatisfy(each -> assertThat(each.lines()).hasSize(1));
    assertThat(rules).allSatisfy(each -> assertThat(each.zones()).hasSize(1));
  }
}
