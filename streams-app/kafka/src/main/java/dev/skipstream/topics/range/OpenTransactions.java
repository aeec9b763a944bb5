package dev.skipstream.topics.range;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeProducersResult.PartitionProducerState;
import org.apache.kafka.clients.admin.ListTransactionsOptions;
import org.apache.kafka.clients.admin.ProducerState;
import org.apache.kafka.clients.admin.TransactionDescription;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.common.TopicPartition;

/**
 * Describes the transactions that block readers of committed records: the answers of the
 * partition's leader and of the transaction's coordinator. Where the two differ a transaction
 * hangs, and no timeout will end it.
 *
 * <p>Threading: blocks on the broker; the caller closes the admin client.
 */
public final class OpenTransactions {
  private OpenTransactions() {}

  /**
   * Describes the open transactions of some partitions; also states when there is none, or when the
   * broker does not answer.
   */
  public static String in(Admin admin, Set<TopicPartition> partitions) {
    try {
      List<String> open = new ArrayList<>();
      for (Map.Entry<TopicPartition, PartitionProducerState> each :
          admin.describeProducers(partitions).all().get().entrySet()) {
        for (ProducerState producer : each.getValue().activeProducers()) {
          if (producer.currentTransactionStartOffset().isPresent()) {
            open.add(describe(admin, each.getKey(), producer));
          }
        }
      }
      return open.isEmpty() ? "no transaction is open there" : String.join("; ", open);
    } catch (ExecutionException e) {
      return "whether a transaction is open there, the broker does not say: " + e.getCause();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "interrupted while asking which transactions are open there";
    }
  }

  private static String describe(Admin admin, TopicPartition partition, ProducerState producer)
      throws ExecutionException, InterruptedException {
    String open =
        "producer %d of epoch %d has a transaction open in %s from offset %d on, "
            .formatted(
                producer.producerId(),
                producer.producerEpoch(),
                partition,
                producer.currentTransactionStartOffset().getAsLong());
    Collection<TransactionListing> known =
        admin
            .listTransactions(
                new ListTransactionsOptions().filterProducerIds(Set.of(producer.producerId())))
            .all()
            .get();
    if (known.isEmpty()) {
      return open + "and no coordinator has it: it hangs; end it with kafka-transactions.sh";
    }
    String id = known.iterator().next().transactionalId();
    TransactionDescription transaction =
        admin.describeTransactions(List.of(id)).description(id).get();
    boolean counted = transaction.topicPartitions().contains(partition);
    return open
        + "and its coordinator says of %s: %s, epoch %d, timeout %d ms, %s%s"
            .formatted(
                id,
                transaction.state(),
                transaction.producerEpoch(),
                transaction.transactionTimeoutMs(),
                transaction.transactionStartTimeMs().isPresent()
                    ? "open for %d ms"
                        .formatted(
                            System.currentTimeMillis()
                                - transaction.transactionStartTimeMs().getAsLong())
                    : "not open",
                counted
                    ? ""
                    : ", without this partition: it hangs; end it with kafka-transactions.sh");
  }
}
