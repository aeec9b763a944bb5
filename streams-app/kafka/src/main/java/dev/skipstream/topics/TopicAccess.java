package dev.skipstream.topics;

import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.acl.AclOperation;

/**
 * The rights that the client's user has on the topics of a pipeline.
 *
 * <p>Threading: blocks on the broker; the caller closes the admin client.
 */
public final class TopicAccess {
  private TopicAccess() {}

  /**
   * Checks that the user may read the input and write both outputs. Without it, a missing right on
   * the dead letters shows with the first bad record.
   *
   * @throws BrokerException that names the topic and the right
   */
  public static void require(Admin admin, TopicNames topics) {
    BrokerAnswer.await(
            admin
                .describeTopics(
                    topics.all(), new DescribeTopicsOptions().includeAuthorizedOperations(true))
                .allTopicNames(),
            "describing topics " + topics.all())
        .values()
        .forEach(
            topic ->
                require(
                    topic,
                    topic.name().equals(topics.images()) ? AclOperation.READ : AclOperation.WRITE));
  }

  private static void require(TopicDescription topic, AclOperation operation) {
    Set<AclOperation> allowed = topic.authorizedOperations();
    if (allowed != null && !allowed.contains(operation)) {
      throw new BrokerException(
          "topic %s: the broker denies this user %s (it allows %s); grant %s on the topic; docs/operations.md, section Access, lists the ACLs"
              .formatted(topic.name(), operation, new TreeSet<>(allowed), operation));
    }
  }
}
