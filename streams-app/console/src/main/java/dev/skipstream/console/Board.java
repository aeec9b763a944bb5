package dev.skipstream.console;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.skipstream.schemas.event.ModelStatus;
import dev.skipstream.schemas.event.Redrive;
import dev.skipstream.schemas.event.ReplayRun;
import dev.skipstream.schemas.event.ReplayStart;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The newest events of the stream, which all viewers share. It is bounded: by bytes for frames, by
 * number for the rest.
 *
 * <p>Threading: its lock guards all of it, but the tracks. The feed writes, and viewers read; no
 * method waits for anything else. The lock of the tracks is taken within it, and never around it.
 */
final class Board {
  private static final int MAX_CAMERAS = 64;
  private static final int FRAMES = 600;
  private static final long FRAME_BYTES = 64L << 20;
  private static final long SIDE_BYTES = 16L << 20;
  private static final int SIDE_ENTRIES = 10_000;
  private static final int LOSSES = 200;
  private static final int REDRIVES = 1_000;
  private static final int REPLAYS = 200;
  private static final int STARTED_REPLAYS = 20;
  private static final int STATUSES = 200;

  private final Map<String, RecentJson<FrameKey>> frames = new TreeMap<>();
  private final Map<String, FrameView> newest = new LinkedHashMap<>();

  /** The cameras whose newest frame is known while the earlier records are read. */
  private final Set<String> known = new HashSet<>();

  private final Map<String, Message> messages = new LinkedHashMap<>();
  private final RecentJson<String> shadow = new RecentJson<>(SIDE_ENTRIES, SIDE_BYTES);
  private final RecentJson<String> truth = new RecentJson<>(SIDE_ENTRIES, SIDE_BYTES);
  private final RecentJson<String> losses = new RecentJson<>(LOSSES, 4L << 20);
  private final RecentJson<String> redrives = new RecentJson<>(REDRIVES, 1L << 20);
  private final RecentJson<String> replays = new RecentJson<>(REPLAYS, 4L << 20);
  private final Map<String, ReplayStart> started = new LinkedHashMap<>();
  private final Map<String, ModelStatus> statuses = new LinkedHashMap<>();
  private final FlowWindow flow = new FlowWindow();
  private final TrackBoard tracks = new TrackBoard();
  private Broker broker = new Broker(false, 0, "connecting to the broker");
  private List<RunningReplay> running = List.of();
  private long changes;
  private boolean caughtUp = true;

  /**
   * The state of the connection to the broker.
   *
   * @param since milliseconds since 1970
   */
  record Broker(boolean up, long since, String message) {}

  /** A detected frame: its input's position, and the id by which the ground truth names it. */
  private record FrameKey(String position, String id) {}

  /** A camera in the list: its rate, and the time of its newest frame. */
  record Camera(String name, double fps, long at, String model) {}

  /**
   * The state event, once a second.
   *
   * @param now the clock of the console, for ages
   * @param changes counts changes of losses, replays and statuses: the page then asks again
   */
  record State(long now, Broker broker, List<Camera> cameras, int losses, long changes) {}

  /**
   * Forgets the events: the feed reads them again, the oldest first. Until {@link #caughtUp}, no
   * viewer gets a frame of a camera that is not among the newest ones.
   *
   * @param newestFrames the last frames of the topics, in any order
   */
  synchronized void begin(List<FrameView> newestFrames) {
    frames.clear();
    newest.clear();
    messages.clear();
    statuses.clear();
    started.clear();
    flow.clear();
    tracks.begin();
    known.clear();
    newestFrames.forEach(this::newest);
    known.addAll(newest.keySet());
    caughtUp = false;
  }

  /** Returns the events of tracking, which have a lock of their own. */
  TrackBoard tracks() {
    return tracks;
  }

  /** From now on, each frame that comes is offered to the viewers. */
  synchronized void caughtUp() {
    caughtUp = true;
  }

  synchronized void broker(boolean up, long now, String message) {
    if (broker.up() != up || !broker.message().equals(message)) {
      broker = new Broker(up, now, message);
    }
  }

  synchronized void frame(FrameView frame) {
    newest(frame);
    if (newest.containsKey(frame.camera())) {
      frames
          .computeIfAbsent(
              frame.camera(), any -> new RecentJson<>(FRAMES, FRAME_BYTES / MAX_CAMERAS))
          .put(new FrameKey(frame.position(), frame.id()), Json.bytes(frame));
    }
  }

  /** Notes the frame of a camera, unless there are too many cameras. */
  private void newest(FrameView frame) {
    if (newest.size() < MAX_CAMERAS || newest.containsKey(frame.camera())) {
      newest.merge(
          frame.camera(), frame, (before, next) -> before.at() <= next.at() ? next : before);
    }
  }

  /** Returns the newest frames that viewers may get. */
  private Map<String, FrameView> offered() {
    if (caughtUp) {
      return newest;
    }
    Map<String, FrameView> offered = new LinkedHashMap<>(newest);
    offered.keySet().retainAll(known);
    return offered;
  }

  synchronized void shadow(FrameView frame) {
    shadow.put(frame.position(), Json.bytes(frame));
  }

  synchronized void truth(String id, List<FrameView.Box> boxes) {
    truth.put(id, Json.bytes(boxes));
  }

  synchronized void loss(LossView loss) {
    losses.put(loss.origin().toString(), Json.bytes(loss));
    changes++;
  }

  synchronized void replayStarted(ReplayStart start) {
    started.remove(start.id());
    started.put(start.id(), start);
    if (started.size() > STARTED_REPLAYS) {
      started.remove(started.keySet().iterator().next());
    }
    changes++;
  }

  /** Returns the newest replays that have started and have no record of their end. */
  synchronized List<ReplayStart> startedReplays() {
    return new ArrayList<>(started.values());
  }

  synchronized void running(List<RunningReplay> replays) {
    if (!replays.equals(running)) {
      running = List.copyOf(replays);
      changes++;
    }
  }

  synchronized void redrive(Redrive redrive) {
    redrives.put(redrive.input().toString(), Json.bytes(RedriveView.of(redrive)));
    changes++;
  }

  synchronized void replay(ReplayRun run) {
    started.remove(run.id());
    replays.put(run.id(), Json.bytes(ReplayView.of(run)));
    changes++;
  }

  synchronized void status(ModelStatus status) {
    String key = status.instance() + " " + status.reference();
    ModelStatus before = statuses.remove(key);
    if (status.outcome() != ModelStatus.Outcome.REFUSED || before == null) {
      statuses.put(key, status);
    } else {
      statuses.put(key, before);
      statuses.put(key + " refused", status);
    }
    if (statuses.size() > STATUSES) {
      statuses.remove(statuses.keySet().iterator().next());
    }
    changes++;
  }

  synchronized void outcome(
      String camera,
      String pipeline,
      long at,
      FlowWindow.Kind kind,
      double latencyMillis,
      FlowWindow.Work work) {
    flow.add(camera, pipeline, at, kind, latencyMillis, work);
  }

  synchronized void lag(Map<String, Long> records) {
    flow.lag(records);
  }

  synchronized byte[] flow(long now) {
    return Json.bytes(flow.view(now));
  }

  synchronized List<ModelStatus> statuses() {
    return new ArrayList<>(statuses.values());
  }

  synchronized byte[] losses() {
    return array(losses);
  }

  synchronized byte[] redrives() {
    return array(redrives);
  }

  /** Returns the replays that run or were interrupted, and the completed ones. */
  synchronized byte[] replays() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes("{\"running\":".getBytes(UTF_8));
    out.writeBytes(
        Json.bytes(running.stream().filter(one -> started.containsKey(one.id())).toList()));
    out.writeBytes(",\"completed\":".getBytes(UTF_8));
    out.writeBytes(array(replays));
    out.write('}');
    return out.toByteArray();
  }

  private static byte[] array(RecentJson<String> documents) {
    List<Map.Entry<String, byte[]>> entries = documents.entries();
    Collections.reverse(entries);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write('[');
    for (int i = 0; i < entries.size(); i++) {
      if (i > 0) {
        out.write(',');
      }
      out.writeBytes(entries.get(i).getValue());
    }
    out.write(']');
    return out.toByteArray();
  }

  /**
   * Returns the last frames of a camera, the oldest first, with shadow, ground truth and tracks.
   */
  byte[] frames(String camera) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write('[');
    synchronized (this) {
      RecentJson<FrameKey> ring = frames.get(camera);
      List<Map.Entry<FrameKey, byte[]>> entries = ring == null ? List.of() : ring.entries();
      for (int i = 0; i < entries.size(); i++) {
        if (i > 0) {
          out.write(',');
        }
        out.writeBytes("{\"frame\":".getBytes(UTF_8));
        out.writeBytes(entries.get(i).getValue());
        side(out, ",\"shadow\":", shadow.get(entries.get(i).getKey().position()));
        side(out, ",\"truth\":", truth.get(entries.get(i).getKey().id()));
        side(out, ",\"tracks\":", tracks.tracks(entries.get(i).getKey().id()));
        out.write('}');
      }
    }
    out.write(']');
    return out.toByteArray();
  }

  private static void side(ByteArrayOutputStream out, String name, byte[] document) {
    if (document != null) {
      out.writeBytes(name.getBytes(UTF_8));
      out.writeBytes(document);
    }
  }

  /** Returns the newest message of each kind: the state, and frame and tracks of each camera. */
  @SuppressWarnings(
      "ReferenceEquality") // a frame is one object, and comparing its boxes costs time
  synchronized List<Message> messages(long now) {
    long second = now / 1000;
    Message state = messages.get(Message.STATE);
    if (state == null || state.version() != second) {
      messages.put(
          Message.STATE, Message.of(Message.STATE, second, "state", Json.bytes(state(now))));
    }
    offered()
        .forEach(
            (camera, frame) -> {
              String key = "frame:" + camera;
              Message message = messages.get(key);
              if (message == null || message.source() != frame) {
                messages.put(key, Message.ofFrame(key, frame));
              }
            });
    return Stream.concat(messages.values().stream(), tracks.messages().stream()).toList();
  }

  /** Returns true when a message of the frame has been made. */
  synchronized boolean isOffered(long offset) {
    return messages.values().stream()
        .anyMatch(one -> one.source() != null && one.source().offset() == offset);
  }

  private State state(long now) {
    List<Camera> cameras = new ArrayList<>();
    offered()
        .forEach(
            (name, frame) ->
                cameras.add(new Camera(name, flow.fps(name, now), frame.at(), frame.model())));
    return new State(now, broker, cameras, losses.size(), changes);
  }
}
