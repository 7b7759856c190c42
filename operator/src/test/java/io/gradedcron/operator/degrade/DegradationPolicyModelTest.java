package io.gradedcron.operator.degrade;

import static io.gradedcron.operator.degrade.DegradationBuilder.degradation;
import static io.gradedcron.operator.degrade.DegradationBuilder.exactly;
import static io.gradedcron.operator.degrade.DegradationBuilder.expression;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.LabelSelector;
import io.gradedcron.operator.api.Degradation;
import io.gradedcron.operator.api.DegradationAction;
import io.gradedcron.operator.api.DegradationSpec;
import io.gradedcron.operator.cron.CronSchedule;
import io.gradedcron.operator.cron.SlotTimes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random Degradations against a model that lists all windows one by one and looks through them. The
 * model knows sixteen days; its instants lie around changes of the clocks.
 */
class DegradationPolicyModelTest {
  private static final List<String> ZONES =
      List.of("UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata");
  private static final List<String> MIDDLES =
      List.of(
          "2026-03-08T07:00:00Z",
          "2026-03-29T01:00:00Z",
          "2026-04-04T15:00:00Z",
          "2026-10-25T01:00:00Z",
          "2026-11-01T06:00:00Z",
          "2026-07-01T00:00:00Z");
  private static final Duration MARGIN = Duration.ofDays(8);
  private static final int ROUNDS = 12;
  private static final int PROBES = 60;
  private static final String CREATED = "2026-01-01T00:00:07Z";

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void thePolicyAgreesWithTheModel(long seed) {
    Random random = new Random(seed);
    int exact = 0;
    for (int round = 0; round < ROUNDS; round++) {
      Instant middle = Instant.parse(pick(random, MIDDLES));
      List<Degradation> degradations = new ArrayList<>();
      for (int i = random.nextInt(6); i > 0; i--) {
        degradations.add(randomDegradation(random, "d" + i, middle));
      }
      List<Model> models =
          degradations.stream().map(degradation -> new Model(degradation, middle)).toList();
      Collections.shuffle(degradations, random);
      DegradationPolicy policy = DegradationPolicy.of(degradations);
      for (int probe = 0; probe < PROBES; probe++) {
        Instant now = randomInstant(random, models, middle);
        Subject subject = randomSubject(random);
        String where = "seed " + seed + ", round " + round + ", " + now + ", " + subject;
        assertThat(policy.verdict(subject, now)).as(where).isEqualTo(verdict(models, subject, now));
        Instant horizon = middle.plus(MARGIN);
        Optional<Instant> expected = nextChange(models, now).filter(horizon::isAfter);
        Optional<Instant> change = policy.nextChange(now);
        if (change.filter(horizon::isAfter).equals(expected)) {
          exact++;
        } else {
          Instant extra = change.orElseThrow(() -> new AssertionError(where + ": " + expected));
          assertThat(extra).as(where).isAfter(now).isBefore(expected.orElse(horizon));
          assertThat(models).as(where).anyMatch(model -> model.chained(now, extra));
        }
        for (Model model : models) {
          assertThat(policy.activity(model.name(), now))
              .as(where + ", " + model.name())
              .contains(model.activity(now));
          assertThat(policy.matches(model.name(), subject))
              .as(where + ", " + model.name())
              .isEqualTo(model.matches(subject));
        }
      }
    }
    assertThat(exact).isGreaterThan(ROUNDS * PROBES * 9 / 10);
  }

  private static Verdict verdict(List<Model> models, Subject subject, Instant now) {
    List<Model> holding =
        models.stream().filter(model -> model.action(subject, now).holds()).toList();
    DegradationAction strictest =
        holding.stream()
            .map(model -> model.action(subject, now))
            .max(DegradationAction::compareTo)
            .orElse(DegradationAction.Run);
    OptionalLong grace =
        holding.stream()
            .filter(model -> model.action(subject, now) == DegradationAction.ScaleToZero)
            .filter(model -> model.spec().gracePeriodSeconds() != null)
            .mapToLong(model -> model.spec().gracePeriodSeconds())
            .min();
    Optional<String> reason =
        holding.stream()
            .filter(model -> model.action(subject, now) == strictest)
            .filter(model -> model.spec().reason() != null)
            .min((a, b) -> a.name().compareTo(b.name()))
            .map(model -> model.spec().reason());
    return new Verdict(
        strictest, holding.stream().map(Model::name).sorted().toList(), grace, reason);
  }

  private static Optional<Instant> nextChange(List<Model> models, Instant now) {
    return models.stream().flatMap(model -> model.nextChange(now).stream()).min(Instant::compareTo);
  }

  private static Degradation randomDegradation(Random random, String name, Instant middle) {
    DegradationBuilder builder =
        degradation(name).created(CREATED).level(pick(random, List.of(0, 2, 2, 3)));
    if (random.nextInt(3) == 0) {
      builder.level3(pick(random, List.of(DegradationAction.values())));
    }
    if (random.nextInt(3) == 0) {
      builder.level2(pick(random, List.of(DegradationAction.values())));
    }
    if (random.nextInt(3) == 0) {
      builder.startTime(middle.plusSeconds(random.nextInt(400_000) - 200_000L).toString());
    }
    if (random.nextInt(3) == 0) {
      builder.until(middle.plusSeconds(random.nextInt(400_000) - 100_000L).toString());
    }
    if (random.nextInt(3) > 0) {
      String text =
          pick(
              random,
              List.of(
                  random.nextInt(60) + " " + random.nextInt(24) + " * * *",
                  random.nextInt(60) + " " + random.nextInt(4) + " * * *",
                  "0,25,40 */" + (2 + random.nextInt(6)) + " * * *",
                  random.nextInt(60) + " 1-3 * * *",
                  "30 9,10,11,17 * * 1-5",
                  "@every " + (2 + random.nextInt(9)) + "h13m"));
      String duration = pick(random, List.of("1m", "26m", "59m59s", "1h", "90m", "2h", "1500ms"));
      builder.recurring(text, duration, pick(random, ZONES));
    }
    if (random.nextInt(3) == 0) {
      builder.schedules(randomSelector(random));
    }
    if (random.nextInt(4) == 0) {
      builder.namespaces(randomSelector(random));
    }
    if (random.nextBoolean()) {
      builder.grace(random.nextInt(4));
    }
    if (random.nextBoolean()) {
      builder.reason("because of " + name);
    }
    return builder.build();
  }

  private static LabelSelector randomSelector(Random random) {
    String key = pick(random, List.of("a", "b"));
    return switch (random.nextInt(5)) {
      case 0 -> exactly(key, "x");
      case 1 -> expression(key, "In", "x", "y");
      case 2 -> expression(key, "NotIn", "y");
      case 3 -> expression(key, "Exists");
      default -> expression(key, "DoesNotExist");
    };
  }

  private static Subject randomSubject(Random random) {
    return new Subject("shop", randomLabels(random), randomLabels(random), 1 + random.nextInt(3));
  }

  private static Map<String, String> randomLabels(Random random) {
    String value = pick(random, List.of("x", "y", "z"));
    return pick(
        random,
        List.of(
            Map.<String, String>of(),
            Map.of("a", value),
            Map.of("b", value),
            Map.of("a", value, "b", "x")));
  }

  /**
   * Half of all instants lie at an edge or a nanosecond beside it: nowhere else is a mistake
   * likely.
   */
  private static Instant randomInstant(Random random, List<Model> models, Instant middle) {
    List<Instant> edges =
        models.stream()
            .flatMap(model -> model.edges().stream())
            .filter(edge -> Duration.between(middle, edge).abs().toDays() < 3)
            .toList();
    return edges.isEmpty() || random.nextBoolean()
        ? middle.plusMillis(random.nextInt(400_000_000) - 200_000_000L)
        : pick(random, edges).plusNanos(random.nextInt(3) - 1);
  }

  private static <T> T pick(Random random, List<T> list) {
    return list.get(random.nextInt(list.size()));
  }

  /** One Degradation with every window around {@code middle} spelled out. */
  private static final class Model {
    private final String name;
    private final DegradationSpec spec;
    private final List<Instant> openings;
    private final Duration length;
    private final TreeSet<Instant> edges;
    private final TreeSet<Instant> changes = new TreeSet<>();

    Model(Degradation degradation, Instant middle) {
      name = degradation.getMetadata().getName();
      spec = degradation.getSpec();
      openings = openings(spec.recurring(), middle);
      length =
          spec.recurring() == null
              ? Duration.ZERO
              : Duration.parse("PT" + seconds(spec.recurring().duration()));
      edges = new TreeSet<>(openings);
      openings.forEach(from -> edges.add(from.plus(length)));
      Stream.of(Optional.ofNullable(spec.startTime()), Optional.ofNullable(spec.until()))
          .flatMap(Optional::stream)
          .forEach(edges::add);
      edges.stream()
          .filter(edge -> activity(edge) != activity(edge.minusNanos(1)))
          .forEach(changes::add);
    }

    String name() {
      return name;
    }

    DegradationSpec spec() {
      return spec;
    }

    Set<Instant> edges() {
      return edges;
    }

    private static String seconds(String duration) {
      return duration.equals("1500ms") ? "1.5S" : duration;
    }

    private static List<Instant> openings(DegradationSpec.Recurring recurring, Instant middle) {
      List<Instant> all = new ArrayList<>();
      if (recurring != null) {
        SlotTimes slots =
            CronSchedule.parse(recurring.schedule(), recurring.timeZone())
                .slots(Instant.parse(CREATED), Duration.ZERO);
        Optional<Instant> slot = slots.next(middle.minus(MARGIN));
        while (slot.isPresent() && slot.get().isBefore(middle.plus(MARGIN))) {
          all.add(slot.get());
          slot = slots.next(slot.get());
        }
      }
      return all;
    }

    Activity activity(Instant now) {
      if (spec.level() == 0) {
        return Activity.NotDegraded;
      }
      if (spec.until() != null && now.compareTo(spec.until()) >= 0) {
        return Activity.Expired;
      }
      if (spec.startTime() != null && now.compareTo(spec.startTime()) < 0) {
        return Activity.NotStarted;
      }
      boolean open =
          spec.recurring() == null
              || openings.stream()
                  .anyMatch(
                      from -> now.compareTo(from) >= 0 && now.compareTo(from.plus(length)) < 0);
      return open ? Activity.InWindow : Activity.OutsideWindow;
    }

    Optional<Instant> nextChange(Instant now) {
      return Optional.ofNullable(changes.higher(now));
    }

    /** True if so many windows overlap up to that instant that it may be answered as an extra. */
    boolean chained(Instant now, Instant extra) {
      return activity(extra) == Activity.InWindow
          && openings.stream().filter(from -> from.isAfter(now) && !from.isAfter(extra)).count()
              >= Openings.Recurring.HOPS;
    }

    boolean matches(Subject subject) {
      return selects(spec.selector(), subject.labels())
          && selects(spec.namespaceSelector(), subject.namespaceLabels());
    }

    private static boolean selects(LabelSelector selector, Map<String, String> labels) {
      return selector == null
          || (labels.entrySet().containsAll(selector.getMatchLabels().entrySet())
              && selector.getMatchExpressions().stream()
                  .allMatch(
                      term -> {
                        boolean there = labels.containsKey(term.getKey());
                        boolean listed =
                            there && term.getValues().contains(labels.get(term.getKey()));
                        return switch (term.getOperator()) {
                          case "In" -> listed;
                          case "NotIn" -> !listed;
                          case "Exists" -> there;
                          default -> !there;
                        };
                      }));
    }

    DegradationAction action(Subject subject, Instant now) {
      if (activity(now) != Activity.InWindow || !matches(subject)) {
        return DegradationAction.Run;
      }
      if (subject.level() == 3) {
        return spec.actions().level3();
      }
      return subject.level() == 2 && spec.level() == 2
          ? spec.actions().level2()
          : DegradationAction.Run;
    }
  }
}
