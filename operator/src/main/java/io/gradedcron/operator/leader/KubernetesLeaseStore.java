package io.gradedcron.operator.leader;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.NamespacedKubernetesClient;
import io.fabric8.kubernetes.client.RequestConfig;
import io.fabric8.kubernetes.client.RequestConfigBuilder;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.net.HttpURLConnection;
import java.util.Optional;
import java.util.function.Function;

/** The Lease in a Kubernetes API server. */
final class KubernetesLeaseStore implements LeaseStore {
  private final KubernetesClient client;
  private final LeadershipOptions options;
  private final RequestConfig requestConfig;

  KubernetesLeaseStore(KubernetesClient client, LeadershipOptions options) {
    this.client = client;
    this.options = options;
    // A renewal has no worth after the renew deadline: it ends then, also where nobody waits for it
    // any more.
    // No retries inside the client: a retried update that had already succeeded comes back as a
    // conflict, and the
    // candidate tries again by itself.
    this.requestConfig =
        new RequestConfigBuilder(client.getConfiguration().getRequestConfig())
            .withRequestTimeout(Math.toIntExact(options.renewDeadline().toMillis()))
            .withRequestRetryBackoffLimit(0)
            .build();
  }

  @Override
  public Optional<Lease> get() {
    return Optional.ofNullable(
        request(
            bounded ->
                bounded
                    .leases()
                    .inNamespace(options.namespace())
                    .withName(options.leaseName())
                    .get()));
  }

  @Override
  public Optional<Lease> create(Lease lease) {
    try {
      return Optional.of(request(bounded -> resource(bounded, lease).create()));
    } catch (KubernetesClientException e) {
      if (e.getCode() == HttpURLConnection.HTTP_CONFLICT) {
        return Optional.empty();
      }
      throw e;
    }
  }

  @Override
  public Optional<Lease> update(Lease lease) {
    try {
      return Optional.of(request(bounded -> resource(bounded, lease).update()));
    } catch (KubernetesClientException e) {
      if (e.getCode() == HttpURLConnection.HTTP_CONFLICT
          || e.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private Resource<Lease> resource(KubernetesClient bounded, Lease lease) {
    return bounded.leases().inNamespace(options.namespace()).resource(lease);
  }

  private <T> T request(Function<KubernetesClient, T> call) {
    return client
        .adapt(NamespacedKubernetesClient.class)
        .withRequestConfig(requestConfig)
        .call(call::apply);
  }
}
