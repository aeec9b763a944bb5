package dev.skipstream.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skipstream.detect.DeviceModels;
import dev.skipstream.schemas.event.ModelIdentity;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ActiveModelsTest {
  private static final ModelIdentity FIRST = new ModelIdentity("cells", 1, "sha256:01");
  private static final ModelIdentity SECOND = new ModelIdentity("cells", 2, "sha256:02");
  private static final String CHAMPION = "models:/cells@champion";
  private static final String PIN = "models:/cells/1";

  private final StillDetector first = new StillDetector(FIRST);
  private final StillDetector firstBeside = new StillDetector(FIRST);
  private final StillDetector second = new StillDetector(SECOND);
  private final StillDetector secondBeside = new StillDetector(SECOND);
  private final List<DeviceModels> devices =
      List.of(
          new DeviceModels("gpu:0", List.of(first)),
          new DeviceModels("gpu:1", List.of(firstBeside)));

  @Test
  void aFrameKeepsTheModelOfTheMomentItWasTakenOn() {
    ActiveModels models = new ActiveModels(devices, Map.of(CHAMPION, FIRST));
    ActiveModels.Lease before = models.lease(CHAMPION);

    models.point(CHAMPION, List.of(second, secondBeside));

    assertThat(before.model()).isEqualTo(FIRST);
    assertThat(models.lease(CHAMPION).model()).isEqualTo(SECOND);
    assertThat(devices.get(1).get(FIRST)).isSameAs(firstBeside);
    assertThat(devices.get(1).get(SECOND)).isSameAs(secondBeside);
  }

  @Test
  void theOldModelIsClosedOnAllDevicesAfterItsLastFrame() {
    ActiveModels models = new ActiveModels(devices, Map.of(CHAMPION, FIRST));
    ActiveModels.Lease one = models.lease(CHAMPION);
    ActiveModels.Lease other = models.lease(CHAMPION);
    models.point(CHAMPION, List.of(second, secondBeside));

    one.close();
    one.close();
    assertThat(first.isClosed()).isFalse();

    other.close();
    assertThat(first.isClosed()).isTrue();
    assertThat(firstBeside.isClosed()).isTrue();
    assertThat(second.isClosed()).isFalse();
    assertThatThrownBy(() -> devices.get(0).get(FIRST)).hasMessageContaining("is not loaded");
  }

  @Test
  void theOldModelIsClosedAtOnceWhenNoFrameHasIt() {
    ActiveModels models = new ActiveModels(devices, Map.of(CHAMPION, FIRST));
    models.lease(CHAMPION).close();

    models.point(CHAMPION, List.of(second, secondBeside));

    assertThat(first.isClosed()).isTrue();
    assertThat(models.inForce()).containsExactly(SECOND);
  }

  @Test
  void theModelOfAClearedReferenceIsClosedAfterItsLastFrame() {
    ActiveModels models = new ActiveModels(devices, Map.of(CHAMPION, FIRST));
    ActiveModels.Lease lease = models.leaseIfAny(CHAMPION).orElseThrow();

    models.clear(CHAMPION);

    assertThat(models.find(CHAMPION)).isEmpty();
    assertThat(models.leaseIfAny(CHAMPION)).isEmpty();
    assertThat(first.isClosed()).isFalse();
    lease.close();
    assertThat(first.isClosed()).isTrue();
    assertThat(firstBeside.isClosed()).isTrue();

    models.point(CHAMPION, List.of(second, secondBeside));
    assertThat(models.target(CHAMPION)).isEqualTo(SECOND);
  }

  @Test
  void aModelThatAnotherReferenceStandsForStays() {
    ActiveModels models = new ActiveModels(devices, Map.of(CHAMPION, FIRST, PIN, FIRST));

    models.point(CHAMPION, List.of(second, secondBeside));

    assertThat(first.isClosed()).isFalse();
    assertThat(models.lease(PIN).model()).isEqualTo(FIRST);
  }

  @Test
  void goesBackToAModelThatIsStillLoaded() {
    ActiveModels models = new ActiveModels(devices, Map.of(CHAMPION, FIRST));
    ActiveModels.Lease slow = models.lease(CHAMPION);
    models.point(CHAMPION, List.of(second, secondBeside));

    assertThat(models.point(CHAMPION, FIRST)).isTrue();
    slow.close();

    assertThat(first.isClosed()).isFalse();
    assertThat(second.isClosed()).isTrue();
    assertThat(models.point(CHAMPION, SECOND)).isFalse();
    assertThat(models.target(CHAMPION)).isEqualTo(FIRST);
  }
}
