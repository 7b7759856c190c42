package io.gradedcron.operator.controller;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.informers.cache.Cache;
import io.fabric8.kubernetes.client.informers.cache.ItemStore;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * An informer's store that keeps of each object only what the operator reads. An object is reduced
 * as it comes in, before any handler sees it, so that handlers and cache hold one and the same. The
 * informer alone writes, one thread at a time; any thread reads.
 *
 * @param <T> the resource
 */
final class ReducingStore<T extends HasMetadata> implements ItemStore<T> {
  /**
   * Takes from an object what nobody reads.
   *
   * @param <T> the resource
   */
  @FunctionalInterface
  interface Reducer<T> {
    /**
     * Changes an object that nobody else has seen yet.
     *
     * @param before what the store held in its place; null if nothing
     */
    void reduce(T fresh, T before);
  }

  private final Reducer<T> reducer;
  private final Map<String, T> objects = new ConcurrentHashMap<>();

  ReducingStore(Reducer<T> reducer) {
    this.reducer = reducer;
  }

  @Override
  public String getKey(T object) {
    return Cache.metaNamespaceKeyFunc(object);
  }

  @Override
  public T put(String key, T object) {
    reducer.reduce(object, objects.get(key));
    return objects.put(key, object);
  }

  @Override
  public T remove(String key) {
    return objects.remove(key);
  }

  @Override
  public Stream<String> keySet() {
    return objects.keySet().stream();
  }

  @Override
  public Stream<T> values() {
    return objects.values().stream();
  }

  @Override
  public int size() {
    return objects.size();
  }

  @Override
  public T get(String key) {
    return objects.get(key);
  }
}
