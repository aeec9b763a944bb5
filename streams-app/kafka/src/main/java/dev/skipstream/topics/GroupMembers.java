package dev.skipstream.topics;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.admin.StreamsGroupDescription;
import org.apache.kafka.clients.admin.StreamsGroupMemberDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.UnsupportedVersionException;

/**
 * The live members of a group, of whichever protocol.
 *
 * <p>Threading: blocks on the broker; the caller closes the admin client.
 */
public final class GroupMembers {
  private GroupMembers() {}

  /**
   * Lists the client ids of the members; a group that does not exist has none.
   *
   * @throws BrokerException when the broker refuses
   */
  public static List<String> clientIds(Admin admin, String group) {
    List<String> ids = new ArrayList<>();
    await(admin.describeConsumerGroups(Set.of(group)).describedGroups().get(group), group).stream()
        .map(ConsumerGroupDescription::members)
        .flatMap(members -> members.stream().map(MemberDescription::clientId))
        .forEach(ids::add);
    await(admin.describeStreamsGroups(Set.of(group)).describedGroups().get(group), group).stream()
        .map(StreamsGroupDescription::members)
        .flatMap(members -> members.stream().map(StreamsGroupMemberDescription::clientId))
        .forEach(ids::add);
    return ids;
  }

  /** Returns an empty list where the group uses the other protocol, or the broker lacks it. */
  private static <T> List<T> await(KafkaFuture<T> answer, String group) {
    try {
      return List.of(BrokerAnswer.await(answer, "describing group " + group));
    } catch (BrokerException e) {
      if (e.getCause() instanceof GroupIdNotFoundException
          || e.getCause() instanceof UnsupportedVersionException) {
        return List.of();
      }
      throw e;
    }
  }
}
