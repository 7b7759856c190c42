package io.gradedcron.operator.cron;

import com.cronutils.model.Cron;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.field.CronFieldName;
import com.cronutils.model.field.expression.Always;
import com.cronutils.model.field.expression.And;
import com.cronutils.model.field.expression.Between;
import com.cronutils.model.field.expression.Every;
import com.cronutils.model.field.expression.FieldExpression;
import com.cronutils.model.field.expression.On;
import com.cronutils.model.field.value.FieldValue;
import com.cronutils.parser.CronParser;

/**
 * Compiles the canonical text of {@link CronGrammar} into the bit masks of a {@link LocalCalendar}:
 * cron-utils parses it, this class reads the parsed expressions.
 *
 * <p>Of cron-utils only the parser is used: its evaluator is slower by two orders of magnitude and
 * differs from Kubernetes' parser. The canonical text keeps clear of what its parser gets wrong.
 *
 * <p>Stateless; any thread (a CronParser only reads its tables once it is built).
 */
final class CronCompiler {

  private static final CronParser PARSER =
      new CronParser(
          CronDefinitionBuilder.defineCron()
              .withSeconds()
              .and()
              .withMinutes()
              .and()
              .withHours()
              .and()
              .withDayOfMonth()
              .and()
              .withMonth()
              .and()
              .withDayOfWeek()
              .withValidRange(0, 6)
              .withMondayDoWValue(1)
              .and()
              .instance());

  private CronCompiler() {}

  /**
   * @param canonical a text that {@link CronGrammar#canonical} returned
   * @throws InvalidScheduleException if cron-utils refuses it all the same
   */
  static LocalCalendar compile(String canonical) {
    Cron cron = parse(canonical);
    FieldExpression days = expression(cron, CronFieldName.DAY_OF_MONTH);
    FieldExpression weekdays = expression(cron, CronFieldName.DAY_OF_WEEK);
    FieldExpression hours = expression(cron, CronFieldName.HOUR);
    TimeSet times =
        new TimeSet(
            mask(expression(cron, CronFieldName.SECOND), CronField.SECOND),
            mask(expression(cron, CronFieldName.MINUTE), CronField.MINUTE),
            (int) mask(hours, CronField.HOUR));
    DaySet daySet =
        new DaySet(
            mask(days, CronField.DAY_OF_MONTH),
            (int) mask(expression(cron, CronFieldName.MONTH), CronField.MONTH),
            (int) mask(weekdays, CronField.DAY_OF_WEEK),
            !(days instanceof Always) && !(weekdays instanceof Always));
    return new LocalCalendar(daySet, times, isFixed(hours));
  }

  private static Cron parse(String canonical) {
    try {
      return PARSER.parse(canonical);
    } catch (RuntimeException e) {
      // cron-utils throws more than IllegalArgumentException (an index out of bounds, for one).
      throw InvalidScheduleException.schedule(
          "cron-utils refuses the canonical form "
              + Quoted.of(canonical)
              + ": "
              + e.getMessage()
              + ": write it more simply and report this text",
          e);
    }
  }

  private static FieldExpression expression(Cron cron, CronFieldName name) {
    return cron.retrieve(name).getExpression();
  }

  private static boolean isFixed(FieldExpression hours) {
    if (hours instanceof And list) {
      return list.getExpressions().stream().allMatch(CronCompiler::isFixed);
    }
    return !(hours instanceof Always) && !(hours instanceof Every);
  }

  private static long mask(FieldExpression expression, CronField field) {
    if (expression instanceof Always) {
      return steps(field.min(), field.max(), 1);
    }
    if (expression instanceof On on) {
      int value = on.getTime().getValue();
      return steps(value, value, 1);
    }
    if (expression instanceof Between range) {
      return steps(number(range.getFrom()), number(range.getTo()), 1);
    }
    if (expression instanceof Every every && every.getExpression() instanceof Between range) {
      return steps(number(range.getFrom()), number(range.getTo()), every.getPeriod().getValue());
    }
    if (expression instanceof And list) {
      return list.getExpressions().stream()
          .mapToLong(item -> mask(item, field))
          .reduce(0, (a, b) -> a | b);
    }
    throw new IllegalStateException(
        "a canonical " + field.label() + " cannot hold " + expression.asString());
  }

  private static int number(FieldValue<?> value) {
    return ((Number) value.getValue()).intValue();
  }

  private static long steps(int from, int to, int step) {
    long mask = 0;
    for (int value = from; value <= to; value += step) {
      mask |= 1L << value;
    }
    return mask;
  }
}
