package dev.skipstream.replay;

import dev.skipstream.detect.DeviceModels;
import dev.skipstream.schemas.event.Computation;
import dev.skipstream.stream.ImageTools;
import dev.skipstream.stream.StreamSettings;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The tools of a replay; none of them changes the outcome of a frame, except the batch size.
 *
 * @param images what frames are made with
 * @param devices each with the replay's model; the caller's to close
 * @param stream threads and commits
 * @param batchSize frames that a device takes at once: those of a group of as many offsets
 * @param decoders threads that decode
 * @param maxRate frames a second at most
 */
record ReplayTools(
    ImageTools images,
    List<DeviceModels> devices,
    StreamSettings stream,
    int batchSize,
    int decoders,
    OptionalDouble maxRate) {

  public ReplayTools {
    devices = List.copyOf(devices);
  }

  /** Returns the ways in which the devices compute; mostly there is one. */
  Set<Computation> computations() {
    return devices.stream()
        .flatMap(device -> device.all().stream())
        .flatMap(detector -> detector.computation().stream())
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }
}
