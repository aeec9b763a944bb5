package dev.skipstream.topics;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.IllegalSaslStateException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.TransactionalIdAuthorizationException;
import org.apache.kafka.common.errors.UnsupportedSaslMechanismException;

/**
 * The faults of a connection and of its rights that an operator can mend: one line each, with the
 * cause and the remedy.
 */
public final class ClusterFault {
  private static final String ACCESS = "docs/operations.md, section Access, lists the ACLs";

  private ClusterFault() {}

  /** Explains the first known fault among a failure and its causes; empty where there is none. */
  public static Optional<String> explain(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      Optional<String> line = explainOne(cause);
      if (line.isPresent()) {
        return line;
      }
    }
    return Optional.empty();
  }

  private static Optional<String> explainOne(Throwable cause) {
    if (cause instanceof UnsupportedSaslMechanismException) {
      return Optional.of(
          "the broker does not offer this login mechanism (%s); set sasl.mechanism in the file of --command-config to one that it offers"
              .formatted(oneLine(cause)));
    }
    if (cause instanceof IllegalSaslStateException) {
      return Optional.of(
          "the port expects no login (%s); set security.protocol in the file of --command-config to PLAINTEXT or SSL, or name the port for logins with --bootstrap-server"
              .formatted(oneLine(cause)));
    }
    if (cause instanceof SaslAuthenticationException) {
      return Optional.of(
          "the broker refuses the login (%s); check the user and the password in sasl.jaas.config, in the file of --command-config"
              .formatted(oneLine(cause)));
    }
    if (cause instanceof SslAuthenticationException) {
      return Optional.of(handshake(cause));
    }
    return denied(cause);
  }

  private static String handshake(Throwable failure) {
    List<String> texts = new ArrayList<>();
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      texts.add(oneLine(cause));
    }
    String root = texts.get(texts.size() - 1);
    if (any(texts, "certification path", "PKIX path", "signature check failed")) {
      return "the broker's certificate is not trusted (%s); name a trust store that holds its certificate authority with ssl.truststore.location, in the file of --command-config"
          .formatted(root);
    }
    if (any(texts, "No subject alternative", "No name matching")) {
      return "the broker's certificate is not valid for this host name (%s); connect by a name that the certificate lists, or issue a certificate for this name"
          .formatted(root);
    }
    if (any(texts, "bad_certificate", "certificate_required", "certificate_unknown")) {
      return "the broker rejects the client's certificate (%s); set ssl.keystore.location, in the file of --command-config, to a key store with a certificate that the broker trusts"
          .formatted(root);
    }
    return "the TLS handshake failed (%s); set ssl.enabled.protocols and ssl.cipher.suites, in the file of --command-config, to values that the broker supports"
        .formatted(root);
  }

  private static Optional<String> denied(Throwable cause) {
    if (cause instanceof TopicAuthorizationException denied) {
      String topics =
          denied.unauthorizedTopics().isEmpty()
              ? "the topic"
              : "topic " + String.join(", ", denied.unauthorizedTopics());
      return Optional.of(
          "the broker denies access to %s (TOPIC_AUTHORIZATION_FAILED); grant this user Read and DescribeConfigs on an input, Write and DescribeConfigs on an output, and Create for 'topics create'; %s"
              .formatted(topics, ACCESS));
    }
    if (cause instanceof GroupAuthorizationException denied) {
      return Optional.of(
          "the broker denies access to group %s (GROUP_AUTHORIZATION_FAILED); grant this user Read on the group that --application-id names; %s"
              .formatted(
                  denied.groupId() == null ? "of the application" : denied.groupId(), ACCESS));
    }
    if (cause instanceof TransactionalIdAuthorizationException) {
      return Optional.of(
          "the broker denies access to the transactional id (TRANSACTIONAL_ID_AUTHORIZATION_FAILED); grant this user Write and Describe on transactional ids that begin with the application id; %s"
              .formatted(ACCESS));
    }
    if (cause instanceof ClusterAuthorizationException) {
      return Optional.of(
          "the broker denies an operation on the cluster (CLUSTER_AUTHORIZATION_FAILED: %s); grant this user Create on the topics, or on the cluster, for 'topics create'; %s"
              .formatted(oneLine(cause), ACCESS));
    }
    return Optional.empty();
  }

  private static boolean any(List<String> texts, String... parts) {
    for (String part : parts) {
      if (texts.stream().anyMatch(text -> text.contains(part))) {
        return true;
      }
    }
    return false;
  }

  private static String oneLine(Throwable cause) {
    String text =
        cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    return text.replaceAll("\\s*[\\r\\n]+\\s*", " ");
  }
}
