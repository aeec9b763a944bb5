package dev.skipstream.redrive;

import dev.skipstream.redrive.DeadLetters.Letter;
import dev.skipstream.schemas.event.InputPosition;
import dev.skipstream.schemas.event.Redrive;
import dev.skipstream.topics.BrokerException;
import dev.skipstream.topics.ClusterFault;
import dev.skipstream.topics.ImageTopic;
import dev.skipstream.topics.Topics;
import dev.skipstream.topics.range.CommittedReader;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;

/**
 * Redrives dead letters: puts their inputs back on the input topic, each once. A redriven record is
 * a new image event with the bytes, the id and the capture time of the original. The stream answers
 * it like any other, without a limit of its age. If it fails again, it is a new dead letter.
 *
 * <p>The record and an entry of the log of redrives are written in one transaction. So an input is
 * redriven once, however many redrives run, and wherever one is killed.
 *
 * <p>Threading: each call is for one thread, and blocks on the broker.
 */
public final class DeadLetterRedrive {
  private final RedriveSettings settings;
  private final Clock clock = Clock.systemUTC();

  public DeadLetterRedrive(RedriveSettings settings) {
    this.settings = settings;
  }

  /** Returns the topic with the log of all redrives to an input topic. */
  public static String logOf(String images) {
    return images + ".redrives";
  }

  /**
   * Redrives the chosen dead letters, and passes on the result of each.
   *
   * @throws RedriveRefusedException when another redrive to the input topic begins meanwhile
   * @throws BrokerException when a topic is missing, or the broker refuses
   */
  public void run(RedriveSelection selection, Consumer<RedriveResult> results) {
    each(selection, results, true);
  }

  /**
   * Checks which of the chosen dead letters can be redriven, and passes on the result of each.
   * Writes nothing.
   *
   * @throws BrokerException when a topic is missing, or the broker refuses
   */
  public void check(RedriveSelection selection, Consumer<RedriveResult> results) {
    each(selection, results, false);
  }

  /** The step for a dead letter that can be redriven: a check, or the redrive. */
  private interface Action {
    RedriveResult on(Letter letter, ConsumerRecord<byte[], byte[]> original, RedriveLog log);
  }

  private void each(RedriveSelection selection, Consumer<RedriveResult> results, boolean writes) {
    try (Admin admin = Admin.create(settings.client());
        CommittedReader reader = new CommittedReader(admin, settings.client())) {
      ImageTopic images = Topics.imageTopic(admin, settings.images());
      DeadLetters letters = new DeadLetters(settings, admin, reader);
      List<InputPosition> chosen = letters.chosen(selection);
      boolean logged = Topics.exists(admin, settings.log());
      if (!writes) {
        RedriveLog log =
            logged
                ? RedriveLog.read(reader, settings.log(), images.id())
                : RedriveLog.empty(images.id());
        chosen.forEach(at -> results.accept(result(at, letters, log, DeadLetterRedrive::possible)));
        return;
      }
      if (!logged) {
        Topics.createCompacted(admin, settings.log(), (short) -1);
      }
      try (RedriveProducer producer = RedriveProducer.open(settings, images.maxRecordBytes())) {
        // After the producer was opened: from now on no other redrive writes to the log.
        RedriveLog log = RedriveLog.read(reader, settings.log(), images.id());
        Action put = (letter, original, into) -> redrive(letter, original, into, producer);
        chosen.forEach(at -> results.accept(result(at, letters, log, put)));
      }
    } catch (KafkaException e) {
      throw new BrokerException(
          "redriving dead letters of %s: %s"
              .formatted(
                  settings.deadLetters(),
                  ClusterFault.explain(e).orElse("the broker says " + e.getMessage())),
          e);
    }
  }

  private static RedriveResult result(
      InputPosition at, DeadLetters letters, RedriveLog log, Action action) {
    try {
      Letter letter = letters.read(at);
      Optional<Redrive> before = log.find(letter.input());
      return before.isPresent()
          ? new RedriveResult.AlreadyRedriven(at, before.get())
          : action.on(letter, letters.original(letter), log);
    } catch (NotRedrivableException e) {
      return new RedriveResult.Refused(at, e.getMessage());
    }
  }

  private static RedriveResult possible(
      Letter letter, ConsumerRecord<byte[], byte[]> original, RedriveLog log) {
    return new RedriveResult.Possible(letter.at(), letter.input(), letter.reason());
  }

  private RedriveResult redrive(
      Letter letter,
      ConsumerRecord<byte[], byte[]> original,
      RedriveLog log,
      RedriveProducer producer) {
    try {
      Redrive redrive =
          producer.put(
              original,
              written ->
                  new Redrive(
                      log.topicId(),
                      letter.input(),
                      letter.at(),
                      written,
                      letter.reason(),
                      settings.by(),
                      clock.instant()));
      log.add(redrive);
      return new RedriveResult.Redriven(redrive);
    } catch (RecordTooLargeException e) {
      return new RedriveResult.Refused(
          letter.at(),
          "its input %s does not fit into %s with the mark of a redrive: raise max.message.bytes of the topic by 1 kB (%s)"
              .formatted(letter.input(), settings.images(), e.getMessage()));
    }
  }
}
