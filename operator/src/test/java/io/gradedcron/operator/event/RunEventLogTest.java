package io.gradedcron.operator.event;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.gradedcron.operator.api.DegradationAction;
import io.gradedcron.operator.api.LaunchReason;
import io.gradedcron.operator.api.MissReason;
import io.gradedcron.operator.api.RefusalReason;
import io.gradedcron.operator.api.RunResult;
import io.gradedcron.operator.api.ScheduleRef;
import io.gradedcron.operator.api.SkipReason;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.LoggerFactory;

class RunEventLogTest {
  private static final ScheduleRef REPORTS = new ScheduleRef("shop", "reports", "uid-1");
  private static final Instant SLOT = Instant.parse("2026-11-23T12:00:00Z");

  private final Logger logger = (Logger) LoggerFactory.getLogger("io.gradedcron.operator.runs");
  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

  @BeforeEach
  void listen() {
    lines.start();
    logger.addAppender(lines);
    logger.setAdditive(false);
    logger.setLevel(Level.DEBUG);
  }

  @AfterEach
  void leave() {
    logger.detachAppender(lines);
    logger.setAdditive(true);
    logger.setLevel(null);
  }

  static Stream<Arguments> events() {
    Instant to = SLOT.plusSeconds(60);
    return Stream.of(
        Arguments.of(
            new RunEvent.SlotLaunched(
                REPORTS, 3, SLOT, "reports-1", LaunchReason.OnTime, Duration.ofMillis(12)),
            "DEBUG launched level=3 schedule=shop/reports slot=2026-11-23T12:00:00Z run=reports-1"
                + " latencyMs=12 reason=OnTime"),
        Arguments.of(
            new RunEvent.SlotsSkipped(REPORTS, 3, SLOT, to, SkipReason.Degraded, notCounted()),
            "DEBUG skipped level=3 schedule=shop/reports slot=2026-11-23T12:00:00Z"
                + " to=2026-11-23T12:01:00Z reason=Degraded"),
        Arguments.of(
            new RunEvent.SlotsMissed(REPORTS, 3, SLOT, to, MissReason.Overtaken, notCounted()),
            "WARN missed level=3 schedule=shop/reports slot=2026-11-23T12:00:00Z"
                + " to=2026-11-23T12:01:00Z reason=Overtaken"),
        Arguments.of(
            new RunEvent.SlotsFailed(REPORTS, 3, SLOT, SLOT, "exceeded quota", true, notCounted()),
            "WARN failed level=3 schedule=shop/reports slot=2026-11-23T12:00:00Z"
                + " to=2026-11-23T12:00:00Z cause=exceeded quota"),
        Arguments.of(
            new RunEvent.SlotsFailed(REPORTS, 3, SLOT, SLOT, "as before", false, notCounted()),
            "DEBUG failed level=3 schedule=shop/reports slot=2026-11-23T12:00:00Z"
                + " to=2026-11-23T12:00:00Z cause=as before"),
        Arguments.of(
            new RunEvent.LaunchRefused(REPORTS, 3, SLOT, RefusalReason.Denied, "no", true),
            "WARN launch refused, tried again until the slot's deadline level=3"
                + " schedule=shop/reports slot=2026-11-23T12:00:00Z reason=Denied cause=no"),
        Arguments.of(
            new RunEvent.LaunchRefused(REPORTS, 3, SLOT, RefusalReason.Denied, "no", false),
            "DEBUG launch refused, tried again until the slot's deadline level=3"
                + " schedule=shop/reports slot=2026-11-23T12:00:00Z reason=Denied cause=no"),
        Arguments.of(
            new RunEvent.RunFinished(REPORTS, 3, "reports-1", RunResult.Failed),
            "DEBUG finished level=3 schedule=shop/reports run=reports-1 result=Failed"),
        Arguments.of(
            new RunEvent.RunStopped(REPORTS, 3, "reports-1", "Degradation peak"),
            "INFO stopped level=3 schedule=shop/reports run=reports-1 cause=Degradation peak"),
        Arguments.of(
            new RunEvent.ScheduleHeld(
                REPORTS, 3, DegradationAction.ScaleToZero, List.of("peak", "sale"), "rush"),
            "INFO held level=3 schedule=shop/reports action=ScaleToZero by=peak,sale reason=rush"),
        Arguments.of(
            new RunEvent.ScheduleLifted(REPORTS, 3), "INFO lifted level=3 schedule=shop/reports"),
        Arguments.of(
            new RunEvent.ScheduleInvalid(REPORTS, 3, "UnknownTimeZone", "spec.timeZone ..."),
            "WARN invalid level=3 schedule=shop/reports reason=UnknownTimeZone"
                + " cause=spec.timeZone ..."),
        Arguments.of(
            new RunEvent.NameConflict(REPORTS, 3, SLOT, "reports-1"),
            "WARN name conflict: a Job that is not ours has this run's name level=3"
                + " schedule=shop/reports slot=2026-11-23T12:00:00Z run=reports-1"));
  }

  @ParameterizedTest
  @MethodSource("events")
  void eachEventIsOneLineThatNamesLevelAndSchedule(RunEvent event, String expected) {
    new RunEventLog().on(event);
    assertThat(lines.list).hasSize(1);
    ILoggingEvent line = lines.list.get(0);
    assertThat(
            line.getKeyValuePairs().stream()
                .map(pair -> pair.key + "=" + pair.value)
                .collect(
                    Collectors.joining(
                        " ", line.getLevel() + " " + line.getFormattedMessage() + " ", "")))
        .isEqualTo(expected);
  }

  @Test
  void aNamespaceThatGoesIsOneWarningForAllItsSchedulesUntilOneIsLaunchedThereAgain() {
    RunEventLog log = new RunEventLog();
    ScheduleRef other = new ScheduleRef("shop", "other", "uid-2");
    log.on(going(REPORTS));
    log.on(going(other));
    log.on(new RunEvent.SlotLaunched(other, 3, SLOT, "r", LaunchReason.OnTime, Duration.ZERO));
    log.on(going(REPORTS));

    assertThat(lines.list.stream().map(ILoggingEvent::getLevel))
        .containsExactly(Level.WARN, Level.DEBUG, Level.DEBUG, Level.WARN);
  }

  private static RunEvent going(ScheduleRef schedule) {
    return new RunEvent.LaunchRefused(
        schedule, 3, SLOT, RefusalReason.NamespaceTerminating, "is being terminated", true);
  }

  /** Counting costs time that a log line is not worth. */
  private static LongSupplier notCounted() {
    return () -> {
      throw new AssertionError("a log line counted slots");
    };
  }
}
