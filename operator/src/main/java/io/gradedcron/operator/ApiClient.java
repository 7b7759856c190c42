package io.gradedcron.operator;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import io.fabric8.kubernetes.api.model.KubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.WatchEvent;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.gradedcron.operator.api.Degradation;
import io.gradedcron.operator.api.GradedCron;
import io.gradedcron.operator.api.GradedCronJob;
import io.gradedcron.operator.controller.SharedTextReader;
import io.gradedcron.operator.controller.WatchEventReader;
import java.util.Map;

/** The client of the API server, which reads all that an API server takes. Stateless. */
public final class ApiClient {
  /** An API server takes objects of 3 MB at most, so no name in one is longer. */
  private static final int LONGEST_NAME = 1 << 22;

  /**
   * It takes JSON that is nested 10,000 deep at most; a list or an event of a watch adds a few
   * levels.
   */
  private static final int DEEPEST = 10_100;

  private static final Map<WatchEventReader.Kind, Class<? extends KubernetesResource>> WATCHED =
      Map.of(
          new WatchEventReader.Kind("batch/v1", "Job"),
          Job.class,
          new WatchEventReader.Kind(GradedCron.API_VERSION, "GradedCronJob"),
          GradedCronJob.class);

  private ApiClient() {}

  /**
   * Nobody here asks who set which field. These parts are the only ones that the schemas leave
   * open, so that they may be nested too deep for what is read by recursion; and in a cache of many
   * objects they take much room.
   */
  @JsonIgnoreProperties("managedFields")
  private abstract static class WithoutManagers {}

  /** A run is what its metadata and its status say; the greater part of a Job is its spec. */
  @JsonIgnoreProperties(value = "spec", allowGetters = true)
  private abstract static class WithoutSpec {}

  /** Returns a client with connections of its own; the caller closes it. */
  public static KubernetesClient of(Config config) {
    return new KubernetesClientBuilder()
        .withConfig(config)
        .withKubernetesSerialization(serialization())
        .build();
  }

  /**
   * Returns the operator's client, with tuned connections; it reads of Jobs what makes a run, and
   * not their spec. The caller closes both, the client first.
   */
  static KubernetesClient of(Config config, ApiConnections connections) {
    return new KubernetesClientBuilder()
        .withConfig(config)
        .withKubernetesSerialization(runSerialization())
        .withHttpClientFactory(connections.factory())
        .build();
  }

  /** Returns what reads of Jobs what makes a run, and all else as {@link #serialization} does. */
  static KubernetesSerialization runSerialization() {
    return serialization(mapper().addMixIn(Job.class, WithoutSpec.class));
  }

  /**
   * Returns what reads objects. Jackson's own bounds on the length of a field's name and on the
   * depth of an object are below what an API server takes, and an object that cannot be read ends
   * the watch of all.
   */
  public static KubernetesSerialization serialization() {
    return serialization(mapper());
  }

  private static ObjectMapper mapper() {
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
    mapper.registerModule(
        new SimpleModule()
            .addDeserializer(String.class, new SharedTextReader())
            .addDeserializer(WatchEvent.class, new WatchEventReader(WATCHED)));
    return mapper;
  }

  private static KubernetesSerialization serialization(ObjectMapper mapper) {
    KubernetesSerialization serialization = new KubernetesSerialization(mapper, true);
    // Kinds that it does not know it reads as generic objects first, and those are then converted.
    serialization.registerKubernetesResource(GradedCronJob.class);
    serialization.registerKubernetesResource(Degradation.class);
    return serialization;
  }
}
