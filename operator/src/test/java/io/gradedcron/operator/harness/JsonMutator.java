package io.gradedcron.operator.harness;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Breaks a good object in one to four places. Not thread-safe; the same seed breaks the same. */
public final class JsonMutator {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private static final List<String> TEXTS =
      List.of(
          "",
          " ",
          "-1",
          "null",
          "* * * * * *",
          "@every 1s",
          "@every 9223372036854775807h",
          "TZ=UTC * * * * *",
          "0 0 30 2 *",
          "61 * * * *",
          "Mars/Phobos",
          "Europe/Berlin",
          "2026-02-30T00:00:00Z",
          "0000-01-01T00:00:00Z",
          "9999-12-31T23:59:59.999999999+17:59",
          "+1000000000-12-31T23:59:59Z",
          "Forbid",
          "Replace",
          "ScaleToZero",
          "RunLatest",
          "Never",
          "In",
          "DoesNotExist",
          "90m",
          "0s",
          "99999999999999h",
          "a/b/c",
          "Not_A_Name",
          "gradedcron.io/level",
          "\u001b[31m\n",
          "\ud83d\ude00\u202e\u200b",
          "x".repeat(100_000));

  private static final List<Long> NUMBERS =
      List.of(
          0L,
          1L,
          2L,
          3L,
          4L,
          -1L,
          3_600L,
          1L << 31,
          (1L << 31) - 1,
          -(1L << 31),
          Long.MAX_VALUE,
          Long.MIN_VALUE,
          9_999_999_999L);

  private final Random random;

  /** Makes a mutator. */
  public JsonMutator(long seed) {
    random = new Random(seed);
  }

  private record Place(JsonNode parent, String field, int index) {
    JsonNode value() {
      return parent.isObject() ? parent.path(field) : parent.path(index);
    }

    void set(JsonNode value) {
      if (parent instanceof ObjectNode object) {
        object.set(field, value);
      } else if (parent instanceof ArrayNode array && index < array.size()) {
        array.set(index, value);
      }
    }

    void remove() {
      if (parent instanceof ObjectNode object) {
        object.remove(field);
      } else {
        ((ArrayNode) parent).remove(index);
      }
    }
  }

  /** Returns a copy that differs at or below some of these fields of the object. */
  public ObjectNode mutated(JsonNode good, String... fields) {
    ObjectNode copy = good.deepCopy();
    int times = 1 + random.nextInt(4);
    for (int i = 0; i < times; i++) {
      List<Place> places = new ArrayList<>();
      for (String field : fields) {
        if (copy.has(field)) {
          places.add(new Place(copy, field, 0));
          collect(copy.get(field), places);
        }
      }
      if (!places.isEmpty()) {
        mutate(places.get(random.nextInt(places.size())), places);
      }
    }
    return copy;
  }

  private static void collect(JsonNode node, List<Place> places) {
    if (node.isObject()) {
      node.fieldNames().forEachRemaining(name -> places.add(new Place(node, name, 0)));
    } else {
      for (int i = 0; i < node.size(); i++) {
        places.add(new Place(node, "", i));
      }
    }
    node.forEach(child -> collect(child, places));
  }

  private void mutate(Place place, List<Place> others) {
    switch (random.nextInt(8)) {
      case 0 -> place.remove();
      case 1 -> place.set(NODES.nullNode());
      case 2, 3 -> place.set(NODES.textNode(text()));
      case 4 -> place.set(NODES.numberNode(NUMBERS.get(random.nextInt(NUMBERS.size()))));
      case 5 -> place.set(others.get(random.nextInt(others.size())).value().deepCopy());
      case 6 -> place.set(odd());
      default -> grow(place);
    }
  }

  private String text() {
    return TEXTS.get(random.nextInt(TEXTS.size()));
  }

  private JsonNode odd() {
    return switch (random.nextInt(5)) {
      case 0 -> NODES.objectNode();
      case 1 -> NODES.arrayNode();
      case 2 -> NODES.arrayNode().addNull();
      case 3 -> NODES.booleanNode(random.nextBoolean());
      default -> NODES.numberNode(random.nextGaussian() * 1e300);
    };
  }

  private void grow(Place place) {
    JsonNode value = place.value();
    if (value instanceof ArrayNode array && !array.isEmpty()) {
      array.add(array.get(0).deepCopy());
    } else if (value instanceof ObjectNode object) {
      object.put(text(), text());
    } else {
      place.set(NODES.arrayNode().add(value).add(value));
    }
  }
}
