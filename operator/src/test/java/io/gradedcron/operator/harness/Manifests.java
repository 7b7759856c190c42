package io.gradedcron.operator.harness;

import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.JobTemplateSpec;
import io.fabric8.kubernetes.api.model.batch.v1.JobTemplateSpecBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.gradedcron.operator.api.ConcurrencyPolicy;
import io.gradedcron.operator.api.Degradation;
import io.gradedcron.operator.api.DegradationAction;
import io.gradedcron.operator.api.DegradationSpec;
import io.gradedcron.operator.api.GradedCronJob;
import io.gradedcron.operator.api.GradedCronJobSpec;
import io.gradedcron.operator.api.HeldRunPolicy;
import io.gradedcron.operator.api.JobTemplate;
import java.time.Instant;
import java.util.Map;

/** Makes objects for tests. */
public final class Manifests {
  private Manifests() {}

  /** Makes a namespace with a fresh name that starts so, and returns the name. */
  public static String namespace(KubernetesClient client, String start) {
    return client
        .namespaces()
        .resource(
            new NamespaceBuilder()
                .withNewMetadata()
                .withGenerateName(start + "-")
                .addToLabels("test", start)
                .endMetadata()
                .build())
        .create()
        .getMetadata()
        .getName();
  }

  /** Returns a template whose pods run so long on a simulated node. */
  public static JobTemplateSpec template(String runFor) {
    return template(Map.of("run-for", runFor));
  }

  /** Returns a template whose pods fail on a simulated node, after a second. */
  public static JobTemplateSpec failingTemplate() {
    return template(Map.of("exit", "fail"));
  }

  /** Returns a template that the CRD's schema accepts and the validation of a Job doesn't. */
  public static JobTemplateSpec refusedTemplate() {
    return new JobTemplateSpecBuilder(template("1s"))
        .editSpec()
        .editTemplate()
        .editSpec()
        .editFirstContainer()
        .withName("Not_A_Name")
        .endContainer()
        .endSpec()
        .endTemplate()
        .endSpec()
        .build();
  }

  private static JobTemplateSpec template(Map<String, String> podAnnotations) {
    return new JobTemplateSpecBuilder()
        .withNewSpec()
        .withBackoffLimit(0)
        .withNewTemplate()
        .withNewMetadata()
        .addToAnnotations(podAnnotations)
        .endMetadata()
        .withSpec(
            new PodSpecBuilder()
                .withRestartPolicy("Never")
                .addNewContainer()
                .withName("work")
                .withImage("busybox:1.36")
                .endContainer()
                .build())
        .endTemplate()
        .endSpec()
        .build();
  }

  /** What of a schedule a test chooses; all else is the default. */
  public static final class Schedule {
    private final String namespace;
    private final String name;
    private final int level;
    private final String cron;
    private JobTemplateSpec template = Manifests.template("1s");
    private String timeZone;
    private Boolean suspend;
    private ConcurrencyPolicy concurrencyPolicy;
    private Long startingDeadlineSeconds;
    private HeldRunPolicy heldRunPolicy;
    private Integer successfulJobsHistoryLimit;
    private Integer failedJobsHistoryLimit;
    private Map<String, String> labels = Map.of();

    /** A schedule of a level with a cron text. */
    public Schedule(String namespace, String name, int level, String cron) {
      this.namespace = namespace;
      this.name = name;
      this.level = level;
      this.cron = cron;
    }

    /** Its pods run so long. */
    public Schedule runFor(String duration) {
      return template(Manifests.template(duration));
    }

    /** It launches this. */
    public Schedule template(JobTemplateSpec job) {
      template = job;
      return this;
    }

    /** Its text is read in this zone. */
    public Schedule zone(String name) {
      timeZone = name;
      return this;
    }

    /** It is suspended. */
    public Schedule suspended() {
      suspend = true;
      return this;
    }

    /** It has this concurrency policy. */
    public Schedule concurrency(ConcurrencyPolicy policy) {
      concurrencyPolicy = policy;
      return this;
    }

    /** It has this starting deadline. */
    public Schedule deadline(long seconds) {
      startingDeadlineSeconds = seconds;
      return this;
    }

    /** It has this policy after a degradation. */
    public Schedule afterHold(HeldRunPolicy policy) {
      heldRunPolicy = policy;
      return this;
    }

    /** It keeps so many succeeded runs. */
    public Schedule keeps(int successful) {
      successfulJobsHistoryLimit = successful;
      return this;
    }

    /** It keeps so many failed runs. */
    public Schedule keepsFailed(int failed) {
      failedJobsHistoryLimit = failed;
      return this;
    }

    /** It has these labels. */
    public Schedule labelled(Map<String, String> with) {
      labels = with;
      return this;
    }

    /** Returns the object. */
    public GradedCronJob build() {
      GradedCronJob schedule = new GradedCronJob();
      schedule.setMetadata(
          new ObjectMetaBuilder()
              .withNamespace(namespace)
              .withName(name)
              .withLabels(labels)
              .build());
      schedule.setSpec(
          new GradedCronJobSpec(
              level,
              cron,
              timeZone,
              suspend,
              concurrencyPolicy,
              startingDeadlineSeconds,
              heldRunPolicy,
              null,
              successfulJobsHistoryLimit,
              failedJobsHistoryLimit,
              JobTemplate.of(template)));
      return schedule;
    }

    /** Creates it. */
    public GradedCronJob create(KubernetesClient client) {
      return client.resource(build()).create();
    }
  }

  /** Returns a degradation of the schedules of namespaces that carry this test's label. */
  public static Degradation degradation(String name, int level, String test) {
    return new Peak(name, level, test).build();
  }

  /** What of a degradation a test chooses; all else is the default. */
  public static final class Peak {
    private final String name;
    private final int level;
    private final LabelSelector namespaces;
    private LabelSelector schedules;
    private DegradationSpec.Actions actions;
    private Instant startTime;
    private Instant until;
    private DegradationSpec.Recurring recurring;
    private Long gracePeriodSeconds;

    /** A degradation of the schedules of namespaces that carry this test's label. */
    public Peak(String name, int level, String test) {
      this.name = name;
      this.level = level;
      this.namespaces = new LabelSelectorBuilder().addToMatchLabels("test", test).build();
    }

    /** It is open from then on. */
    public Peak from(Instant start) {
      startTime = start;
      return this;
    }

    /** It is open until then. */
    public Peak until(Instant end) {
      until = end;
      return this;
    }

    /** It is open so long from every slot of this text on. */
    public Peak recurring(String cron, String duration) {
      recurring = new DegradationSpec.Recurring(cron, duration, null);
      return this;
    }

    /** It does this to the levels. */
    public Peak doing(DegradationAction level3, DegradationAction level2) {
      actions = new DegradationSpec.Actions(level3, level2);
      return this;
    }

    /** It selects only schedules with this label. */
    public Peak selecting(String key, String value) {
      schedules = new LabelSelectorBuilder().addToMatchLabels(key, value).build();
      return this;
    }

    /** Pods that it stops get so long. */
    public Peak grace(long seconds) {
      gracePeriodSeconds = seconds;
      return this;
    }

    /** Returns the object. */
    public Degradation build() {
      Degradation degradation = new Degradation();
      degradation.setMetadata(new ObjectMetaBuilder().withName(name).build());
      degradation.setSpec(
          new DegradationSpec(
              level,
              actions,
              startTime,
              until,
              recurring,
              namespaces,
              schedules,
              gracePeriodSeconds,
              "a test's peak"));
      return degradation;
    }
  }
}
