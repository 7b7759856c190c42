/**
 * When a schedule is due: cron texts and {@code @every} durations, in a time zone, as sequences of
 * instants.
 *
 * <p>A text passes through four steps, each a class: {@link
 * io.gradedcron.operator.cron.CronGrammar} checks it against this project's own small grammar
 * (which is where every error message comes from) and rewrites it as a canonical numeric text;
 * {@link io.gradedcron.operator.cron.CronCompiler} lets cron-utils parse that text and reads the
 * parsed fields into bit masks; {@link io.gradedcron.operator.cron.LocalCalendar} scans the masks
 * over local date-times; {@link io.gradedcron.operator.cron.CalendarSlots} lays the local times on
 * the time line, period by period of constant UTC offset. Both directions, the next slot and the
 * latest one, are computed directly, without counting through the slots between.
 *
 * <p>Pure: no clock, no thread, no client; the present instant is always an argument. It uses the
 * JDK, cron-utils and nothing else.
 */
package io.gradedcron.operator.cron;
