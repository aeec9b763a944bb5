package dev.skipstream.schemas.serde;

import dev.skipstream.schemas.event.BoundingBox;
import dev.skipstream.schemas.event.Boxes;
import dev.skipstream.schemas.event.CameraStatusEvent;
import dev.skipstream.schemas.event.CameraView;
import dev.skipstream.schemas.event.ClassificationEvent;
import dev.skipstream.schemas.event.Computation;
import dev.skipstream.schemas.event.ComputeFormat;
import dev.skipstream.schemas.event.Detection;
import dev.skipstream.schemas.event.DetectionEvent;
import dev.skipstream.schemas.event.DropReason;
import dev.skipstream.schemas.event.EventClock;
import dev.skipstream.schemas.event.EventModel;
import dev.skipstream.schemas.event.FrameDropped;
import dev.skipstream.schemas.event.FrameInfo;
import dev.skipstream.schemas.event.FrameOrigin;
import dev.skipstream.schemas.event.FrameView;
import dev.skipstream.schemas.event.GroundTruth;
import dev.skipstream.schemas.event.HappeningEvent;
import dev.skipstream.schemas.event.ImageEvent;
import dev.skipstream.schemas.event.InputPosition;
import dev.skipstream.schemas.event.InstanceMask;
import dev.skipstream.schemas.event.Keypoint;
import dev.skipstream.schemas.event.LineCount;
import dev.skipstream.schemas.event.ModelIdentity;
import dev.skipstream.schemas.event.ModelStatus;
import dev.skipstream.schemas.event.Motion;
import dev.skipstream.schemas.event.Redrive;
import dev.skipstream.schemas.event.Region;
import dev.skipstream.schemas.event.ReplayRun;
import dev.skipstream.schemas.event.ReplayStart;
import dev.skipstream.schemas.event.RulesEvent;
import dev.skipstream.schemas.event.ScoredClass;
import dev.skipstream.schemas.event.SegmentationEvent;
import dev.skipstream.schemas.event.StreamFailure;
import dev.skipstream.schemas.event.TrackedObject;
import dev.skipstream.schemas.event.TracksEvent;
import dev.skipstream.schemas.event.TrueClass;
import dev.skipstream.schemas.event.TrueObject;
import dev.skipstream.schemas.event.TruePoint;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Events to test with, each with every field. */
final class Samples {
  static final InputPosition POSITION = new InputPosition("images", 3, 9121);
  static final InputPosition DETECTED = new InputPosition("detections", 3, 9121);
  static final Instant CAPTURED = Instant.parse("2026-11-23T10:15:30.120Z");
  static final ModelIdentity MODEL =
      new ModelIdentity("street", 4, "sha256:" + "0123456789abcdef".repeat(4));

  /** The model with the way in which it computes. */
  static final EventModel COMPUTED =
      new EventModel(
          MODEL,
          Optional.of(new Computation(ComputeFormat.INT8, 1, "2.7.1", "oneDNN avx512_vnni")));

  private Samples() {}

  static DetectionEvent detection() {
    return new DetectionEvent(
        new FrameInfo(
            "lobby-1/000042", "lobby-1", Optional.of(42L), Optional.of(CAPTURED), 1280, 720),
        Optional.of(POSITION),
        COMPUTED,
        List.of(new Detection("car", 1, 0.983, new BoundingBox(412.1, 88.0, 133.7, 61.2))));
  }

  /** Returns an event of a model that finds masks and keypoints. */
  static DetectionEvent instance() {
    return new DetectionEvent(
        detection().frame(),
        Optional.of(POSITION),
        COMPUTED,
        List.of(
            new Detection("person", 1, 0.983, new BoundingBox(412.1, 88.0, 133.7, 61.2))
                .withMask(new InstanceMask(List.of(720, 1280), "P\\\\Z9"))
                .withKeypoints(List.of(new Keypoint("nose", 440.5, 91.25, 5.5)))));
  }

  static ClassificationEvent classification() {
    return new ClassificationEvent(
        detection().frame(),
        Optional.of(POSITION),
        COMPUTED,
        List.of(new ScoredClass("tabby", 281, 0.625), new ScoredClass("tiger cat", 282, 0.25)));
  }

  static SegmentationEvent segmentation() {
    List<Integer> size = List.of(720, 1280);
    return new SegmentationEvent(
        detection().frame(),
        Optional.of(POSITION),
        COMPUTED,
        List.of(
            new Region("road", 0, 460_800, 0.5, new InstanceMask(size, "0P]i0")),
            new Region("car", 13, 2, 0.000002, new InstanceMask(size, "P\\\\Z9"))));
  }

  /** Returns an event without optional fields. */
  static DetectionEvent empty(String source) {
    return new DetectionEvent(
        new FrameInfo("a", source, Optional.empty(), Optional.empty(), 2, 1),
        Optional.empty(),
        MODEL,
        List.of());
  }

  static FrameDropped dropped() {
    return new FrameDropped(FrameOrigin.of(image()), POSITION, MODEL, DropReason.TOO_OLD, 812);
  }

  static ModelStatus serves() {
    return new ModelStatus(
        "skipstream@node-1/4711",
        CAPTURED,
        "models:/street@champion",
        COMPUTED,
        ModelStatus.Outcome.SERVES,
        Optional.of(2_310L),
        Optional.empty());
  }

  static ModelStatus refused() {
    return new ModelStatus(
        "skipstream@node-1/4711",
        CAPTURED,
        "models:/street@champion",
        new EventModel(MODEL, Optional.empty()),
        ModelStatus.Outcome.REFUSED,
        Optional.empty(),
        Optional.of("its digest is another"));
  }

  static CameraStatusEvent cameraUp() {
    return new CameraStatusEvent(
        "lobby 1/ä",
        "publish@node-1/4711-9f3a",
        CAPTURED,
        CameraStatusEvent.Event.UP,
        Optional.of(3L),
        Optional.of(
            new CameraStatusEvent.Stream(
                "h264", Optional.of(1920), Optional.of(1080), Optional.of(25.0))),
        Optional.empty(),
        Optional.empty());
  }

  static CameraStatusEvent cameraDown() {
    return new CameraStatusEvent(
        "lobby 1/ä",
        "publish@node-1/4711-9f3a",
        CAPTURED,
        CameraStatusEvent.Event.DOWN,
        Optional.empty(),
        Optional.empty(),
        Optional.of("silent"),
        Optional.of("rtsp://10.0.0.17/stream1 sent no frame for 10 s"));
  }

  static StreamFailure failure() {
    return new StreamFailure(
        "skipstream",
        "m0Kk6HLOQeWqAXIR5vZ8dQ",
        POSITION,
        2,
        false,
        CAPTURED,
        "its result cannot be forwarded: java.lang.ArithmeticException: long overflow");
  }

  static ReplayStart replayStart() {
    return new ReplayStart(
        "3f9a1c07d2be",
        "images",
        "kmLkTb1ZQ2uBzJmTnq0t3g",
        List.of(new ReplayRun.Range(0, 1_200, 2_400)),
        MODEL,
        "detections.replay.3f9a1c07d2be",
        "detections.replay.3f9a1c07d2be.dead-letters",
        "skipstream-replay-3f9a1c07d2be",
        CAPTURED,
        Optional.of(1_160L));
  }

  static Redrive redrive() {
    return new Redrive(
        "m0Kk6HLOQeWqAXIR5vZ8dQ",
        POSITION,
        new InputPosition("images.dead-letters", 3, 17),
        new InputPosition("images", 3, 12_044),
        "dataref-not-found",
        "ada@node-1",
        CAPTURED);
  }

  static ReplayRun replay() {
    return replay(Optional.empty());
  }

  static ReplayRun resumedReplay() {
    return replay(Optional.of(1_160L));
  }

  private static ReplayRun replay(Optional<Long> resumedAfter) {
    return new ReplayRun(
        "3f9a1c07d2be",
        "images",
        "kmLkTb1ZQ2uBzJmTnq0t3g",
        List.of(new ReplayRun.Range(0, 1_200, 2_400)),
        MODEL,
        Map.of("batch-size", "1"),
        "detections.replay.3f9a1c07d2be",
        "detections.replay.3f9a1c07d2be.dead-letters",
        new ReplayRun.Counts(1_198, 0, 2),
        CAPTURED,
        95_210,
        12.6,
        resumedAfter);
  }

  static GroundTruth truth() {
    return new GroundTruth(
        detection().frame(),
        List.of(
            new TrueObject(
                "car",
                3,
                new BoundingBox(412.0, 88.0, 133.0, 61.0),
                Optional.of(5210.0),
                Optional.of(0.125),
                false,
                Optional.of(17L))));
  }

  /** Returns an event with a class, and an object with a mask and a point. */
  static GroundTruth shapedTruth() {
    return new GroundTruth(
        detection().frame(),
        List.of(
            new TrueObject(
                    "person",
                    1,
                    new BoundingBox(2, 1, 4, 3),
                    Optional.empty(),
                    Optional.empty(),
                    false)
                .withMask(new InstanceMask(List.of(6, 8), "=42000a0"))
                .withKeypoints(List.of(new TruePoint("nose", 3, 1, 2)))),
        Optional.of(new TrueClass("street", 4)));
  }

  /** Returns an event without optional fields. */
  static GroundTruth barestTruth(String source) {
    return new GroundTruth(
        empty(source).frame(),
        List.of(
            new TrueObject(
                "car",
                3,
                new BoundingBox(412.0, 88.0, 133.0, 61.0),
                Optional.empty(),
                Optional.empty(),
                true)));
  }

  /** The tracks of a frame, and their place in the topic of detections. */
  static TracksEvent tracks() {
    return new TracksEvent(
        detection().frame(),
        DETECTED,
        Optional.of(2),
        List.of(
            new TrackedObject(17, "car", new BoundingBox(412.1, 88.0, 133.7, 61.2), 1_480, 96.5)));
  }

  /** Returns an event without optional fields. */
  static TracksEvent noTracks(String source) {
    return new TracksEvent(empty(source).frame(), DETECTED, Optional.empty(), List.of());
  }

  /** One happening of each kind, an alert about an object and one about several. */
  static List<HappeningEvent> happenings() {
    return List.of(
        happening(
            HappeningEvent.Kind.TRACK_STARTED,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty()),
        happening(
            HappeningEvent.Kind.TRACK_ENDED,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.of(
                new HappeningEvent.Path(
                    CAPTURED.minusSeconds(3),
                    CAPTURED.minusSeconds(1),
                    new BoundingBox(12.0, 80.0, 120.0, 60.0),
                    new BoundingBox(512.5, 91.0, 134.0, 61.5),
                    508.4))),
        happening(
            HappeningEvent.Kind.LINE_CROSSED,
            Optional.of("entrance"),
            Optional.of(HappeningEvent.Direction.LEFT_TO_RIGHT),
            Optional.empty(),
            Optional.empty()),
        happening(
            HappeningEvent.Kind.ZONE_ENTERED,
            Optional.of("yard"),
            Optional.empty(),
            Optional.empty(),
            Optional.empty()),
        happening(
            HappeningEvent.Kind.ZONE_LEFT,
            Optional.of("yard"),
            Optional.empty(),
            Optional.of(8_200L),
            Optional.empty()),
        alert(
            HappeningEvent.Kind.ALERT_RAISED,
            Optional.of(17L),
            new HappeningEvent.Alert("yard", 1, 5_000, Optional.of(CAPTURED.plusSeconds(60)))),
        alert(
            HappeningEvent.Kind.ALERT_SUPPRESSED,
            Optional.empty(),
            new HappeningEvent.Alert("yard", 7, 60_000, Optional.empty())));
  }

  private static HappeningEvent alert(
      HappeningEvent.Kind kind, Optional<Long> track, HappeningEvent.Alert alert) {
    return new HappeningEvent(
        kind,
        FrameOrigin.of(image()),
        DETECTED,
        Optional.of(2),
        track,
        track.map(id -> "car"),
        Optional.of("queue"),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.of(alert));
  }

  private static HappeningEvent happening(
      HappeningEvent.Kind kind,
      Optional<String> rule,
      Optional<HappeningEvent.Direction> direction,
      Optional<Long> dwellMillis,
      Optional<HappeningEvent.Path> path) {
    return new HappeningEvent(
        kind,
        FrameOrigin.of(image()),
        DETECTED,
        Optional.of(2),
        Optional.of(17L),
        Optional.of("car"),
        rule,
        direction,
        dwellMillis,
        path,
        Optional.empty());
  }

  static LineCount lineCount() {
    return new LineCount(
        "lobby 1/ä",
        "entrance",
        "car",
        Instant.parse("2026-11-23T10:15:00Z"),
        Instant.parse("2026-11-23T10:16:00Z"),
        12,
        3,
        2);
  }

  static RulesEvent rules() {
    return new RulesEvent(
        CAPTURED,
        "ada@node-1",
        "cameras:\n  - name: gate\n",
        Optional.of(RulesEvent.Origin.EDITOR));
  }

  static ImageEvent image() {
    return new ImageEvent(
        "lobby-1/000042",
        "lobby-1",
        Optional.of(42L),
        Optional.of(CAPTURED),
        Optional.of("image/jpeg"),
        new byte[] {1, 2, 3});
  }

  /** A frame of a recording that was published faster than it was taken. */
  static ImageEvent recorded() {
    return new ImageEvent(
        "lobby-1/000042",
        "lobby-1",
        Optional.of(42L),
        Optional.of(CAPTURED),
        Optional.of(Duration.ofMillis(1_480)),
        EventClock.MEDIA,
        Optional.of("image/jpeg"),
        new byte[] {1, 2, 3});
  }

  /** A part of a camera's frame, shrunk, of a source that withholds frames without motion. */
  static ImageEvent viewed() {
    return image()
        .withView(new CameraView(1920, 1080, 480, 0, 0.5))
        .withMotion(new Motion(0.0312, Duration.ofSeconds(10)));
  }

  /** The detections in a part of a camera's frame. */
  static DetectionEvent detectionInView() {
    FrameInfo frame =
        new FrameInfo(
            "gate-2/000007",
            "gate-2",
            Optional.empty(),
            Optional.empty(),
            1920,
            1080,
            Optional.empty(),
            Optional.of(new FrameView(480, 0, 0.5, 640, 360)));
    return new Boxes(List.of(new Detection("car", 1, 0.983, new BoundingBox(466, 44, 67, 30.5))))
        .event(frame, Optional.of(POSITION), new EventModel(MODEL, Optional.empty()));
  }

  /** A claim check, the image is elsewhere; and a pin. */
  static ImageEvent reference() {
    return new ImageEvent(
        "lobby-1/000042",
        "lobby-1",
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.of(URI.create("s3://frames/lobby-1/000042.jpg")),
        Optional.of("models:/street/3"),
        new byte[0]);
  }
}
