package dev.skipstream.detect;

import ai.djl.Device;
import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.engine.EngineException;
import ai.djl.inference.Predictor;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.translate.TranslateException;
import dev.skipstream.image.Frame;
import dev.skipstream.registry.Calibration;
import dev.skipstream.registry.Calibration.Range;
import dev.skipstream.registry.DetectorSettings;
import dev.skipstream.registry.InvalidModelException;
import dev.skipstream.registry.ModelVersion;
import dev.skipstream.schemas.event.Computation;
import dev.skipstream.schemas.event.ComputeFormat;
import dev.skipstream.schemas.event.Findings;
import dev.skipstream.schemas.event.ModelIdentity;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * A detector archive on DJL's PyTorch engine.
 *
 * <p>Threading: for one thread at a time. {@link #close} waits for nothing: close it after its last
 * batch.
 */
public final class DjlDetector implements Detector {
  static {
    // The profiling executor makes the first two calls four times as slow and no later one faster.
    System.setProperty("ai.djl.pytorch.graph_optimizer", "false");
  }

  private final ModelIdentity identity;
  private final Computation computation;
  private final Function<Frame, ResizedShape> resizing;
  private final Model model;
  private final Predictor<List<Frame>, List<Findings>> predictor;

  private DjlDetector(
      ModelIdentity identity,
      Computation computation,
      Function<Frame, ResizedShape> resizing,
      Model model,
      Predictor<List<Frame>, List<Findings>> predictor) {
    this.identity = identity;
    this.computation = computation;
    this.resizing = resizing;
    this.model = model;
    this.predictor = predictor;
  }

  /**
   * Sets two threads on a machine with one processor, so that libtorch uses oneDNN. With one
   * thread, libtorch does not give 1x1 convolutions of a single frame to oneDNN. It then logs for
   * each that the machine has no NNPACK. Two threads share a processor well, because they sleep
   * while they wait. With more processors, one thread is the user's choice ({@code
   * OMP_NUM_THREADS}).
   */
  private static void useOneDnn() {
    if (Runtime.getRuntime().availableProcessors() == 1 && JniUtils.getNumThreads() == 1) {
      JniUtils.setNumThreads(2);
    }
  }

  /**
   * Loads a model version that computes in fp32 on a CPU, and in its weights' precision on a GPU.
   *
   * @param archive its verified bytes
   * @param settings those of its manifest, or overridden ones
   * @throws DetectorException when the archive does not load on the device, or its program is not
   *     the one of its architecture
   * @throws InvalidModelException when the program has no such architecture, or the settings are of
   *     another one
   */
  public static DjlDetector load(
      ModelVersion version, Path archive, DetectorSettings settings, Device device) {
    return load(
        version, archive, settings, device, ComputeFormats.reference(version.manifest(), device));
  }

  /**
   * Loads a model version that computes in a number format.
   *
   * @param archive its verified bytes
   * @param settings those of its manifest, or overridden ones
   * @param format one of {@link ComputeFormats#of}
   * @throws DetectorException when the archive does not load on the device, or its program is not
   *     the one of its architecture or lacks the format
   * @throws InvalidModelException when the program has no such architecture, the settings are of
   *     another one, or the version was not imported for the format
   */
  public static DjlDetector load(
      ModelVersion version,
      Path archive,
      DetectorSettings settings,
      Device device,
      ComputeFormat format) {
    return load(
        DjlArchitectures.of(version.manifest().architecture()),
        version,
        archive,
        settings,
        device,
        format);
  }

  /** Loads a model version of an architecture. */
  static <S extends DetectorSettings> DjlDetector load(
      DjlArchitecture<S> architecture,
      ModelVersion version,
      Path archive,
      DetectorSettings settings,
      Device device,
      ComputeFormat format) {
    ComputeFormats.require(version, device, format);
    int bits = Machine.here().activationBits();
    Map<String, Range> ranges =
        format == ComputeFormat.INT8 ? calibration(version, archive).ranges(bits) : Map.of();
    return load(
        architecture,
        version,
        archive,
        settings,
        device,
        format,
        (methods, manager) -> {
          if (methods.present()) {
            methods.prepare(format, ranges, bits, manager);
            if (!device.isGpu() && Machine.here().packsWeights()) {
              methods.pack(Machine.here().slicesOutputs());
            }
          } else if (format != ComputeFormats.reference(version.manifest(), device)) {
            throw new DetectorException(
                "its program computes in one format, and not in %s: import its checkpoint again"
                    .formatted(format));
          }
        });
  }

  /** Loads a version in fp32 on the CPU, and counts its activations. */
  static DjlDetector observing(ModelVersion version, Path archive) {
    return load(
        DjlArchitectures.of(version.manifest().architecture()),
        version,
        archive,
        version.manifest().settings(),
        Device.cpu(),
        ComputeFormat.FP32,
        (methods, manager) -> {
          methods.prepare(ComputeFormat.FP32, Map.of(), 8, manager);
          methods.observe();
        });
  }

  /** Loads a version in int8 on the CPU, with these ranges and not those of its archive. */
  static DjlDetector quantized(
      ModelVersion version, Path archive, Map<String, Range> ranges, int bits) {
    return load(
        DjlArchitectures.of(version.manifest().architecture()),
        version,
        archive,
        version.manifest().settings(),
        Device.cpu(),
        ComputeFormat.INT8,
        (methods, manager) -> methods.prepare(ComputeFormat.INT8, ranges, bits, manager));
  }

  private static Calibration calibration(ModelVersion version, Path archive) {
    return Calibration.read(archive)
        .orElseThrow(
            () ->
                new InvalidModelException(
                    "%s: its archive %s has no calibration, which int8 needs: import its checkpoint again with --precision int8 --calibrate"
                        .formatted(version.uri(), archive)));
  }

  /**
   * Loads a model version of an architecture.
   *
   * @param prepare sets the number format of its program, and how it stores its weights
   */
  static <S extends DetectorSettings> DjlDetector load(
      DjlArchitecture<S> architecture,
      ModelVersion version,
      Path archive,
      DetectorSettings settings,
      Device device,
      ComputeFormat format,
      BiConsumer<FormatMethods, NDManager> prepare) {
    if (!architecture.settings().isInstance(settings)) {
      throw new InvalidModelException(
          "%s: settings are %s: expected those of %s"
              .formatted(version.uri(), settings, architecture.name()));
    }
    S own = architecture.settings().cast(settings);
    return NativeCalls.run(
        () -> loadNow(architecture, version, archive, own, device, format, prepare));
  }

  private static <S extends DetectorSettings> DjlDetector loadNow(
      DjlArchitecture<S> architecture,
      ModelVersion version,
      Path archive,
      S settings,
      Device device,
      ComputeFormat format,
      BiConsumer<FormatMethods, NDManager> prepare) {
    Model model;
    try {
      model = Model.newInstance(version.name(), device, "PyTorch");
    } catch (EngineException e) {
      throw new DetectorException(
          "PyTorch's native library does not load on %s: %s".formatted(device, e.getMessage()), e);
    }
    useOneDnn();
    try {
      LoadableArchive.load(model, archive);
      DetectionTranslator translator =
          new DetectionTranslator(architecture, settings, version.manifest().labels());
      PtSymbolBlock program = (PtSymbolBlock) model.getBlock();
      translator.requireNamesOf(program);
      prepare.accept(new FormatMethods(program), model.getNDManager());
      return new DjlDetector(
          version.identity(),
          Machine.here().computation(format, device),
          frame -> architecture.shapeOf(frame, settings),
          model,
          model.newPredictor(translator));
    } catch (IOException | MalformedModelException | EngineException | DetectorException e) {
      model.close();
      throw new DetectorException(
          "%s: archive %s does not load on %s: %s"
              .formatted(version.uri(), archive, device, summary(e)),
          e);
    }
  }

  @Override
  public ModelIdentity model() {
    return identity;
  }

  @Override
  public Optional<Computation> computation() {
    return Optional.of(computation);
  }

  @Override
  public ResizedShape shapeOf(Frame frame) {
    return resizing.apply(frame);
  }

  @Override
  public List<Findings> detect(List<Frame> frames) {
    return NativeCalls.run(() -> predict(frames));
  }

  private List<Findings> predict(List<Frame> frames) {
    try {
      return predictor.predict(frames);
    } catch (TranslateException e) {
      throw new DetectorException(
          "%s failed on a batch of %d: %s".formatted(identity, frames.size(), summary(e)), e);
    }
  }

  /** Returns the counts of the activations since {@link #observing}. */
  SortedMap<String, Histogram> observed() {
    return NativeCalls.run(
        () -> new FormatMethods((PtSymbolBlock) model.getBlock()).observed(model.getNDManager()));
  }

  /** Native arrays that this detector holds right now, its weights not counted; for tests. */
  int liveArrays() {
    return model.getNDManager().getManagedArrays().size();
  }

  @Override
  public void close() {
    predictor.close();
    model.close();
  }

  /** PyTorch's messages are pages: what happened is in the first line, or behind a traceback. */
  static String summary(Exception e) {
    List<String> lines =
        String.valueOf(e.getMessage()).lines().filter(line -> !line.isBlank()).toList();
    if (lines.isEmpty()) {
      return "no message";
    }
    boolean traced = lines.stream().anyMatch(line -> line.startsWith("Traceback"));
    return lines.get(traced ? lines.size() - 1 : 0).strip();
  }
}
