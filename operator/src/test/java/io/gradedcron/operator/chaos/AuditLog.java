package io.gradedcron.operator.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.gradedcron.operator.api.Degradation;
import io.gradedcron.operator.api.GradedCronJob;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The API server's audit log, in which every write stands with the object that came of it. */
final class AuditLog {
  private final KubernetesSerialization json = new KubernetesSerialization();
  private final List<Evidence.JobCreated> jobs = new ArrayList<>();
  private final List<Evidence.ScheduleVersion> schedules = new ArrayList<>();
  private final List<Evidence.PolicyVersion> policies = new ArrayList<>();
  private int unreadable;

  /** Reads a whole log. */
  static Evidence read(Path file) {
    AuditLog log = new AuditLog();
    try (BufferedReader lines = Files.newBufferedReader(file)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        log.line(line);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Evidence(log.jobs, log.schedules, log.policies, log.unreadable);
  }

  private void line(String line) {
    // Most lines are of the level Metadata and of no use: they are not parsed.
    if (!line.contains("\"responseObject\"") && line.startsWith("{") && line.endsWith("}")) {
      return;
    }
    try {
      event(json.unmarshal(line, JsonNode.class));
    } catch (IllegalArgumentException e) {
      // An API server that was killed leaves half a line.
      unreadable++;
    }
  }

  private void event(JsonNode event) {
    int code = event.path("responseStatus").path("code").asInt();
    JsonNode object = event.path("responseObject");
    if (code < 200 || code > 299 || event.path("requestURI").asText().contains("dryRun")) {
      return;
    }
    Instant at = Instant.parse(event.path("requestReceivedTimestamp").asText());
    switch (event.path("objectRef").path("resource").asText()) {
      case "jobs" -> {
        if (event.path("verb").asText().equals("create")) {
          Job job = as(object, Job.class);
          Records.job(
                  job,
                  Long.parseLong(job.getMetadata().getResourceVersion()),
                  at,
                  event.path("userAgent").asText())
              .ifPresent(jobs::add);
        }
      }
      case "gradedcronjobs" -> schedules.add(Records.schedule(as(object, GradedCronJob.class), at));
      case "degradations" -> policies.add(Records.policy(as(object, Degradation.class)));
      default -> {
        // Other resources are not counted.
      }
    }
  }

  private <T> T as(JsonNode node, Class<T> type) {
    return json.convertValue(node, type);
  }
}
