package dev.skipstream.broker;

import com.github.dockerjava.api.exception.NotFoundException;
import java.util.List;
import java.util.Optional;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.utility.DockerImageName;

/**
 * The {@code broker} command of our own image, in a container by Testcontainers. Image and engine
 * are those of this machine: nothing is pulled, and nothing is open to other machines.
 */
final class ContainerBroker implements AutoCloseable {
  private final GenericContainer<?> container;
  private final Listener listener;

  private ContainerBroker(GenericContainer<?> container, Listener listener) {
    this.container = container;
    this.listener = listener;
  }

  /** Returns the reason for which no container of an image can start; empty if it can. */
  static Optional<String> obstacle(String image) {
    if (!DockerClientFactory.instance().isDockerAvailable()) {
      return Optional.of("no Docker engine answers");
    }
    try {
      DockerClientFactory.instance().client().inspectImageCmd(image).exec();
      return Optional.empty();
    } catch (NotFoundException e) {
      return Optional.of("image %s is not on this machine".formatted(image));
    }
  }

  /**
   * Starts a broker.
   *
   * @param port one that is free: the broker tells clients its port, so it must know before it
   *     starts the one under which Docker publishes it
   */
  static ContainerBroker start(String image, int port) {
    Listener listener = Listener.advertised("127.0.0.1", port);
    GenericContainer<?> container =
        new GenericContainer<>(DockerImageName.parse(image))
            .withImagePullPolicy(name -> false)
            .withCommand(
                "broker",
                "--port=" + port,
                "--advertised-host=" + listener.advertisedHost().orElseThrow(),
                "--data=/data")
            .waitingFor(Wait.forLogMessage(".*broker ready.*", 1));
    container.setPortBindings(List.of("127.0.0.1:%d:%d".formatted(port, port)));
    container.start();
    return new ContainerBroker(container, listener);
  }

  String bootstrapServers() {
    return listener.advertised();
  }

  @Override
  public void close() {
    container.stop();
  }
}
