package io.gradedcron.operator.api;

import io.fabric8.kubernetes.api.model.ObjectMeta;

/**
 * Which schedule is meant. Two objects of one name, one after the other, differ by UID.
 *
 * @param namespace its namespace
 * @param name its name
 * @param uid its UID, the identity
 */
public record ScheduleRef(String namespace, String name, String uid) {
  /** Returns the reference to the object that carries this metadata. */
  public static ScheduleRef of(ObjectMeta metadata) {
    return new ScheduleRef(metadata.getNamespace(), metadata.getName(), metadata.getUid());
  }

  /** Returns {@code namespace/name}, as logs show it. */
  @Override
  public String toString() {
    return namespace + "/" + name;
  }
}
