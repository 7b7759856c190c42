package io.gradedcron.operator.controller;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Metadata of objects that are kept by the hundred thousand. Stateless. */
final class Metadata {
  private Metadata() {}

  /** Replaces lists and maps, each of which has room for more, by such that have none. */
  static void compact(ObjectMeta metadata) {
    metadata.setManagedFields(List.of());
    metadata.setFinalizers(compact(metadata.getFinalizers()));
    metadata.setOwnerReferences(compact(metadata.getOwnerReferences()));
    metadata.setLabels(compact(metadata.getLabels()));
    metadata.setAdditionalProperties(Map.of());
  }

  private static <T> List<T> compact(List<T> list) {
    return list == null || list.isEmpty() ? List.of() : list;
  }

  private static Map<String, String> compact(Map<String, String> map) {
    if (map == null || map.isEmpty()) {
      return Map.of();
    }
    // What a schema that was changed by hand lets through may hold nothing for a name.
    return map.values().stream().anyMatch(Objects::isNull) ? new HashMap<>(map) : Map.copyOf(map);
  }
}
