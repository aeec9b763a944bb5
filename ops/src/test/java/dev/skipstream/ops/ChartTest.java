package dev.skipstream.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.marcnuri.helm.LintResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Lints and renders the chart by Helm, for each file of values in its folder {@code ci}. */
class ChartTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final int LONGEST_NAME = 63;
  private static final String TOKENS = "tokens: {existingSecret: t}\n";

  @TempDir Path folder;

  static List<String> files() throws IOException {
    return Chart.files();
  }

  @Test
  void thereAreSixFilesOfValues() throws IOException {
    assertThat(files()).hasSize(6).allMatch(file -> file.endsWith("-values.yaml"));
  }

  @ParameterizedTest
  @MethodSource("files")
  void aFileOfValuesPassesTheLintAndEachObjectIsReadStrictly(String file) throws IOException {
    Chart chart = Chart.withFile(folder, file);

    LintResult lint = chart.lint();
    assertThat(lint.isFailed()).as(String.join("\n", lint.getMessages())).isFalse();
    List<JsonNode> objects = chart.objects();
    assertThat(objects).hasSizeGreaterThan(4);
    assertThat(objects).flatExtracting(StrictReader::errors).isEmpty();
    assertThat(objects)
        .extracting(object -> at(object, "/kind") + " " + at(object, "/metadata/name"))
        .doesNotHaveDuplicates();
    assertThat(objects)
        .extracting(object -> at(object, "/metadata/name"))
        .allMatch(name -> name.length() <= LONGEST_NAME)
        .allMatch(name -> name.startsWith(Chart.RELEASE + "-skipstream"));
  }

  @ParameterizedTest
  @MethodSource("files")
  void theContainersUseOptionsAndVariablesThatTheProgramHas(String file) throws IOException {
    ProgramOptions options = ProgramOptions.read();
    List<JsonNode> containers = containers(Chart.withFile(folder, file).objects());

    assertThat(containers).isNotEmpty();
    for (JsonNode container : containers) {
      List<String> arguments = texts(container.at("/args"));
      String command =
          Set.of("models", "topics").contains(arguments.get(0))
              ? arguments.get(0) + " " + arguments.get(1)
              : arguments.get(0);
      assertThat(arguments.stream().filter(argument -> argument.startsWith("--")))
          .as(command)
          .isSubsetOf(options.of(command))
          .isNotEmpty();
      assertThat(
              texts(container.at("/env"), "name").stream()
                  .filter(name -> name.startsWith("SKIPSTREAM_")))
          .isSubsetOf(options.variables());
    }
  }

  @ParameterizedTest
  @MethodSource("files")
  void theObjectsFitTogether(String file) throws IOException {
    List<JsonNode> objects = Chart.withFile(folder, file).objects();
    List<JsonNode> pods = pods(objects);

    for (JsonNode pod : pods) {
      assertVolumes(pod, objects);
      for (JsonNode container : pod.at("/spec/containers")) {
        for (String probe : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
          if (container.has(probe)) {
            assertThat(texts(container.at("/ports"), "name"))
                .contains(at(container, "/" + probe + "/httpGet/port"));
          }
        }
      }
    }
    for (JsonNode object : objects) {
      JsonNode selector =
          switch (at(object, "/kind")) {
            case "Service" -> object.at("/spec/selector");
            case "NetworkPolicy" -> object.at("/spec/podSelector/matchLabels");
            case "Deployment", "StatefulSet", "PodDisruptionBudget", "PodMonitor" ->
                object.at("/spec/selector/matchLabels");
            default -> JSON.missingNode();
          };
      if (!selector.isMissingNode()) {
        List<JsonNode> selected = pods.stream().filter(pod -> isSelected(pod, selector)).toList();
        assertThat(selected)
            .as("pods of %s %s", at(object, "/kind"), at(object, "/metadata/name"))
            .isNotEmpty();
        assertThat(portsOf(selected))
            .as("ports of %s %s", at(object, "/kind"), at(object, "/metadata/name"))
            .containsAll(portNames(object));
      }
    }
    assertReferences(file, objects);
  }

  private static Set<String> portsOf(List<JsonNode> pods) {
    Set<String> names = new TreeSet<>();
    pods.forEach(
        pod ->
            pod.at("/spec/containers")
                .forEach(container -> names.addAll(texts(container.at("/ports"), "name"))));
    return names;
  }

  /** Returns the names by which an object refers to ports of the pods that it selects. */
  private static Set<String> portNames(JsonNode object) {
    Set<String> names = new TreeSet<>();
    switch (at(object, "/kind")) {
      case "Service" -> names.addAll(texts(object.at("/spec/ports"), "targetPort"));
      case "PodMonitor" -> names.addAll(texts(object.at("/spec/podMetricsEndpoints"), "port"));
      case "NetworkPolicy" ->
          object
              .at("/spec/ingress")
              .forEach(rule -> names.addAll(texts(rule.at("/ports"), "port")));
      default -> {}
    }
    return names;
  }

  private static void assertVolumes(JsonNode pod, List<JsonNode> objects) {
    Set<String> volumes = new TreeSet<>(texts(pod.at("/spec/volumes"), "name"));
    for (JsonNode object : objects) {
      object
          .at("/spec/volumeClaimTemplates")
          .forEach(
              claim -> {
                if (object.at("/spec/template").equals(pod)) {
                  volumes.add(at(claim, "/metadata/name"));
                }
              });
    }
    for (JsonNode container : pod.at("/spec/containers")) {
      assertThat(texts(container.at("/volumeMounts"), "name"))
          .as(at(container, "/name"))
          .doesNotHaveDuplicates()
          .containsExactlyInAnyOrderElementsOf(volumes);
      assertThat(texts(container.at("/volumeMounts"), "mountPath")).doesNotHaveDuplicates();
      assertThat(texts(container.at("/env"), "name")).doesNotHaveDuplicates();
    }
  }

  /** A pod of a StatefulSet has one more label, its name. */
  private static boolean isSelected(JsonNode pod, JsonNode selector) {
    ObjectNode labels = pod.at("/metadata/labels").deepCopy();
    labels.put("statefulset.kubernetes.io/pod-name", Chart.RELEASE + "-skipstream-stream-0");
    return selector.properties().stream()
        .allMatch(label -> label.getValue().equals(labels.get(label.getKey())));
  }

  /**
   * Checks that the chart makes each secret and map that it refers to, or that the values name it.
   */
  private static void assertReferences(String file, List<JsonNode> objects) throws IOException {
    String values = Files.readString(Chart.SOURCE.resolve("ci").resolve(file));
    List<JsonNode> references = new ArrayList<>();
    for (JsonNode object : objects) {
      references.addAll(object.findValues("secret"));
      references.addAll(object.findValues("secretKeyRef"));
      references.addAll(object.findValues("configMap"));
      object.findValues("secretTargetRef").forEach(list -> list.forEach(references::add));
    }
    assertThat(references).isNotEmpty();
    for (JsonNode reference : references) {
      String name = reference.path("secretName").asText(reference.path("name").asText());
      List<JsonNode> made =
          objects.stream()
              .filter(object -> Set.of("Secret", "ConfigMap").contains(at(object, "/kind")))
              .filter(object -> at(object, "/metadata/name").equals(name))
              .toList();
      if (made.isEmpty()) {
        assertThat(values).contains(name);
      } else {
        List<String> keys = texts(reference.path("items"), "key");
        if (reference.has("key")) {
          keys.add(reference.get("key").asText());
        }
        assertThat(fields(made.get(0).at("/stringData"))).containsAll(keys);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("files")
  void noPodHasARightThatItDoesNotNeed(String file) {
    List<JsonNode> objects = Chart.withFile(folder, file).objects();
    List<JsonNode> pods = pods(objects);

    assertThat(pods).isNotEmpty();
    for (JsonNode pod : pods) {
      assertThat(pod.at("/spec/automountServiceAccountToken").booleanValue()).isFalse();
      assertThat(pod.at("/spec/enableServiceLinks").isBoolean()).isTrue();
      assertThat(pod.at("/spec/enableServiceLinks").booleanValue()).isFalse();
      assertThat(pod.at("/spec/securityContext/runAsNonRoot").booleanValue()).isTrue();
      assertThat(at(pod, "/spec/securityContext/seccompProfile/type")).isEqualTo("RuntimeDefault");
      for (JsonNode container : pod.at("/spec/containers")) {
        JsonNode security = container.get("securityContext");
        assertThat(security.get("readOnlyRootFilesystem").booleanValue()).isTrue();
        assertThat(security.get("allowPrivilegeEscalation").booleanValue()).isFalse();
        assertThat(texts(security.at("/capabilities/drop"))).containsExactly("ALL");
        assertThat(container.at("/resources/limits/memory").isTextual()).isTrue();
      }
      assertThat(objects)
          .as("a network policy for %s", pod.at("/metadata/labels"))
          .filteredOn(object -> at(object, "/kind").equals("NetworkPolicy"))
          .anyMatch(policy -> isSelected(pod, policy.at("/spec/podSelector/matchLabels")));
    }
  }

  @Test
  void theProbesAreThoseOfTheDocumentation() {
    for (JsonNode container : containers(Chart.withFile(folder, "cameras-values.yaml").objects())) {
      String name = at(container, "/name");
      if (name.equals("stream") || name.equals("publisher")) {
        assertThat(at(container, "/startupProbe/httpGet/path")).isEqualTo("/health/live");
        assertThat(at(container, "/livenessProbe/httpGet/path")).isEqualTo("/health/live");
        assertThat(at(container, "/readinessProbe/httpGet/path")).isEqualTo("/health/ready");
      }
    }
  }

  @Test
  void aCleanStopHasItsTime() {
    List<JsonNode> objects = Chart.withFile(folder, "statefulset-values.yaml").objects();
    JsonNode pod = one(objects, "StatefulSet").at("/spec/template");

    assertThat(texts(pod.at("/spec/containers/0/args"))).containsSequence("--stop-limit", "60s");
    assertThat(pod.at("/spec/terminationGracePeriodSeconds").intValue()).isEqualTo(80);
  }

  @Test
  void aStatefulSetHasAVolumeForEachJournalAndTheOptionsOfItsValues() {
    List<JsonNode> objects = Chart.withFile(folder, "statefulset-values.yaml").objects();
    JsonNode set = one(objects, "StatefulSet");

    assertThat(at(set, "/spec/volumeClaimTemplates/0/spec/resources/requests/storage"))
        .isEqualTo("64Mi");
    assertThat(texts(set.at("/spec/template/spec/containers/0/args")))
        .containsSequence("--allow-dataref", "s3://frames/site-1")
        .containsSequence("--allow-dataref", "https://frames.example.org")
        .containsSequence("--batch-size", "8")
        .containsSequence("--max-frame-age", "500ms");
    assertThat(objects)
        .extracting(object -> at(object, "/kind"))
        .doesNotContain("Job", "PersistentVolumeClaim", "Secret");
  }

  @Test
  void theScaledObjectHasNoMoreInstancesThanPartitions() {
    List<JsonNode> objects = Chart.withFile(folder, "autoscaling-values.yaml").objects();
    JsonNode spec = one(objects, "ScaledObject").get("spec");

    assertThat(spec.get("maxReplicaCount").intValue()).isEqualTo(12);
    assertThat(at(spec, "/triggers/0/metadata/excludePersistentLag")).isEqualTo("true");
    assertThat(at(spec, "/triggers/0/metadata/consumerGroup")).isEqualTo("skipstream");
    assertThat(at(spec, "/triggers/0/metadata/sasl")).isEqualTo("scram_sha256");
    assertThat(
            spec.at(
                    "/advanced/horizontalPodAutoscalerConfig/behavior/scaleDown/stabilizationWindowSeconds")
                .intValue())
        .isEqualTo(900);
    JsonNode stream = named(objects, "Deployment", "stream");
    assertThat(stream.at("/spec/replicas").isMissingNode())
        .as("two controllers would disagree about the number of instances")
        .isTrue();
    assertThat(at(spec, "/scaleTargetRef/name")).isEqualTo(at(stream, "/metadata/name"));
  }

  @Test
  void theScaledObjectHasFewerInstancesWhereTheValuesSaySo() throws IOException {
    Chart chart = Chart.with(folder, TOKENS + "autoscaling: {enabled: true, maxReplicas: 3}");

    assertThat(one(chart.objects(), "ScaledObject").at("/spec/maxReplicaCount").intValue())
        .isEqualTo(3);
  }

  @Test
  void anInstanceGetsItsGpusAndTheImageWithCuda() {
    JsonNode stream =
        named(Chart.withFile(folder, "gpu-values.yaml").objects(), "Deployment", "stream");
    JsonNode container = stream.at("/spec/template/spec/containers/0");

    assertThat(container.at("/resources/limits/nvidia.com~1gpu").intValue()).isEqualTo(2);
    assertThat(at(container, "/resources/limits/memory")).isEqualTo("16Gi");
    assertThat(texts(container.at("/args"))).containsSequence("--device", "gpu:0,gpu:1");
    assertThat(at(container, "/image")).isEqualTo("skipstream/app:0.1.0-cuda");
    assertThat(stream.at("/spec/strategy/rollingUpdate/maxSurge").intValue()).isZero();
  }

  @Test
  void theConsoleIsBehindTheIngressAtOneInstance() {
    List<JsonNode> objects = Chart.withFile(folder, "cameras-values.yaml").objects();
    JsonNode ingress = one(objects, "Ingress");
    JsonNode service = named(objects, "Service", "console");

    assertThat(at(ingress, "/spec/rules/0/host")).isEqualTo("skipstream.example.org");
    assertThat(at(ingress, "/spec/rules/0/http/paths/0/backend/service/name"))
        .isEqualTo(at(service, "/metadata/name"));
    assertThat(service.at("/spec/selector/statefulset.kubernetes.io~1pod-name").textValue())
        .as("a session belongs to one instance")
        .isEqualTo(Chart.RELEASE + "-skipstream-stream-0");
    assertThat(texts(one(objects, "StatefulSet").at("/spec/template/spec/containers/0/args")))
        .containsSequence("--console-url", "https://skipstream.example.org");
  }

  @Test
  void noSecretIsInAMapOrAnArgument() throws IOException {
    String password = "not-a-real-password";
    String token = "not-a-real-token";
    List<JsonNode> objects = Chart.withFile(folder, "autoscaling-values.yaml").objects();

    assertThat(one(objects, "ConfigMap").at("/data/client.properties").textValue())
        .contains("security.protocol=SASL_SSL", "${secret:/etc/skipstream/kafka-login:password}");
    assertThat(objects)
        .filteredOn(object -> object.toString().matches("(?s).*(" + password + "|" + token + ").*"))
        .isNotEmpty()
        .allMatch(object -> at(object, "/kind").equals("Secret"));
  }

  @Test
  void aChangeOfTheTopicsIsAnotherJob() throws IOException {
    String eight = jobOf("eight", "topics: {partitions: 8}");
    String nine = jobOf("nine", "topics: {partitions: 9}");
    String otherReplicas = jobOf("replicas", "stream: {replicas: 5}");

    assertThat(nine).isNotEqualTo(eight);
    assertThat(otherReplicas).isEqualTo(eight);
  }

  private String jobOf(String copy, String values) throws IOException {
    Chart chart = Chart.with(Files.createDirectory(folder.resolve(copy)), TOKENS + values);
    return at(one(chart.objects(), "Job"), "/metadata/name");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "stream: {replicas: three} | stream | replicas",
        "stream: {replica: 3} | stream | replica",
        "stream: {gpu: {count: -1}} | stream | count",
        "stream: {kind: DaemonSet} | stream | kind",
        "stream: {options: {Max-Frame-Age: 1s}} | options | Max-Frame-Age",
        "kafka: {bootstrapServers: kafka} | kafka | bootstrapServers",
        "kafka: {sasl: {mechanism: SCRAM}} | sasl | mechanism",
        "autoscaling: {scaleDownStabilizationSeconds: 3601} | autoscaling |"
            + " scaleDownStabilizationSeconds",
        "consoles: {enabled: true} | consoles | consoles"
      })
  void theSchemaRejectsABrokenValueAndNamesItsPath(String value, String parent, String name)
      throws IOException {
    Chart chart = Chart.with(folder, TOKENS + value);

    assertThatThrownBy(chart::objects)
        .hasMessageContaining("schema")
        .hasMessageContaining(parent)
        .hasMessageContaining(name);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "tokens: {existingSecret: ''} | the registry needs tokens",
        "registry: {enabled: false} | registry.external is empty",
        "console: {ingress: {enabled: true, host: a}} | enable the console too",
        "console: {enabled: true, ingress: {enabled: true}} | console.ingress.host is empty",
        "stream: {state: {persistent: true}} | stream.kind=StatefulSet",
        "kafka: {sasl: {mechanism: PLAIN}} | kafka.sasl.mechanism needs a login",
        "kafka: {tls: {clientCertificate: true}} | kafka.tls.clientCertificate needs",
        "publisher: {enabled: true} | either publisher.cameras or publisher.source",
        "tls: {enabled: true} | tls.existingSecret is required",
        "autoscaling: {enabled: true, minReplicas: 9} | autoscaling.minReplicas is 9: expected at"
            + " most 8"
      })
  void valuesThatDoNotFitTogetherAreRejectedWithTheRemedy(String value, String message)
      throws IOException {
    // A map of flow style at the top would be a second key.
    String values = value.startsWith("tokens") ? value : TOKENS + value;
    Chart chart = Chart.with(folder, values);

    assertThatThrownBy(chart::objects).hasMessageContaining(message);
  }

  /** A value without a schema could be anything, and a schema without a value has no default. */
  @Test
  void theSchemaHasExactlyTheValuesOfTheChart() throws IOException {
    JsonNode schema = JSON.readTree(Chart.SOURCE.resolve("values.schema.json").toFile());
    JsonNode values =
        JSON.valueToTree(Chart.read(Files.readString(Chart.SOURCE.resolve("values.yaml"))));
    Set<String> described = new TreeSet<>();
    describe("", schema, described);
    Set<String> present = new TreeSet<>();
    list("", values, schema, present);

    assertThat(described).hasSizeGreaterThan(100);
    assertThat(present).containsExactlyElementsOf(described);
  }

  private static void describe(String path, JsonNode schema, Set<String> into) {
    for (String name : fields(schema.path("properties"))) {
      if (!name.equals("global")) {
        into.add(path + name);
        if (schema.path("properties").get(name).path("type").asText().equals("object")) {
          describe(path + name + ".", schema.path("properties").get(name), into);
        }
      }
    }
  }

  private static void list(String path, JsonNode values, JsonNode schema, Set<String> into) {
    for (String name : fields(values)) {
      into.add(path + name);
      JsonNode inner = schema.path("properties").path(name);
      if (inner.has("properties")) {
        list(path + name + ".", values.get(name), inner, into);
      }
    }
  }

  /** Checks the reader: a fault that it does not see, it cannot report. */
  @Test
  void theReaderRejectsAnUnknownFieldAtAnyDepth() {
    for (String file : List.of("cameras-values.yaml", "autoscaling-values.yaml")) {
      for (JsonNode object : Chart.withFile(folder.resolve(file), file).objects()) {
        ObjectNode top = object.deepCopy();
        top.put("unknown", 1);
        assertThat(StrictReader.errors(top)).as(at(object, "/kind")).isNotEmpty();
        ObjectNode deep = object.deepCopy();
        ((ObjectNode) deep.get("metadata")).put("lables", "a");
        assertThat(StrictReader.errors(deep)).as(at(object, "/kind")).isNotEmpty();
      }
    }
  }

  @Test
  void theReaderRejectsAMisspeltFieldOfAContainer() {
    JsonNode stream =
        named(Chart.withFile(folder, "gpu-values.yaml").objects(), "Deployment", "stream");
    ObjectNode broken = stream.deepCopy();
    ((ObjectNode) broken.at("/spec/template/spec/containers/0/readinessProbe/httpGet"))
        .put("paht", "/");

    assertThat(StrictReader.errors(stream)).isEmpty();
    assertThat(StrictReader.errors(broken)).singleElement().asString().contains("paht");
  }

  private static List<JsonNode> pods(List<JsonNode> objects) {
    return objects.stream()
        .map(object -> object.at("/spec/template"))
        .filter(template -> !template.isMissingNode())
        .toList();
  }

  private static List<JsonNode> containers(List<JsonNode> objects) {
    List<JsonNode> containers = new ArrayList<>();
    pods(objects).forEach(pod -> pod.at("/spec/containers").forEach(containers::add));
    return containers;
  }

  private static JsonNode one(List<JsonNode> objects, String kind) {
    List<JsonNode> found =
        objects.stream().filter(object -> at(object, "/kind").equals(kind)).toList();
    assertThat(found).as(kind).hasSize(1);
    return found.get(0);
  }

  private static JsonNode named(List<JsonNode> objects, String kind, String ending) {
    return objects.stream()
        .filter(object -> at(object, "/kind").equals(kind))
        .filter(object -> at(object, "/metadata/name").endsWith("-" + ending))
        .findFirst()
        .orElseThrow();
  }

  private static String at(JsonNode object, String pointer) {
    return object.at(pointer).asText();
  }

  private static List<String> texts(JsonNode list) {
    List<String> texts = new ArrayList<>();
    list.forEach(text -> texts.add(text.asText()));
    return texts;
  }

  private static List<String> texts(JsonNode list, String field) {
    List<String> texts = new ArrayList<>();
    list.forEach(one -> texts.add(one.path(field).asText()));
    return texts;
  }

  private static List<String> fields(JsonNode object) {
    List<String> names = new ArrayList<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }
}
