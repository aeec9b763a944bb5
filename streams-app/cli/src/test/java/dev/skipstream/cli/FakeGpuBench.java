package dev.skipstream.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.skipstream.audit.Audit;
import dev.skipstream.audit.AuditReport;
import dev.skipstream.bench.OverheadBenchmark;
import dev.skipstream.bench.Picture;
import dev.skipstream.bench.Workbench;
import dev.skipstream.detect.Detector;
import dev.skipstream.detect.DeviceModels;
import dev.skipstream.detect.FakeGpu;
import dev.skipstream.frame.BatchSettings;
import dev.skipstream.image.Frame;
import dev.skipstream.image.ImageDecoder;
import dev.skipstream.image.ImageLimits;
import dev.skipstream.model.BatchSweep;
import dev.skipstream.schemas.event.ModelIdentity;
import dev.skipstream.source.EncodedFrame;
import dev.skipstream.source.FrameReader;
import dev.skipstream.source.street.StreetConditions.Daytime;
import dev.skipstream.source.street.StreetConditions.Weather;
import dev.skipstream.source.street.StreetSource;
import dev.skipstream.source.street.StreetView;
import dev.skipstream.stream.RunningStream;
import dev.skipstream.stream.TextPublisher;
import dev.skipstream.topics.TopicNames;
import dev.skipstream.topics.Topics;
import dev.skipstream.topics.range.RangeBound;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;

/**
 * The acceptance of the stream on fake GPUs: {@code FakeGpuBench}. Measures, prints a table and
 * PASS or the differences, and ends with exit code 0 or 1. Takes minutes, and wants an idle
 * machine.
 */
final class FakeGpuBench {
  private static final ModelIdentity MODEL = new ModelIdentity("fake", 1, "sha256:00");
  private static final int BATCH = 8;
  private static final int PLENTY = 64;
  private static final int PARTITIONS = 2;
  private static final int FRAMES = 4_000;

  /** Batches of eight, of 1.3 times this, come to 1000 frames/s. */
  private static final Duration FAST = Duration.ofNanos(6_153_846);

  /** Batches of eight come to 250 frames/s: two devices and a broker leave two processors idle. */
  private static final Duration SLOW = FAST.multipliedBy(4);

  private final List<String> rows = new ArrayList<>();
  private final List<String> differences = new ArrayList<>();

  private FakeGpuBench() {}

  public static void main(String[] args) throws Exception {
    FakeGpuBench bench = new FakeGpuBench();
    bench.pipeline();
    bench.sweep();
    bench.halving();
    bench.stickyFault();
    bench.twoDevices();
    bench.decoding();
    System.out.println();
    System.out.println("| check | expected | measured |");
    System.out.println("|---|---|---|");
    bench.rows.forEach(System.out::println);
    System.out.println();
    bench.differences.forEach(System.out::println);
    System.out.println(bench.differences.isEmpty() ? "PASS" : "FAIL");
    System.exit(bench.differences.isEmpty() ? 0 : 1);
  }

  /** The rate of the stream beside that of the bare loop, on frames of 64 KiB. */
  private void pipeline() throws IOException {
    OverheadBenchmark.Result result = overhead(64 << 10, 15_000, FAST, 1);
    System.out.println(PipelineTables.of(result));
    row(
        "end to end, frames of 64 KiB, one device of 1000 frames/s",
        "0.95 of the bare loop or more",
        result.ratio() >= 0.95,
        "%.3f; %.0f frames/s",
        result.ratio(),
        perSecond(result));
  }

  private void twoDevices() throws IOException {
    double one = perSecond(overhead(512, 3_000, SLOW, 1));
    double two = perSecond(overhead(512, 6_000, SLOW, 2));
    row(
        "two devices beside one, 250 frames/s each",
        "1.95 times the frames/s or more",
        two / one >= 1.95,
        "%.3f; %.0f and %.0f frames/s",
        two / one,
        two,
        one);
  }

  private static double perSecond(OverheadBenchmark.Result result) {
    return result.streams().stream().mapToDouble(rate -> rate.perSecond()).average().orElseThrow();
  }

  private static OverheadBenchmark.Result overhead(
      int bytes, int frames, Duration frameTime, int devices) throws IOException {
    Frame decoded = new Frame(new byte[3], 1, 1);
    EncodedFrame encoded =
        new EncodedFrame("blank", "application/octet-stream", new byte[bytes], Optional.empty());
    List<FakeGpu> gpus =
        IntStream.range(0, devices).mapToObj(i -> FakeGpu.takingTime(frameTime, PLENTY)).toList();
    List<DeviceModels> models = new ArrayList<>();
    gpus.forEach(
        gpu -> models.add(new DeviceModels("gpu:" + models.size(), List.of(gpu.detector(MODEL)))));
    try (OwnBroker broker = OwnBroker.start()) {
      return new OverheadBenchmark(
              broker.workbench(),
              image -> decoded,
              List.of(new Picture(encoded, decoded)),
              BatchSettings.DEFAULT.ofSize(BATCH),
              frames,
              /* turns= */ 2)
          .run(models);
    } finally {
      gpus.forEach(FakeGpu::close);
    }
  }

  /** The chosen size, measured again beside all others. */
  private void sweep() {
    try (FakeGpu gpu = FakeGpu.takingTime(FAST, PLENTY)) {
      Detector detector = gpu.detector(MODEL);
      BatchSweep.Result sweep = new BatchSweep(BatchSweep.USUAL_BOUND).measure(detector);
      double best = 0;
      double chosen = 0;
      for (int size : sweep.rates().keySet()) {
        double rate = rate(detector, size);
        best = Math.max(best, rate);
        chosen = size == sweep.size() ? rate : chosen;
      }
      row(
          "the sweep's choice",
          "within 5 % of the best",
          chosen >= 0.95 * best,
          "batches of %d: %.0f frames/s, the best %.0f",
          sweep.size(),
          chosen,
          best);
    }
  }

  private static double rate(Detector detector, int size) {
    List<Frame> batch = Collections.nCopies(size, new Frame(new byte[3], 1, 1));
    long started = System.nanoTime();
    int calls = 0;
    while (System.nanoTime() - started < 2_000_000_000L) {
      detector.detect(batch);
      calls++;
    }
    return calls * size * 1e9 / (System.nanoTime() - started);
  }

  /** The memory falls to three frames while the stream runs. */
  private void halving() throws Exception {
    Queue<Integer> batches = new ConcurrentLinkedQueue<>();
    try (OwnBroker broker = OwnBroker.start();
        FakeGpu gpu = FakeGpu.takingTime(Duration.ofMillis(2), PLENTY, batches::add)) {
      Pipe pipe = Pipe.create(broker.workbench(), "halving");
      AuditReport report;
      try (RunningStream stream =
          RunningStream.start(FakeGpuStream.app(pipe.client(), pipe.topics(), gpu))) {
        pipe.await(stream, stream::isReady);
        gpu.limitMemory(3);
        batches.clear();
        pipe.publish();
        report = pipe.awaitOutcomes(stream);
      }
      int largest = Collections.max(batches);
      row(
          "out of memory at batches of 8, with room for 3 frames",
          "smaller batches, no frame lost",
          exactlyOnce(report) && largest <= 3,
          "batches of %d; %d frames, %d detection events, %d dead letters, %d findings of the"
              + " audit",
          largest,
          report.inputs(),
          report.detections(),
          report.deadLetters(),
          report.findings().size());
    }
  }

  private void stickyFault() throws Exception {
    try (OwnBroker broker = OwnBroker.start()) {
      Pipe pipe = Pipe.create(broker.workbench(), "fault");
      pipe.publish();
      Process process = pipe.start(60);
      long fault;
      try (BufferedReader out = process.inputReader(UTF_8)) {
        String line = out.readLine();
        while (line != null && !line.equals(FakeGpuStream.FAULT)) {
          line = out.readLine();
        }
        fault = System.nanoTime();
      }
      int status = process.waitFor();
      double seconds = (System.nanoTime() - fault) / 1e9;
      long before = pipe.audit().detections();
      AuditReport report;
      try (FakeGpu gpu = FakeGpu.takingTime(Duration.ofMillis(2), PLENTY);
          RunningStream stream =
              RunningStream.start(FakeGpuStream.app(pipe.client(), pipe.topics(), gpu))) {
        report = pipe.awaitOutcomes(stream);
      }
      row(
          "a sticky fault",
          "exit code 5 within seconds, nothing lost",
          status == ExitCode.DEVICE.status() && seconds < 10 && exactlyOnce(report),
          "exit code %d after %.1f s, with %d of %d frames done; after the next start %d detection"
              + " events, %d dead letters, %d findings of the audit",
          status,
          seconds,
          before,
          report.inputs(),
          report.detections(),
          report.deadLetters(),
          report.findings().size());
    }
  }

  private static boolean exactlyOnce(AuditReport report) {
    return report.findings().isEmpty()
        && report.inputs() == FRAMES
        && report.detections() == FRAMES
        && report.deadLetters() == 0;
  }

  /** The rate at which all processors decode; nothing depends on it here. */
  private void decoding() throws Exception {
    byte[] image = street();
    ImageDecoder decoder = new ImageDecoder(ImageLimits.DEFAULT);
    Frame frame = decoder.decode(image);
    int processors = Runtime.getRuntime().availableProcessors();
    decode(decoder, image, processors, 2);
    double rate = decode(decoder, image, processors, 5);
    row(
        "decoding alone",
        "reported",
        true,
        "%.0f frames/s on %d processors, a JPEG of %d KiB and %d x %d pixels",
        rate,
        processors,
        image.length >> 10,
        frame.width(),
        frame.height());
  }

  private static byte[] street() throws IOException {
    StreetView view =
        new StreetView(
            1024, 576, Duration.ofSeconds(1), Optional.of(Daytime.DAY), Optional.of(Weather.CLEAR));
    try (FrameReader street = StreetSource.of(21, view, Optional.empty(), 90).open()) {
      return street.next().orElseThrow().image();
    }
  }

  private static double decode(ImageDecoder decoder, byte[] image, int threads, int seconds)
      throws InterruptedException, ExecutionException {
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    long end = System.nanoTime() + Duration.ofSeconds(seconds).toNanos();
    Callable<Integer> work =
        () -> {
          int decoded = 0;
          while (System.nanoTime() < end) {
            decoder.decode(image);
            decoded++;
          }
          return decoded;
        };
    int sum = 0;
    for (Future<Integer> one : pool.invokeAll(Collections.nCopies(threads, work))) {
      sum += one.get();
    }
    pool.shutdown();
    return (double) sum / seconds;
  }

  private void row(
      String check, String expected, boolean passed, String measured, Object... values) {
    String text = String.format(Locale.ROOT, measured, values);
    rows.add("| %s | %s | %s |".formatted(check, expected, text));
    System.err.printf("%s: %s%n", check, text);
    if (!passed) {
      differences.add("%s: expected %s, measured %s".formatted(check, expected, text));
    }
  }

  /** An input topic with its outputs. */
  private record Pipe(Map<String, Object> client, TopicNames topics) {

    static Pipe create(Workbench bench, String name) {
      Pipe pipe = new Pipe(bench.client(), TopicNames.of(name));
      try (Admin admin = Admin.create(pipe.client)) {
        Topics.create(admin, pipe.topics, PARTITIONS, (short) 1, 1_000_000);
      }
      return pipe;
    }

    void publish() throws InterruptedException, ExecutionException {
      TextPublisher.publish(
          client,
          topics.images(),
          PARTITIONS,
          IntStream.range(0, FRAMES).mapToObj(i -> "frame " + i).toList());
    }

    /** Starts a stream as a process whose GPU fails after some kernels. */
    Process start(int kernels) throws IOException {
      return new ProcessBuilder(
              Path.of(System.getProperty("java.home"), "bin", "java").toString(),
              "-Dlogback.configurationFile=logback.xml",
              "-cp",
              System.getProperty("java.class.path"),
              FakeGpuStream.class.getName(),
              client.get("bootstrap.servers").toString(),
              topics.images(),
              Integer.toString(kernels))
          .redirectError(ProcessBuilder.Redirect.INHERIT)
          .start();
    }

    AuditReport audit() {
      return new Audit(client, topics)
          .run(new RangeBound.Earliest(), new RangeBound.Latest(), new Audit.Rules(false, false));
    }

    AuditReport awaitOutcomes(RunningStream stream) throws Exception {
      await(stream, () -> audit().detections() >= FRAMES);
      return audit();
    }

    void await(RunningStream stream, Callable<Boolean> condition) throws Exception {
      long end = System.nanoTime() + Duration.ofMinutes(3).toNanos();
      while (!condition.call()) {
        stream.throwIfEnded();
        if (System.nanoTime() > end) {
          throw new IllegalStateException("the stream is not done after three minutes");
        }
        Thread.sleep(500);
      }
    }
  }
}
