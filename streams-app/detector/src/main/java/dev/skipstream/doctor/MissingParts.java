package dev.skipstream.doctor;

import dev.skipstream.doctor.DoctorReport.GpuState;
import dev.skipstream.doctor.DoctorReport.Gpus;
import dev.skipstream.doctor.DoctorReport.Torch;
import dev.skipstream.gpu.CudaKernels;
import dev.skipstream.gpu.NvidiaGpus;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The parts that are missing, by the facts of a machine.
 *
 * @param machine the hardware and the system
 * @param gpus as the driver reports them
 * @param libtorch as it loads
 */
record MissingParts(HostSystem machine, Gpus gpus, Torch libtorch) {

  List<MissingPart> find() {
    List<MissingPart> missing = new ArrayList<>();
    libtorch.fault().ifPresent(fault -> missing.add(libtorch(fault)));
    if (machine.nvidiaCards() > 0 && gpus.fault().equals(Optional.of(NvidiaGpus.NO_DRIVER))) {
      missing.add(
          new MissingPart(
              "NVIDIA driver",
              "%d NVIDIA cards on the PCI bus, and %s"
                  .formatted(machine.nvidiaCards(), NvidiaGpus.NO_DRIVER),
              machine.driverCommand()));
    }
    if (!gpus.found().isEmpty()) {
      libtorch.build().ifPresent(build -> addCuda(build, missing));
    }
    return missing;
  }

  private MissingPart libtorch(String fault) {
    return new MissingPart(
        "libtorch",
        fault,
        machine.ownLibtorch() ? "unset PYTORCH_LIBRARY_PATH" : "./mvnw -DskipTests package");
  }

  private void addCuda(String build, List<MissingPart> missing) {
    if (build.equals("cpu")) {
      missing.add(
          new MissingPart(
              "CUDA build of libtorch",
              "the driver finds %d GPUs, and libtorch is a CPU build"
                  .formatted(gpus.found().size()),
              "./mvnw -Pcuda -DskipTests package"));
    }
    for (GpuState state : gpus.found()) {
      CudaKernels.lacks(build, state.gpu())
          .ifPresent(
              why ->
                  missing.add(
                      new MissingPart(
                          "kernels for " + state.gpu().name(),
                          why,
                          "curl -LO " + CudaKernels.NEWER)));
    }
  }
}
