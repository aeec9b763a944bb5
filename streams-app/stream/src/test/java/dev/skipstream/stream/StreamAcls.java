package dev.skipstream.stream;

import dev.skipstream.topics.TopicNames;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/** The ACLs of docs/operations.md, section Access. */
final class StreamAcls {
  private StreamAcls() {}

  /** Returns those of {@code run} without the optional ones. The list may be changed. */
  static List<AclBinding> ofRun(String user, TopicNames topics, String applicationId) {
    List<AclBinding> acls = new ArrayList<>();
    acls.add(acl(user, ResourceType.TOPIC, topics.images(), AclOperation.READ));
    acls.add(acl(user, ResourceType.TOPIC, topics.images(), AclOperation.DESCRIBE_CONFIGS));
    for (String output : topics.outputs()) {
      acls.add(acl(user, ResourceType.TOPIC, output, AclOperation.WRITE));
      acls.add(acl(user, ResourceType.TOPIC, output, AclOperation.DESCRIBE));
      acls.add(acl(user, ResourceType.TOPIC, output, AclOperation.DESCRIBE_CONFIGS));
    }
    acls.add(acl(user, ResourceType.GROUP, applicationId, AclOperation.READ));
    acls.add(acl(user, ResourceType.TRANSACTIONAL_ID, applicationId, AclOperation.WRITE));
    acls.add(acl(user, ResourceType.TRANSACTIONAL_ID, applicationId, AclOperation.DESCRIBE));
    return acls;
  }

  /** Returns a right from every host. A transactional id is a prefix, any other name is literal. */
  static AclBinding acl(String user, ResourceType type, String name, AclOperation operation) {
    return new AclBinding(
        new ResourcePattern(
            type,
            name,
            type == ResourceType.TRANSACTIONAL_ID ? PatternType.PREFIXED : PatternType.LITERAL),
        new AccessControlEntry("User:" + user, "*", operation, AclPermissionType.ALLOW));
  }
}
