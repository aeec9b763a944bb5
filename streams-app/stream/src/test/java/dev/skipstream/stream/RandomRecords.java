package dev.skipstream.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * Records that any producer may send, drawn at random: each a function of a seed and its number.
 */
final class RandomRecords {
  private static final int MAX_KEY = 1 << 20;

  private static final List<String> ATTRIBUTES =
      List.of(
          "ce_specversion",
          "ce_id",
          "ce_source",
          "ce_type",
          "ce_time",
          "ce_sequence",
          "ce_model",
          "ce_dataref",
          "ce_dataschema",
          "ce_x",
          "ce_",
          "ce_DATA-1",
          "content-type");

  private static final List<String> OTHERS =
      List.of(
          "",
          "camera",
          "traceparent",
          "tracestate",
          "skipstream.reason",
          "skipstream.dropped",
          "skipstream-timing",
          "skipstream-input-timestamp",
          "__streams.errors.topic",
          "__streams.errors.partition",
          "__streams.errors.offset",
          "CE_ID",
          "ключ\u0000");

  private static final List<String> ODD =
      List.of(
          "",
          " ",
          "\u0000",
          "null",
          "-1",
          "NaN",
          "1e9",
          "9223372036854775808",
          "-9223372036854775808",
          "0000000000000000042",
          "-999999999-01-01T00:00:00-18:00",
          "+999999999-12-31T23:59:59Z",
          "0000-01-01T00:00:00Z",
          "0000-01-01T00:00:00+18:00",
          "9999-12-31T23:59:59.999999999Z",
          "2016-12-31T23:59:60Z",
          "2026-11-23T10:15:30.120Z",
          "1.0",
          "0.3",
          "dev.skipstream.image.v1",
          "dev.skipstream.detection.v1",
          "application/cloudevents",
          "application/cloudevents+json",
          "application/cloudevents-batch+json; charset=\"",
          "image/jpeg",
          "models:/secret/1",
          "file:/etc/passwd",
          "http://169.254.169.254/",
          "http://[::1",
          "urn:%",
          "../../..",
          "\ud800",
          "𝕬🎥",
          "\"}{\"",
          "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");

  private final String topic;
  private final int partitions;
  private final long seed;
  private final long now;

  RandomRecords(String topic, int partitions, long seed, long now) {
    this.topic = topic;
    this.partitions = partitions;
    this.seed = seed;
    this.now = now;
  }

  /** A record with the timestamp that the test gives it: -1 is none, as some clients write it. */
  private static final class Stamped extends ProducerRecord<byte[], byte[]> {
    private final long timestamp;

    Stamped(
        String topic, int partition, long timestamp, byte[] key, byte[] value, Headers headers) {
      super(topic, partition, null, key, value, headers);
      this.timestamp = timestamp;
    }

    @Override
    public Long timestamp() {
      return timestamp;
    }

    @Override
    public boolean equals(Object other) {
      return this == other;
    }

    @Override
    public int hashCode() {
      return System.identityHashCode(this);
    }
  }

  /** The record of a number; drawn anew each time, and always the same. */
  ProducerRecord<byte[], byte[]> record(int number) {
    Random random = new Random(seed * 1_000_003 + number);
    byte[] image = image(random, number);
    RecordHeaders headers = new RecordHeaders();
    byte[] value = image;
    switch (random.nextInt(4)) {
      case 0 -> {}
      case 1 -> {
        headers.add("content-type", "application/cloudevents+json".getBytes(UTF_8));
        value = structured(random, number, image);
      }
      default -> {
        headers.add("ce_specversion", "1.0".getBytes(UTF_8));
        headers.add("ce_id", ("id-" + number).getBytes(UTF_8));
        headers.add("ce_source", "random".getBytes(UTF_8));
        headers.add("ce_type", "dev.skipstream.image.v1".getBytes(UTF_8));
      }
    }
    spoil(random, headers);
    return new Stamped(topic, number % partitions, timestamp(random), key(random), value, headers);
  }

  private static byte[] image(Random random, int number) {
    int kind = random.nextInt(100);
    String text = (kind < 80 ? "frame " : kind < 86 ? "damaged " : kind < 90 ? "poison " : "bug ");
    if (kind >= 97) {
      return kind == 97 ? null : new byte[0];
    }
    byte[] image = (text + number).getBytes(UTF_8);
    // Once unpacked, some are larger than their topic's largest batch.
    return random.nextInt(400) == 0
        ? Arrays.copyOf(image, 1 + random.nextInt(4 << 20))
        : random.nextInt(100) == 0 ? Arrays.copyOf(image, 1 + random.nextInt(100_000)) : image;
  }

  private static byte[] structured(Random random, int number, byte[] image) {
    String json =
        """
        {"specversion":"1.0","id":"id-%d","source":"s","type":"dev.skipstream.image.v1","data_base64":"%s"}\
        """
            .formatted(number, image == null ? "" : Base64.getEncoder().encodeToString(image));
    byte[] bytes = json.getBytes(UTF_8);
    switch (random.nextInt(8)) {
      case 0 -> bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      case 1 -> bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length));
      case 2 ->
          bytes =
              json.replace(
                      "\"source\"",
                      "\"%s\":%s,\"source\""
                          .formatted(
                              any(random, ATTRIBUTES).replace("ce_", ""),
                              random.nextBoolean() ? "null" : "[[[{\"a\":1e999}]]]"))
                  .getBytes(UTF_8);
      case 3 ->
          bytes =
              json.replace(
                      "\"source\"",
                      "\"time\":\"" + any(random, ODD).replace("\"", "") + "\",\"source\"")
                  .getBytes(UTF_8);
      default -> {}
    }
    return bytes;
  }

  private static void spoil(Random random, RecordHeaders headers) {
    int times = Math.max(0, random.nextInt(6) - 2);
    for (int i = 0; i < times; i++) {
      String name = any(random, random.nextInt(3) == 0 ? OTHERS : ATTRIBUTES);
      switch (random.nextInt(6)) {
        case 0 -> headers.add(name, null);
        case 1 -> headers.remove(name);
        case 2 -> {
          Header last = headers.lastHeader(name);
          headers.add(new RecordHeader(name, last == null ? new byte[0] : last.value()));
        }
        case 3 -> headers.remove(name).add(name, huge(random));
        default -> headers.remove(name).add(name, any(random, ODD).getBytes(UTF_8));
      }
    }
    if (random.nextInt(500) == 0) {
      for (int i = 0; i < 1_000; i++) {
        headers.add("many", new byte[random.nextInt(100)]);
      }
    }
  }

  private static byte[] huge(Random random) {
    byte[] bytes = new byte[random.nextInt(20) == 0 ? random.nextInt(200_000) : 1 << 10];
    random.nextBytes(bytes);
    return bytes;
  }

  private static byte[] key(Random random) {
    return switch (random.nextInt(64)) {
      case 0, 1, 2, 3, 4, 5 -> null;
      case 6, 7 -> new byte[0];
      case 8 -> randomBytes(random, 1_024);
      case 9 -> randomBytes(random, 1_025);
      case 10, 11 -> randomBytes(random, random.nextInt(64 << 10));
      case 12 -> randomBytes(random, random.nextInt(MAX_KEY + 1));
      default -> ("camera-" + random.nextInt(20)).getBytes(UTF_8);
    };
  }

  private static byte[] randomBytes(Random random, int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  private long timestamp(Random random) {
    return switch (random.nextInt(10)) {
      case 0 -> -1;
      case 1 -> 0;
      case 2 -> Long.MAX_VALUE;
      case 3 -> random.nextLong() & Long.MAX_VALUE;
      case 4 -> 4_070_908_800_000L;
      case 5 -> now + random.nextInt(7_200_000) - 3_600_000;
      default -> now;
    };
  }

  private static String any(Random random, List<String> of) {
    return of.get(random.nextInt(of.size()));
  }
}
