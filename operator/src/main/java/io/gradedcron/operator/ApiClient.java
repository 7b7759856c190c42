package io.gradedcron.operator;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.gradedcron.operator.api.Degradation;
import io.gradedcron.operator.api.GradedCronJob;
import io.gradedcron.operator.controller.SharedTextReader;

/** The client of the API server, which reads all that an API server takes. Stateless. */
public final class ApiClient {
  /** An API server takes objects of 3 MB at most, so no name in one is longer. */
  private static final int LONGEST_NAME = 1 << 22;

  /**
   * It takes JSON that is nested 10,000 deep at most; a list or an event of a watch adds a few
   * levels.
   */
  private static final int DEEPEST = 10_100;

  private ApiClient() {}

  /**
   * Nobody here asks who set which field. These parts are the only ones that the schemas leave
   * open, so that they may be nested too deep for what is read by recursion; and in a cache of many
   * objects they take much room.
   */
  @JsonIgnoreProperties("managedFields")
  private abstract static class WithoutManagers {}

  /** Returns a client with connections of its own; the caller closes it. */
  public static KubernetesClient of(Config config) {
    return builder(config).build();
  }

  /** Returns a client with tuned connections; the caller closes both, the client first. */
  static KubernetesClient of(Config config, ApiConnections connections) {
    return builder(config).withHttpClientFactory(connections.factory()).build();
  }

  private static KubernetesClientBuilder builder(Config config) {
    return new KubernetesClientBuilder()
        .withConfig(config)
        .withKubernetesSerialization(serialization());
  }

  /**
   * Returns what reads objects. Jackson's own bounds on the length of a field's name and on the
   * depth of an object are below what an API server takes, and an object that cannot be read ends
   * the watch of all.
   */
  public static KubernetesSerialization serialization() {
    ObjectMapper mapper =
        new ObjectMapper(
            JsonFactory.builder()
                .streamReadConstraints(
                    StreamReadConstraints.builder()
                        .maxNameLength(LONGEST_NAME)
                        .maxNestingDepth(DEEPEST)
                        .build())
                .build());
    mapper.addMixIn(ObjectMeta.class, WithoutManagers.class);
    mapper.registerModule(new SimpleModule().addDeserializer(String.class, new SharedTextReader()));
    KubernetesSerialization serialization = new KubernetesSerialization(mapper, true);
    // Kinds that it does not know it reads as generic objects first, and those are then converted.
    serialization.registerKubernetesResource(GradedCronJob.class);
    serialization.registerKubernetesResource(Degradation.class);
    return serialization;
  }
}
