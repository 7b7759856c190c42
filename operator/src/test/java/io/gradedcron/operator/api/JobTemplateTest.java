package io.gradedcron.operator.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.batch.v1.JobTemplateSpec;
import io.fabric8.kubernetes.api.model.batch.v1.JobTemplateSpecBuilder;
import io.gradedcron.operator.ApiClient;
import io.gradedcron.operator.harness.Manifests;
import org.junit.jupiter.api.Test;

class JobTemplateTest {
  private static JobTemplateSpec rich() {
    return new JobTemplateSpecBuilder(Manifests.template("9s"))
        .editOrNewMetadata()
        .addToLabels("team", "shop")
        .addToAnnotations("kubectl.kubernetes.io/last-applied-configuration", "{}")
        .endMetadata()
        .editSpec()
        .withParallelism(2)
        .addToAdditionalProperties("ofANewerVersion", 7)
        .endSpec()
        .build();
  }

  @Test
  void whatIsKeptIsReadBackAsItWas() {
    assertThat(JobTemplate.of(rich()).read()).isEqualTo(rich());
  }

  @Test
  void theKeyOfAnAnnotationMayBeOfAnyLength() {
    JobTemplateSpec template =
        new JobTemplateSpecBuilder(rich())
            .editMetadata()
            .addToAnnotations("k".repeat(60_000), "v")
            .endMetadata()
            .build();

    assertThat(JobTemplate.of(template).read()).isEqualTo(template);
  }

  @Test
  void whoChangesWhatWasReadChangesNothingThatIsKept() {
    JobTemplate template = JobTemplate.of(rich());
    template.read().getSpec().setParallelism(9);

    assertThat(template.read()).isEqualTo(rich());
  }

  @Test
  void theSameValuesAreTheSameTemplate() {
    assertThat(JobTemplate.of(rich()))
        .isEqualTo(JobTemplate.of(rich()))
        .hasSameHashCodeAs(JobTemplate.of(rich()))
        .isNotEqualTo(JobTemplate.of(Manifests.template("8s")));
  }

  @Test
  void itStandsInAnObjectAsItsValuesDo() {
    String json = ApiClient.serialization().asJson(rich());

    assertThat(ApiClient.serialization().asJson(JobTemplate.of(rich()))).isEqualTo(json);
    assertThat(ApiClient.serialization().unmarshal(json, JobTemplate.class))
        .isEqualTo(JobTemplate.of(rich()));
  }

  @Test
  void itKnowsWhetherItSaysWhatThePodsAre() {
    assertThat(JobTemplate.of(rich()).hasPod()).isTrue();
    assertThat(JobTemplate.of(new JobTemplateSpec()).hasPod()).isFalse();
    assertThat(
            JobTemplate.of(new JobTemplateSpecBuilder().withNewSpec().endSpec().build()).hasPod())
        .isFalse();
  }
}
