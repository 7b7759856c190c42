package io.gradedcron.operator.controller;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.fabric8.kubernetes.client.informers.cache.Cache;
import io.gradedcron.operator.fire.FiringEngine;
import io.gradedcron.operator.fire.PolicyBook;
import java.time.Duration;

/** Watches the namespaces' labels, by which a degradation may choose schedules. */
public final class NamespaceFeed implements ResourceEventHandler<Namespace>, AutoCloseable {
  private final PolicyBook policies;
  private final FiringEngine engine;
  private final SharedIndexInformer<Namespace> informer;
  private final InitialDelivery delivery = new InitialDelivery();

  /** Makes a feed. */
  public NamespaceFeed(KubernetesClient client, PolicyBook policies, FiringEngine engine) {
    this.policies = policies;
    this.engine = engine;
    this.informer = client.namespaces().runnableInformer(0).addEventHandler(this);
  }

  /** Starts and waits until what the API server has is in the cache and handed on. */
  public void start(Duration patience) {
    informer.start().toCompletableFuture().orTimeout(patience.toMillis(), MILLISECONDS).join();
    delivery.await("Namespaces", informer.getStore().listKeys(), patience);
  }

  /** Returns true once the cache is in. Any thread. */
  public boolean hasSynced() {
    return informer.hasSynced();
  }

  @Override
  public void onAdd(Namespace namespace) {
    if (policies.putNamespace(
        namespace.getMetadata().getName(), namespace.getMetadata().getLabels())) {
      engine.policyChanged();
    }
    delivery.delivered(Cache.metaNamespaceKeyFunc(namespace));
  }

  @Override
  public void onUpdate(Namespace before, Namespace namespace) {
    onAdd(namespace);
  }

  @Override
  public void onDelete(Namespace namespace, boolean finalStateUnknown) {
    policies.removeNamespace(namespace.getMetadata().getName());
  }

  @Override
  public void close() {
    informer.close();
  }
}
