package dev.skipstream.schemas.serde;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skipstream.schemas.event.ImageEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.cloudevents.jackson.JsonFormat;
import io.cloudevents.kafka.KafkaMessageFactory;
import java.net.URI;
import java.time.Instant;
import java.time.ZoneOffset;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Image events in CloudEvents' structured mode. */
class StructuredEventTest {
  private static final Instant CAPTURED = Instant.parse("2026-11-23T10:15:30.120Z");

  private static final String EVENT =
      """
      {"specversion":"1.0","id":"lobby-1/000042","source":"lobby-1","type":"dev.skipstream.image.v1",\
      "time":"2026-11-23T10:15:30.120Z","sequence":"42","datacontenttype":"image/jpeg","data_base64":"AQID"}\
      """;

  /** Reads an event that another producer writes with the CloudEvents SDK. */
  @Test
  void readsWhatTheSdkWrites() throws Exception {
    ProducerRecord<byte[], byte[]> record =
        KafkaMessageFactory.<byte[]>createWriter("images", null, null, "lobby-1".getBytes(UTF_8))
            .writeStructured(
                CloudEventBuilder.v1()
                    .withId("lobby-1/000042")
                    .withSource(URI.create("lobby-1"))
                    .withType(ImageEvent.TYPE)
                    .withTime(CAPTURED.atOffset(ZoneOffset.UTC))
                    .withExtension("sequence", "0000000000000000042")
                    .withExtension("model", "models:/street/3")
                    .withData("image/jpeg", new byte[] {1, 2, 3})
                    .build(),
                new JsonFormat());

    ImageEvent event =
        EventSerdes.readImage(Samples.POSITION, record.key(), record.headers(), record.value());

    assertThat(event.id()).isEqualTo("lobby-1/000042");
    assertThat(event.source()).isEqualTo("lobby-1");
    assertThat(event.sequence()).hasValue(42L);
    assertThat(event.capturedAt()).hasValue(CAPTURED);
    assertThat(event.contentType()).hasValue("image/jpeg");
    assertThat(event.model()).hasValue("models:/street/3");
    assertThat(event.image()).containsExactly(1, 2, 3);
    assertThat(EventSerdes.isStructured(record.headers())).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/cloudevents+json",
        "application/cloudevents+json; charset=UTF-8",
        "Application/CloudEvents+JSON"
      })
  void tellsTheModeByTheContentType(String contentType) throws Exception {
    assertThat(read(contentType, EVENT).image()).containsExactly(1, 2, 3);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/cloudevents",
        "application/cloudevents-batch+json",
        "application/cloudevents+avro"
      })
  void refusesEveryOtherFormatOfCloudEvents(String contentType) {
    assertThatThrownBy(() -> read(contentType, EVENT))
        .isInstanceOf(InvalidEventException.class)
        .hasMessageStartingWith("content-type is " + contentType + ": expected");
  }

  @Test
  void readsAReference() throws Exception {
    ImageEvent event =
        read(EVENT.replace("\"data_base64\":\"AQID\"", "\"dataref\":\"s3://frames/1.jpg\""));

    assertThat(event.toFetch()).hasValue(URI.create("s3://frames/1.jpg"));
  }

  @Test
  void anAttributeThatIsNullIsNotThere() throws Exception {
    ImageEvent event = read(EVENT.replace("\"42\"", "null").replace("\"image/jpeg\"", "null"));

    assertThat(event.sequence()).isEmpty();
    assertThat(event.image()).containsExactly(1, 2, 3);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"id\":\"lobby-1/000042\" | \"id\":\"\"",
        "\"id\":\"lobby-1/000042\" | \"id\":null",
        "\"id\":\"lobby-1/000042\" | \"id\":42",
        "\"id\":\"lobby-1/000042\" | \"id\":\"a\",\"id\":\"b\"",
        "\"specversion\":\"1.0\" | \"specversion\":\"0.3\"",
        "\"specversion\":\"1.0\" | \"specversion\":null",
        "\"specversion\":\"1.0\", | ",
        "dev.skipstream.image.v1 | com.example.other",
        "2026-11-23T10:15:30.120Z | +999999999-12-31T23:59:59Z",
        "2026-11-23T10:15:30.120Z | -999999999-01-01T00:00:00-18:00",
        "\"2026-11-23T10:15:30.120Z\" | 1795428930120",
        "\"42\" | \"first\"",
        "\"data_base64\":\"AQID\" | \"data_base64\":\"!\"",
        "\"data_base64\":\"AQID\" | \"data_base64\":[1]",
        "\"data_base64\":\"AQID\" | \"data\":{\"a\":1}",
        "\"data_base64\":\"AQID\" | \"data\":\"AQID\",\"data_base64\":\"AQID\"",
        "\"data_base64\":\"AQID\" | \"dataref\":\"a b\"",
        "\"AQID\"} | \"AQID\"",
        "\"AQID\"} | \"AQID\"} {}"
      })
  void refusesWhatIsNoImageEvent(String part, String instead) {
    assertThat(EVENT).contains(part);
    String json = EVENT.replace(part, instead == null ? "" : instead);

    assertThatThrownBy(() -> read(json)).isInstanceOf(InvalidEventException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "null", "[]", "42", "\"x\"", "{", "\u0000"})
  void refusesWhatIsNoDocument(String json) {
    assertThatThrownBy(() -> read(json)).isInstanceOf(InvalidEventException.class);
  }

  @Test
  void refusesADocumentThatIsNestedWithoutEnd() {
    String deep = "{\"a\":".repeat(100_000);

    assertThatThrownBy(() -> read(deep)).isInstanceOf(InvalidEventException.class);
  }

  private static ImageEvent read(String json) throws InvalidEventException {
    return read("application/cloudevents+json", json);
  }

  private static ImageEvent read(String contentType, String json) throws InvalidEventException {
    Headers headers = new RecordHeaders().add("content-type", contentType.getBytes(UTF_8));
    return EventSerdes.readImage(
        Samples.POSITION, "lobby-1".getBytes(UTF_8), headers, json.getBytes(UTF_8));
  }
}
