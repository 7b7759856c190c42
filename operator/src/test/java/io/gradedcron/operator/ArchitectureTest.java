package io.gradedcron.operator;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

/** Holds the arrows between the packages: which may import which. */
class ArchitectureTest {
  private static final String ROOT = "io.gradedcron.operator";

  /** Each package, and those of ours that it may use. */
  private static final Map<String, Set<String>> MAY_USE =
      Map.ofEntries(
          Map.entry("api", Set.of()),
          Map.entry("cron", Set.of("api")),
          Map.entry("wheel", Set.of()),
          Map.entry("degrade", Set.of("api", "cron")),
          Map.entry("plan", Set.of("api", "cron", "degrade")),
          Map.entry("event", Set.of("api")),
          Map.entry("request", Set.of("plan")),
          Map.entry("fire", Set.of("request", "plan", "wheel", "event", "api", "cron", "degrade")),
          Map.entry("status", Set.of("request", "plan", "event", "api")),
          Map.entry(
              "controller",
              Set.of("fire", "status", "plan", "wheel", "event", "api", "cron", "degrade")),
          Map.entry("metrics", Set.of("event", "api")),
          Map.entry("cli", Set.of("plan", "api", "cron", "degrade")),
          Map.entry("leader", Set.of()),
          Map.entry("web", Set.of()));

  private static final Path PAGE =
      Path.of(System.getProperty("basedir", "."), "..", "docs", "architecture.md");

  /** A package, what it is for, and what it may use. */
  private static final Pattern ROW =
      Pattern.compile("^\\| `([a-z]+)` \\| [^|]+ \\| ?(|→ [^|]+) ?\\|$", Pattern.MULTILINE);

  private static final List<String> PURE = List.of("cron", "wheel", "degrade", "plan");

  /** What the client and the operator framework call a write of a status. */
  private static final Set<String> WRITES_A_STATUS =
      Set.of(
          "subresource",
          "patchStatus",
          "updateStatus",
          "editStatus",
          "replaceStatus",
          "patchResourceAndStatus");

  private static final String DIRECT_PATCH = ROOT + ".request.DirectRequests.patch(";

  private final JavaClasses classes =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages(ROOT);

  @Test
  void everyPackageHasItsPlaceInTheTable() {
    Set<String> present =
        classes.stream()
            .map(JavaClass::getPackageName)
            .filter(name -> !name.equals(ROOT))
            .map(name -> name.substring(ROOT.length() + 1))
            .collect(Collectors.toSet());

    Assertions.assertThat(present).isEqualTo(MAY_USE.keySet());
  }

  @Test
  void thePageShowsTheSameTable() throws IOException {
    Map<String, Set<String>> shown =
        ROW.matcher(Files.readString(PAGE))
            .results()
            .collect(Collectors.toMap(row -> row.group(1), row -> named(row.group(2))));

    Assertions.assertThat(shown).isEqualTo(MAY_USE);
  }

  private static Set<String> named(String cell) {
    return Stream.of(cell.split("[→, ]+"))
        .filter(Predicate.not(String::isEmpty))
        .collect(Collectors.toSet());
  }

  @Test
  void aPackageUsesOnlyWhatItMayUse() {
    MAY_USE.forEach(
        (name, allowed) -> {
          String[] forbidden =
              MAY_USE.keySet().stream()
                  .filter(other -> !other.equals(name) && !allowed.contains(other))
                  .map(other -> ROOT + "." + other)
                  .toArray(String[]::new);
          noClasses()
              .that()
              .resideInAPackage(ROOT + "." + name)
              .should()
              .dependOnClassesThat()
              .resideInAnyPackage(forbidden)
              .check(classes);
          noClasses()
              .that()
              .resideInAPackage(ROOT + "." + name)
              .should()
              .dependOnClassesThat()
              .resideInAPackage(ROOT)
              .check(classes);
        });
  }

  @Test
  void thePurePackagesKnowNoClientNoThreadAndNoClock() {
    for (String name : PURE) {
      noClasses()
          .that()
          .resideInAPackage(ROOT + "." + name)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.fabric8.kubernetes.client..", "io.javaoperatorsdk..")
          .orShould()
          .dependOnClassesThat()
          .belongToAnyOf(Thread.class, Clock.class)
          .orShould()
          .callMethod(Instant.class, "now")
          .orShould()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .callMethod(System.class, "nanoTime")
          .check(classes);
    }
  }

  @Test
  void theWheelUsesJavaOnly() {
    noClasses()
        .that()
        .resideInAPackage(ROOT + ".wheel")
        .should()
        .dependOnClassesThat()
        .resideOutsideOfPackages("java..", ROOT + ".wheel")
        .check(classes);
  }

  @Test
  void thePluginKnowsNothingOfWhatTheOperatorRunsOn() {
    noClasses()
        .that()
        .resideInAPackage(ROOT + ".cli")
        .or()
        .haveFullyQualifiedName(ROOT + ".KubectlPlugin")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.javaoperatorsdk..", "io.micrometer..", "ch.qos.logback..")
        .orShould()
        .dependOnClassesThat()
        .haveFullyQualifiedName(ROOT + ".OperatorRuntime")
        .check(classes);
  }

  @Test
  void noStateIsStatic() {
    noFields().that().areStatic().should().notBeFinal().check(classes);
  }

  @Test
  void theStatusOfSchedulesHasOneWriter() {
    noClasses()
        .that()
        .doNotHaveFullyQualifiedName(ROOT + ".status.StatusWriter")
        .and()
        // Writes that of Degradations.
        .doNotHaveFullyQualifiedName(ROOT + ".controller.DegradationReconciler")
        .should()
        .callMethodWhere(
            DescribedPredicate.describe(
                "a write of a status",
                call ->
                    WRITES_A_STATUS.contains(call.getTarget().getName())
                            && !call.getTargetOwner().getPackageName().startsWith(ROOT)
                        || call.getTarget().getFullName().startsWith(DIRECT_PATCH)))
        .check(classes);
  }
}
