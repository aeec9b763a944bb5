package dev.skipstream.cli;

import dev.skipstream.console.Console;
import dev.skipstream.console.ConsoleSettings;
import dev.skipstream.console.ConsoleTopics;
import dev.skipstream.image.ImageLimits;
import dev.skipstream.image.fetch.ImageFetcher;
import dev.skipstream.model.ModelUpdates;
import dev.skipstream.registry.server.AccessTokens;
import dev.skipstream.replay.ReplayLog;
import dev.skipstream.topics.Topics;
import dev.skipstream.topics.TrackTopics;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "draw",
    description =
        "Draws lines and zones over the live picture of a camera, in the browser, until it is"
            + " interrupted. A saved change is the next version of the rules of 'track'.",
    footer = {"", "Example: skipstream zones draw --camera gate --open"})
final class ZonesDrawCommand implements Callable<Integer> {
  private static final int TOKEN_BYTES = 24;

  @Mixin KafkaOptions kafka;
  @Mixin TopicOptions topics;
  @Mixin TrackTopicOptions tracking;
  @Mixin RegistryOption registry;
  @Mixin DatarefOptions datarefs;

  @Option(
      names = "--camera",
      paramLabel = "NAME",
      required = true,
      description = "source of the frames")
  String camera;

  @Option(
      names = "--console-port",
      paramLabel = "PORT",
      defaultValue = "0",
      description = "port of the page on this machine; 0 for any free one (default: 0)")
  int port;

  @Option(names = "--open", description = "show the page in the browser")
  boolean open;

  @Override
  public Integer call() throws IOException, InterruptedException {
    TrackTopics tracked = tracking.names(topics.names().detections());
    Map<String, Object> client = kafka.reach();
    String token = HexFormat.of().formatHex(SecureRandom.getSeed(TOKEN_BYTES));
    try (ImageFetcher references = datarefs.fetcher(ImageLimits.DEFAULT.maxBytes());
        Console page =
            Console.start(
                new ConsoleSettings(
                    "127.0.0.1",
                    port,
                    Optional.empty(),
                    Optional.of(AccessTokens.of(Operator.name(), token)),
                    () -> client,
                    new ConsoleTopics(
                        List.of(topics.names()),
                        List.of(tracked),
                        ShadowOptions.DEFAULT_OUTPUT,
                        Topics.GROUND_TRUTH,
                        ModelUpdates.STATUS_TOPIC,
                        ReplayLog.TOPIC),
                    Optional.of(references),
                    operator -> registry.location(kafka.cluster(), operator).open()))) {
      // The fragment of an address is sent to no server.
      String url =
          page.url()
              + "#token=%s&view=%s"
                  .formatted(
                      token,
                      URLEncoder.encode(
                          "rules/"
                              + URLEncoder.encode(camera, StandardCharsets.UTF_8)
                                  .replace("+", "%20"),
                          StandardCharsets.UTF_8));
      System.out.println("draw at " + url);
      if (open) {
        Browser.show(url);
      }
      Thread.currentThread().join(); // until the process is told to end
    }
    return ExitCode.DONE.status();
  }
}
