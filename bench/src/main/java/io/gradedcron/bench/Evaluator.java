package io.gradedcron.bench;

import com.cronutils.model.Cron;
import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinition;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import io.gradedcron.operator.cron.CronSchedule;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.function.IntFunction;

/** Who answers when a text is due next. */
public enum Evaluator {
  GRADEDCRON("gradedcron"),
  CRON_UTILS("cron-utils ExecutionTime");

  private final String title;

  Evaluator(String title) {
    this.title = title;
  }

  /** What the tables call it. */
  String title() {
    return title;
  }

  /** Compiles a text and returns the object that answers. */
  Object compile(CronCase cron, String zone) {
    return switch (this) {
      case GRADEDCRON -> CronSchedule.parse(cron.text(), zone).slots(Instant.EPOCH, Duration.ZERO);
      case CRON_UTILS -> {
        Cron parsed = new CronParser(definition(cron)).parse(cron.text());
        yield ExecutionTime.forCron(parsed);
      }
    };
  }

  /**
   * Compiles a text.
   *
   * @param after the instants to ask about
   * @return what answers the question of that number
   */
  IntFunction<Object> answers(CronCase cron, String zone, Instant[] after) {
    Object compiled = compile(cron, zone);
    return switch (this) {
      case GRADEDCRON -> {
        var slots = (io.gradedcron.operator.cron.SlotTimes) compiled;
        yield question -> slots.next(after[question]);
      }
      case CRON_UTILS -> {
        ExecutionTime time = (ExecutionTime) compiled;
        ZonedDateTime[] local = new ZonedDateTime[after.length];
        for (int i = 0; i < after.length; i++) {
          local[i] = after[i].atZone(ZoneId.of(zone));
        }
        yield question -> time.nextExecution(local[question]);
      }
    };
  }

  private static CronDefinition definition(CronCase cron) {
    return cron == CronCase.SECONDS
        ? CronDefinitionBuilder.instanceDefinitionFor(CronType.SPRING)
        : CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX);
  }
}
