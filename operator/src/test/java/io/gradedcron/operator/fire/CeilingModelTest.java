package io.gradedcron.operator.fire;

import static org.assertj.core.api.Assertions.assertThat;

import io.gradedcron.operator.api.ConcurrencyPolicy;
import io.gradedcron.operator.api.DegradationAction;
import io.gradedcron.operator.api.GradedCronJob;
import io.gradedcron.operator.api.HeldRunPolicy;
import io.gradedcron.operator.api.RefusalReason;
import io.gradedcron.operator.degrade.Verdict;
import io.gradedcron.operator.plan.Refusal;
import io.gradedcron.operator.plan.Run;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/**
 * Some schedules under one ceiling through a random hour of looks, answers, ends, holds, edits and
 * changes of leader, compared with a naive count of what there is.
 */
class CeilingModelTest {
  private static final Verdict HELD =
      new Verdict(
          DegradationAction.DrainThenStop, List.of("peak"), OptionalLong.empty(), Optional.empty());
  private static final Refusal QUOTA = new Refusal(RefusalReason.QuotaExceeded, "exceeded quota");

  /** A schedule, and the launch of it that is under way. */
  private static final class Actor {
    private final CellScene scene;
    private GradedCronJob schedule;
    private LaunchOrder underWay;

    private Actor(CellScene scene, GradedCronJob schedule) {
      this.scene = scene;
      this.schedule = schedule;
    }

    private List<Run> active() {
      return scene.cell.runs().stream().filter(Run::isActive).toList();
    }
  }

  private static final class World {
    private final Random random;
    private final int most;
    private final LevelCeilings ceilings;
    private final LevelCeiling ceiling;
    private final List<Actor> actors = new ArrayList<>();
    private Instant now = CellScene.NOON;

    /** How many there may be: more than the ceiling only because an edit made them so many. */
    private long bound;

    World(long seed) {
      random = new Random(seed);
      most = 1 + random.nextInt(3);
      ceilings = new LevelCeilings(CeilingTest.of(most), (cell, slot) -> {}, cell -> false);
      ceiling = ceilings.of(3).orElseThrow();
      bound = most;
      for (int i = 0; i < 2 + random.nextInt(5); i++) {
        GradedCronJob schedule = schedule(3);
        schedule.setStatus(CellScene.handled(schedule, now));
        actors.add(new Actor(new CellScene(ceilings).begin(schedule, now), schedule));
      }
    }

    private GradedCronJob schedule(int level) {
      ConcurrencyPolicy[] policies = ConcurrencyPolicy.values();
      return CellScene.schedule(
          level,
          List.of("* * * * *", "*/2 * * * *", "30 */3 * * * *", "*/20 * * * * *")
              .get(random.nextInt(4)),
          s -> {
            s.concurrency(policies[random.nextInt(policies.length)]);
            s.afterHold(random.nextBoolean() ? HeldRunPolicy.RunLatest : HeldRunPolicy.Skip);
            return random.nextInt(3) == 0 ? s.deadline(random.nextInt(60)) : s;
          });
    }

    void step() {
      Actor actor = actors.get(random.nextInt(actors.size()));
      ScheduleCell cell = actor.scene.cell;
      switch (random.nextInt(12)) {
        case 0, 1, 2, 3 -> look(actor);
        case 4, 5 -> answer(actor);
        case 6, 7 -> end(actor);
        case 8 -> now = now.plusSeconds(random.nextInt(40));
        case 9 -> hold(actor);
        case 10 -> edit(actor);
        default -> {
          if (random.nextInt(6) == 0) {
            cell.standDown();
            actor.scene.lead(now);
          }
        }
      }
    }

    void look(Actor actor) {
      if (actor.underWay != null) {
        return;
      }
      actor.underWay = actor.scene.look(now).order().orElse(null);
    }

    private void answer(Actor actor) {
      if (actor.underWay == null) {
        return;
      }
      LaunchOutcome outcome =
          switch (random.nextInt(6)) {
            case 0 -> actor.scene.noAnswer();
            case 1 -> new LaunchOutcome.Retry(QUOTA, Duration.ZERO);
            case 2 -> new LaunchOutcome.Invalid("no");
            case 3 -> new LaunchOutcome.Conflict();
            default -> new LaunchOutcome.Done();
          };
      if (random.nextBoolean() && outcome instanceof LaunchOutcome.Done) {
        LaunchOrder order = actor.underWay;
        actor.scene.cell.observe(Run.launched(order.runName(), order.slot(), order.level()));
      }
      actor.scene.settle(actor.underWay, outcome, now);
      if (actor.underWay.level() != 3) {
        // Edited meanwhile.
        bound = Math.max(bound, ceiling.taken());
      }
      actor.underWay = null;
    }

    private void end(Actor actor) {
      List<Run> active = actor.active();
      if (active.isEmpty()) {
        return;
      }
      Run run = active.get(random.nextInt(active.size()));
      if (random.nextBoolean()) {
        actor.scene.cell.gone(run.name());
      } else {
        actor.scene.cell.observe(
            new Run(
                run.name(),
                run.uid(),
                run.slot(),
                run.level(),
                Run.Phase.SUCCEEDED,
                false,
                Optional.of(now)));
      }
    }

    private void hold(Actor actor) {
      boolean held = actor.scene.verdict != Verdict.RUN;
      actor.scene.verdict = held ? Verdict.RUN : HELD;
      actor.scene.cell.judge(actor.scene.verdict);
      if (held) {
        actor.scene.cell.reopen();
      }
    }

    private void edit(Actor actor) {
      if (random.nextInt(4) == 0) {
        actor.schedule = CellScene.edited(actor.schedule, schedule(random.nextInt(4) == 0 ? 2 : 3));
        actor.scene.put(actor.schedule, now);
        bound = Math.max(bound, ceiling.taken());
      }
    }

    /** What there is, counted one by one. */
    void check() {
      long runs =
          actors.stream()
              .mapToLong(
                  a ->
                      a.active().stream()
                          .filter(r -> Math.max(r.level(), a.schedule.getSpec().level()) == 3)
                          .count())
              .sum();
      long launching =
          actors.stream()
              .filter(a -> a.underWay != null && a.underWay.level() == 3)
              .filter(
                  a -> a.active().stream().noneMatch(r -> r.name().equals(a.underWay.runName())))
              .count();
      assertThat(runs + launching).as("runs and launches").isLessThanOrEqualTo(bound);
      assertThat((long) ceiling.taken())
          .as("places: runs, launches, promises, and those of tries without an answer")
          .isGreaterThanOrEqualTo(runs + launching)
          .isLessThanOrEqualTo(bound);
      assertThat(ceiling.waiting() == 0 || ceiling.taken() >= most)
          .as("waits for a reason")
          .isTrue();
      bound = Math.max(most, ceiling.taken());
    }

    /** Everything ends and nobody asks for more: no place may be left taken. */
    void settle() {
      for (Actor actor : actors) {
        actor.scene.verdict = HELD;
        actor.scene.cell.judge(HELD);
        if (actor.underWay != null) {
          actor.scene.settle(actor.underWay, new LaunchOutcome.Conflict(), now);
          actor.underWay = null;
        }
        actor.active().forEach(run -> actor.scene.cell.gone(run.name()));
      }
      now = now.plusSeconds(600);
      actors.stream()
          .sorted(Comparator.comparing(actor -> random.nextInt()))
          .forEach(actor -> actor.scene.look(now));
      assertThat(ceiling.taken()).as("places that nobody has").isZero();
      assertThat(ceiling.waiting()).isZero();
    }
  }

  @Property(tries = 500)
  void thereAreNeverMoreRunsThanTheCeilingSaysAndNoPlaceIsLost(@ForAll long seed) {
    World world = new World(seed);
    for (int i = 0; i < 300; i++) {
      world.step();
      world.check();
    }
    world.settle();
  }
}
