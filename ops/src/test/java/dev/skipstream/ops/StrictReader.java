package dev.skipstream.ops;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.networknt.schema.Error;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.util.List;
import java.util.Map;

/**
 * Reads objects as Kubernetes does with strict validation: an unknown field is an error.
 * Kubernetes' own objects are read by fabric8's model, and those of KEDA and of the Prometheus
 * operator by schemas.
 */
final class StrictReader {
  private static final Map<String, Class<?>> MODEL =
      Map.ofEntries(
          Map.entry("v1/ConfigMap", ConfigMap.class),
          Map.entry("v1/Secret", Secret.class),
          Map.entry("v1/ServiceAccount", ServiceAccount.class),
          Map.entry("v1/Service", Service.class),
          Map.entry("v1/PersistentVolumeClaim", PersistentVolumeClaim.class),
          Map.entry("apps/v1/Deployment", Deployment.class),
          Map.entry("apps/v1/StatefulSet", StatefulSet.class),
          Map.entry("batch/v1/Job", Job.class),
          Map.entry("policy/v1/PodDisruptionBudget", PodDisruptionBudget.class),
          Map.entry("networking.k8s.io/v1/Ingress", Ingress.class),
          Map.entry("networking.k8s.io/v1/NetworkPolicy", NetworkPolicy.class));

  private static final Map<String, String> SCHEMAS =
      Map.of(
          "keda.sh/v1alpha1/ScaledObject", "scaledobject.json",
          "keda.sh/v1alpha1/TriggerAuthentication", "triggerauthentication.json",
          "monitoring.coreos.com/v1/PodMonitor", "podmonitor.json");

  private static final SchemaRegistry REGISTRY =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);

  /** The classes of the model keep unknown fields in a map. Without it they are errors. */
  private static final ObjectMapper STRICT =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .annotationIntrospector(
              new JacksonAnnotationIntrospector() {
                private static final long serialVersionUID = 1;

                @Override
                public Boolean hasAnySetter(Annotated any) {
                  return Boolean.FALSE;
                }
              })
          .build();

  private StrictReader() {}

  /** Returns the errors of an object; none for one that Kubernetes accepts. */
  static List<String> errors(JsonNode object) {
    String kind = "%s/%s".formatted(text(object, "/apiVersion"), text(object, "/kind"));
    String name = "%s %s: ".formatted(text(object, "/kind"), text(object, "/metadata/name"));
    if (MODEL.containsKey(kind)) {
      try {
        STRICT.treeToValue(object, MODEL.get(kind));
        return List.of();
      } catch (JsonProcessingException e) {
        return List.of(name + e.getOriginalMessage());
      }
    }
    if (SCHEMAS.containsKey(kind)) {
      return REGISTRY
          .getSchema(SchemaLocation.of("classpath:objects/" + SCHEMAS.get(kind)))
          .validate(object)
          .stream()
          .map(Error::toString)
          .map(name::concat)
          .toList();
    }
    return List.of(name + "no model of " + kind);
  }

  static String text(JsonNode object, String pointer) {
    return object.at(pointer).asText();
  }
}
