package io.gradedcron.operator;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;

/** The client of the API server, which reads all that an API server takes. Stateless. */
public final class ApiClient {
  /** An API server takes objects of 3 MB at most, so no name in one is longer. */
  private static final int LONGEST_NAME = 1 << 22;

  private ApiClient() {}

  /** Returns a client; the caller closes it. */
  public static KubernetesClient of(Config config) {
    return new KubernetesClientBuilder()
        .withConfig(config)
        .withKubernetesSerialization(serialization())
        .build();
  }

  /**
   * Returns what reads objects. Jackson's own bound on the length of a field's name is below what
   * the key of an annotation may have, and an object that cannot be read ends the watch of all.
   */
  public static KubernetesSerialization serialization() {
    return new KubernetesSerialization(
        new ObjectMapper(
            JsonFactory.builder()
                .streamReadConstraints(
                    StreamReadConstraints.builder().maxNameLength(LONGEST_NAME).build())
                .build()),
        true);
  }
}
