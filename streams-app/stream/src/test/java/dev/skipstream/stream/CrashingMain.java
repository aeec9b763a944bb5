package dev.skipstream.stream;

import dev.skipstream.broker.SharedBroker;
import dev.skipstream.frame.BatchSettings;
import dev.skipstream.image.Frame;
import dev.skipstream.image.header.InvalidImageException;
import dev.skipstream.topics.TopicNames;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.streams.GroupProtocol;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;

/** An app whose native decoder writes to address 8 when it meets an image that says "crash". */
final class CrashingMain {
  private CrashingMain() {}

  /** An unmapped address. */
  private static final class Wild extends BytePointer {
    Wild() {
      address = 8;
    }
  }

  public static void main(String[] args) {
    Map<String, Object> client = new HashMap<>(SharedBroker.SHORT_SESSION);
    client.put("bootstrap.servers", args[0]);
    client.put("transaction.timeout.ms", "4000");
    DetectionStream app =
        new DetectionStream(
            ScriptedApp.settings(
                    client,
                    args[1] + "-app",
                    TopicNames.of(args[1]),
                    new StreamSettings(
                        true,
                        GroupProtocol.CLASSIC,
                        1,
                        Duration.ofMillis(100),
                        Duration.ofSeconds(20)),
                    BatchSettings.DEFAULT)
                .images(ScriptedApp.images(CrashingMain::decode, Optional.of(Path.of(args[2]))))
                .models(LoadedModels.of(ScriptedApp.devices(new ScriptedDetector())))
                .build());
    app.stopOnShutdown();
    app.run();
  }

  private static Frame decode(byte[] encoded) throws InvalidImageException {
    Frame frame = ScriptedFrames.decode(encoded);
    if (ScriptedFrames.textOf(frame).startsWith("crash")) {
      Pointer.memset(new Wild(), 1, 1);
    }
    return frame;
  }
}
