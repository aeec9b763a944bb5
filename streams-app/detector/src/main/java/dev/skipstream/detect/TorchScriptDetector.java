package dev.skipstream.detect;

import ai.djl.Device;
import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import dev.skipstream.image.Frame;
import dev.skipstream.registry.InvalidModelException;
import dev.skipstream.registry.ModelVersion;
import dev.skipstream.registry.TorchScriptOutput;
import dev.skipstream.registry.TorchScriptSettings;
import dev.skipstream.schemas.event.Computation;
import dev.skipstream.schemas.event.ComputeFormat;
import dev.skipstream.schemas.event.Findings;
import dev.skipstream.schemas.event.ModelIdentity;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A user's own detector of one stage, a TorchScript file, on DJL's PyTorch engine. A program of
 * ours ({@code python/torchscript_detector.py}) makes its input of the frames, and the findings of
 * its output. It computes in fp32.
 *
 * <p>Threading: for one thread at a time. {@link #close} waits for nothing: close it after its last
 * batch.
 */
public final class TorchScriptDetector implements Detector {
  private static final String SURROUND = "torchscript-detector.pt";

  private final ModelVersion version;
  private final TorchScriptOutput output;
  private final TorchScriptSettings settings;
  private final Computation computation;
  private final Model file;
  private final Model surround;
  private final FrameTensors tensors = new FrameTensors();

  private TorchScriptDetector(
      ModelVersion version,
      TorchScriptOutput output,
      TorchScriptSettings settings,
      Computation computation,
      Model file,
      Model surround) {
    this.version = version;
    this.output = output;
    this.settings = settings;
    this.computation = computation;
    this.file = file;
    this.surround = surround;
  }

  /**
   * Loads a version.
   *
   * @param archive the file's verified bytes. An import has checked that they are harmless
   * @param settings those of its manifest, or overridden ones
   * @throws DetectorException when the file does not load on the device
   * @throws InvalidModelException when the version is no TorchScript file
   */
  public static TorchScriptDetector load(
      ModelVersion version, Path archive, TorchScriptSettings settings, Device device) {
    TorchScriptOutput output =
        TorchScriptOutput.of(version.manifest().architecture())
            .orElseThrow(
                () ->
                    new InvalidModelException(
                        "%s is a %s: expected a TorchScript file"
                            .formatted(version.uri(), version.manifest().architecture())));
    return NativeCalls.run(() -> loadNow(version, output, archive, settings, device));
  }

  private static TorchScriptDetector loadNow(
      ModelVersion version,
      TorchScriptOutput output,
      Path archive,
      TorchScriptSettings settings,
      Device device) {
    List<Model> loaded = new ArrayList<>();
    try (InputStream program =
        Objects.requireNonNull(TorchScriptDetector.class.getResourceAsStream(SURROUND))) {
      Model file = Model.newInstance(version.name(), device, "PyTorch");
      loaded.add(file);
      file.load(archive.getParent(), archive.getFileName().toString());
      Model surround = Model.newInstance(SURROUND, device, "PyTorch");
      loaded.add(surround);
      surround.load(program);
      return new TorchScriptDetector(
          version,
          output,
          settings,
          Machine.here().computation(ComputeFormat.FP32, device),
          file,
          surround);
    } catch (IOException | MalformedModelException | EngineException e) {
      loaded.forEach(Model::close);
      throw new DetectorException(
          "%s: TorchScript file %s does not load on %s: %s"
              .formatted(version.uri(), archive, device, DjlDetector.summary(e)),
          e);
    }
  }

  @Override
  public ModelIdentity model() {
    return version.identity();
  }

  @Override
  public Optional<Computation> computation() {
    return Optional.of(computation);
  }

  /** Frames of all shapes share a batch: each is scaled to fit into the input. */
  @Override
  public ResizedShape shapeOf(Frame frame) {
    return new ResizedShape(settings.inputSize(), settings.inputSize());
  }

  @Override
  public List<Findings> detect(List<Frame> frames) {
    List<Findings> found = new ArrayList<>(frames.size());
    for (int from = 0; from < frames.size(); from += settings.framesPerCall()) {
      int to = Math.min(frames.size(), from + settings.framesPerCall());
      List<Frame> part = frames.subList(from, to);
      found.addAll(NativeCalls.run(() -> call(part)));
    }
    return found;
  }

  private List<Findings> call(List<Frame> frames) {
    try (NDManager manager = file.getNDManager().newSubManager();
        NDManager host = manager.newSubManager(Device.cpu())) {
      PtNDArray sizes = (PtNDArray) FrameTensors.sizes(host, frames);
      NDArray images = letterbox((PtNDManager) manager, frames, sizes);
      NDList raw = IValueUtils.forward((PtSymbolBlock) file.getBlock(), new NDList(images), false);
      raw.attach(manager);
      return findings((PtNDManager) manager, host, ordered(raw), frames.size(), sizes);
    } catch (EngineException | InvalidModelException | IllegalArgumentException e) {
      throw new DetectorException(
          "%s failed on a batch of %d: %s"
              .formatted(version.uri(), frames.size(), DjlDetector.summary(e)),
          e);
    }
  }

  private NDArray letterbox(PtNDManager manager, List<Frame> frames, PtNDArray sizes) {
    try (IValue pixels = IValue.from((PtNDArray) tensors.pixels(manager, frames));
        IValue size = IValue.from(sizes);
        IValue side = IValue.from((long) settings.inputSize());
        IValue images = run("letterbox", pixels, size, side)) {
      return images.toTensor(manager);
    }
  }

  /** Returns the tensors in the order of the output's form; a dictionary names them. */
  private List<NDArray> ordered(NDList raw) {
    Map<String, NDArray> named = new HashMap<>();
    raw.forEach(array -> named.put(String.valueOf(array.getName()), array));
    List<String> names = List.of("boxes", "scores", "labels");
    return output == TorchScriptOutput.BOXES_SCORES_LABELS && named.keySet().containsAll(names)
        ? names.stream().map(named::get).toList()
        : List.copyOf(raw);
  }

  private List<Findings> findings(
      PtNDManager manager, NDManager host, List<NDArray> raw, int frames, PtNDArray sizes) {
    int labels = version.manifest().labels().size();
    output.requireShapes(raw.stream().map(TorchScriptDetector::shape).toList(), frames, labels);
    Map<String, PtNDArray> numbers = new HashMap<>();
    FrameTensors.settings(host, settings.numbers())
        .forEach((name, values) -> numbers.put(name, (PtNDArray) values));
    List<IValue> arguments = new ArrayList<>();
    try {
      int used = output == TorchScriptOutput.BOXES_SCORES_LABELS ? 3 : 1;
      raw.subList(0, used).forEach(one -> arguments.add(IValue.from((PtNDArray) one)));
      if (output == TorchScriptOutput.BOXES_SCORES_LABELS) {
        arguments.add(IValue.from((long) labels));
      }
      arguments.add(IValue.from(sizes));
      arguments.add(IValue.from((long) settings.inputSize()));
      arguments.add(IValue.stringMapFrom(numbers));
      String method = output.name().toLowerCase(Locale.ROOT);
      try (IValue found = run(method, arguments.toArray(IValue[]::new))) {
        Map<String, NDArray> named = new HashMap<>();
        found.toNDList(manager).forEach(array -> named.put(array.getName(), array));
        return BoxTensors.read(HostTensors.of(named), version.manifest().labels());
      }
    } finally {
      arguments.forEach(IValue::close);
    }
  }

  private static List<Long> shape(NDArray array) {
    return Arrays.stream(array.getShape().getShape()).boxed().toList();
  }

  private IValue run(String method, IValue... arguments) {
    return IValueUtils.runMethod((PtSymbolBlock) surround.getBlock(), method, arguments);
  }

  @Override
  public void close() {
    file.close();
    surround.close();
  }
}
