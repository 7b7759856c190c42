package io.gradedcron.operator.fire;

import static org.assertj.core.api.Assertions.assertThat;

import io.gradedcron.operator.api.Degradation;
import io.gradedcron.operator.harness.Manifests;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ScheduleCensusTest {
  private final PolicyBook policies = new PolicyBook();

  @Test
  void ofEachLevelTheSchedulesThatADegradationHoldsAreCounted() {
    try (EngineOnFakeApi engine =
        new EngineOnFakeApi(1, create -> FakeJobsApi.Answer.taken(Duration.ZERO), event -> {})) {
      for (String namespace : List.of("shop", "elsewhere")) {
        engine.put(namespace, "payments", 1, "@yearly", null);
        engine.put(namespace, "orders", 2, "@yearly", null);
        engine.put(namespace, "reports", 3, "@yearly", null);
        engine.put(namespace, "clean-up", 3, "@yearly", null);
      }
      policies.putNamespace("shop", Map.of("test", "census"));

      assertThat(held(engine)).containsExactly(0, 0, 0);
      policies.put(peak("incident", 3, Instant.EPOCH));
      assertThat(held(engine)).containsExactly(0, 0, 2);
      policies.put(peak("worse", 2, Instant.EPOCH));
      assertThat(held(engine)).as("each once, whoever holds it").containsExactly(0, 1, 2);
      policies.remove("worse");
      policies.remove("incident");
      policies.put(peak("to-come", 2, Instant.now().plusSeconds(3_600)));
      assertThat(held(engine)).as("a window that has not opened").containsExactly(0, 0, 0);
    }
  }

  private List<Integer> held(EngineOnFakeApi engine) {
    // A fresh one each time: its counts may be a second old.
    ScheduleCensus census = new ScheduleCensus(engine.engine(), policies, Clock.systemUTC());
    return IntStream.rangeClosed(1, 3).mapToObj(census::held).toList();
  }

  private static Degradation peak(String name, int level, Instant start) {
    Degradation peak = new Manifests.Peak(name, level, "census").from(start).build();
    peak.getMetadata().setUid(name);
    peak.getMetadata().setGeneration(1L);
    return peak;
  }
}
