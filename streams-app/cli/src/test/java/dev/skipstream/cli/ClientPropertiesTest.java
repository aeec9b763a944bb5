package dev.skipstream.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

class ClientPropertiesTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "application.id, --application-id",
    "group.id, --application-id",
    "processing.guarantee, --processing-guarantee",
    "isolation.level, committed records only",
    "consumer.isolation.level, committed records only",
    "main.consumer.isolation.level, committed records only",
    "restore.consumer.isolation.level, committed records only",
    "enable.auto.commit, committed with the outcomes",
    "producer.enable.idempotence, acknowledged",
    "producer.acks, acknowledged",
    "acks, acknowledged",
    "transactional.id, application id",
    "auto.offset.reset, first record",
    "num.stream.threads, --threads",
    "commit.interval.ms, --commit-interval",
    "group.protocol, --group-protocol",
    "producer.key.serializer, as bytes",
    "value.deserializer, as bytes",
    "default.key.serde, as bytes",
    "producer.max.in.flight.requests.per.connection, order of their inputs",
    "deserialization.exception.handler, --dead-letters",
    "producer.interceptor.classes, as they were published",
    "default.client.supplier, its own clients"
  })
  void aSettingThatCarriesAGuaranteeIsRejectedByNameWithTheFlagToUse(String name, String reason)
      throws IOException {
    Path file = file(name + "=x");

    assertThatThrownBy(() -> ClientProperties.read(file))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining(name + " is rejected, for it carries a guarantee")
        .hasMessageContaining(reason)
        .hasMessageContaining(file.toString());
  }

  @Test
  void takesSecurityAndTuning() throws IOException {
    Path file = file("security.protocol=SSL", "consumer.max.poll.interval.ms=20000", "linger.ms=7");

    assertThat(ClientProperties.read(file))
        .containsEntry("security.protocol", "SSL")
        .containsEntry("consumer.max.poll.interval.ms", "20000")
        .containsEntry("linger.ms", "7");
  }

  @Test
  void anUnknownSettingIsKeptAndWarnedOf() throws IOException {
    assertThat(ClientProperties.read(file("sasl.mechanismus=PLAIN")))
        .containsEntry("sasl.mechanismus", "PLAIN");
  }

  @Test
  void theSettingsOfAProviderAreKeptWithoutAWarning() throws IOException {
    Logger logger = (Logger) LoggerFactory.getLogger(ClientProperties.class);
    ListAppender<ILoggingEvent> warnings = new ListAppender<>();
    warnings.start();
    logger.addAppender(warnings);
    // The tests' own configuration hides warnings.
    logger.setLevel(Level.WARN);
    try {
      Path file =
          file(
              "config.providers=secret",
              "config.providers.secret.class=org.apache.kafka.common.config.provider.DirectoryConfigProvider",
              "ssl.key.password=${secret:/secrets:password}",
              "config.provider=secret");

      assertThat(ClientProperties.read(file))
          .containsEntry("ssl.key.password", "${secret:/secrets:password}")
          .containsKeys("config.providers", "config.providers.secret.class");
    } finally {
      logger.setLevel(null);
      logger.detachAppender(warnings);
    }
    assertThat(warnings.list)
        .singleElement()
        .extracting(ILoggingEvent::getFormattedMessage)
        .asString()
        .contains("Kafka has no setting config.provider;");
  }

  @ParameterizedTest
  @CsvSource({
    "max.poll.interval.ms, soon",
    "transaction.timeout.ms, 1e4",
    "max.poll.records, -1",
    "security.protocol, TLS",
    "compression.type, rar"
  })
  void aValueThatIsNotValidIsOneLine(String name, String value) throws IOException {
    Path file = file(name + "=" + value);

    assertThatThrownBy(() -> ClientProperties.read(file))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("%s is '%s': expected".formatted(name, value))
        .hasMessageNotContaining("\n");
  }

  @Test
  void theServersAreThoseOfTheFlag() throws IOException {
    assertThat(ClientProperties.read(file("bootstrap.servers=elsewhere:9092"))).isEmpty();
  }

  @Test
  void aFileThatIsNoneIsOneLine() throws IOException {
    assertThatThrownBy(() -> ClientProperties.read(folder.resolve("absent")))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("cannot be read");
    Path escaped = file("linger.ms=\\u12");
    assertThatThrownBy(() -> ClientProperties.read(escaped))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("cannot be read");
  }

  private Path file(String... lines) throws IOException {
    return Files.write(folder.resolve("client.properties"), List.of(lines));
  }
}
