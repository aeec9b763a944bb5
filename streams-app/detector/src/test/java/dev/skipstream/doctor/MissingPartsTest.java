package dev.skipstream.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.skipstream.doctor.DoctorReport.GpuState;
import dev.skipstream.doctor.DoctorReport.Gpus;
import dev.skipstream.doctor.DoctorReport.Torch;
import dev.skipstream.gpu.CudaKernels;
import dev.skipstream.gpu.Gpu;
import dev.skipstream.gpu.NvidiaGpus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MissingPartsTest {
  private static final Gpus NONE =
      new Gpus(Optional.of(NvidiaGpus.NO_DRIVER), Optional.empty(), Optional.empty(), List.of());
  private static final HostSystem DEBIAN = new HostSystem(0, "debian", false, false);

  @TempDir Path folder;

  @Test
  void aMachineWithoutAGpuLacksNothing() {
    assertThat(new MissingParts(DEBIAN, NONE, torch("cpu")).find()).isEmpty();
  }

  @Test
  void aCardWithoutADriverLacksTheDriver() {
    assertThat(
            new MissingParts(new HostSystem(2, "debian", false, false), NONE, torch("cpu")).find())
        .containsExactly(
            new MissingPart(
                "NVIDIA driver",
                "2 NVIDIA cards on the PCI bus, and no NVIDIA driver",
                "sudo apt-get install nvidia-driver"));
    assertThat(
            new MissingParts(new HostSystem(1, "ubuntu", true, false), NONE, torch("cpu")).find())
        .extracting(MissingPart::command)
        .containsExactly("docker run --gpus all ...");
  }

  @Test
  void aGpuWithACpuBuildLacksTheCudaBuild() {
    assertThat(new MissingParts(DEBIAN, gpu("9.0"), torch("cpu")).find())
        .extracting(MissingPart::part, MissingPart::command)
        .containsExactly(tuple("CUDA build of libtorch", "./mvnw -Pcuda -DskipTests package"));
    assertThat(new MissingParts(DEBIAN, gpu("9.0"), torch("cu124")).find()).isEmpty();
  }

  @Test
  void aGpuNewerThanTheBuildLacksItsKernels() {
    assertThat(new MissingParts(DEBIAN, gpu("12.0"), torch("cu124")).find())
        .satisfiesExactly(
            part -> {
              assertThat(part.reason()).contains("has compute capability 12.0");
              assertThat(part.command()).isEqualTo("curl -LO " + CudaKernels.NEWER);
            });
  }

  @Test
  void aLibtorchOfTheUsersThatDoesNotLoadIsLeftOut() {
    Torch broken = new Torch(Optional.empty(), Optional.empty(), Optional.of("libc10.so: absent"));

    assertThat(new MissingParts(new HostSystem(0, "", false, true), NONE, broken).find())
        .containsExactly(
            new MissingPart("libtorch", "libc10.so: absent", "unset PYTORCH_LIBRARY_PATH"));
  }

  @Test
  void countsTheDisplayDevicesOfNvidiaAlone() throws IOException {
    device("a", "0x10de", "0x030200");
    device("b", "0x10de", "0x040300");
    device("c", "0x1002", "0x030000");

    assertThat(HostSystem.cards(folder)).isOne();
    assertThat(HostSystem.cards(folder.resolve("absent"))).isZero();
  }

  private void device(String name, String vendor, String type) throws IOException {
    Path device = Files.createDirectory(folder.resolve(name));
    Files.writeString(device.resolve("vendor"), vendor + "\n");
    Files.writeString(device.resolve("class"), type + "\n");
  }

  private static Gpus gpu(String capability) {
    Gpu gpu = new Gpu("gpu:0", "Card", 1L << 30, capability, "0000:17:00.0");
    return new Gpus(
        Optional.empty(),
        Optional.of("570.86.15"),
        Optional.of("12.8"),
        List.of(new GpuState(gpu, OptionalLong.empty(), OptionalInt.empty(), Map.of())));
  }

  private static Torch torch(String build) {
    return new Torch(Optional.of("2.7.1"), Optional.of(build), Optional.empty());
  }
}
