package io.gradedcron.operator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class CommandLineTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... arguments) {
    Main program =
        new Main(
            config -> {
              throw new AssertionError("no command here needs a cluster");
            });
    CommandLine command = program.commandLine();
    command.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
    return command.execute(arguments);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--workers=0 | '--workers': 0 is not a number from 1 to 1024",
        "--workers=many | '--workers': 'many' is not an int",
        "--management-port=70000 | '--management-port': 70000 is not a port from 0 to 65535",
        "--lease-duration=1s | '--lease-duration': 1s is not a duration from 2s to 1h",
        "--lease-duration=soon | \"soon\" is not a duration such as 5s or 1m30s",
        "--log-format=xml | '--log-format'",
        "--levels={\"3\":{\"maxConcurrentRuns\":0}} | 3.maxConcurrentRuns: 0 is not a whole number",
        "--colour | Unknown option: '--colour'"
      })
  void aWrongValueGetsOneLineThatNamesTheOptionAndExitCodeTwo(String argument, String message) {
    assertThat(run(argument)).isEqualTo(2);

    assertThat(err.toString().strip()).contains(message).doesNotContain("\n");
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void helpShowsEveryOptionWithItsEnvironmentVariable() {
    assertThat(run("--help")).isZero();

    assertThat(out.toString())
        .contains("--management-port", "GRADEDCRON_MANAGEMENT_PORT")
        .contains("--management-address", "GRADEDCRON_MANAGEMENT_ADDRESS")
        .contains("--[no-]leader-election", "GRADEDCRON_LEADER_ELECTION")
        .contains("--lease-duration", "GRADEDCRON_LEASE_DURATION")
        .contains("--lease-namespace", "GRADEDCRON_LEASE_NAMESPACE")
        .contains("--workers", "GRADEDCRON_WORKERS")
        .contains("--levels", "GRADEDCRON_LEVELS")
        .contains("--log-format", "GRADEDCRON_LOG_FORMAT")
        .contains("--log-level", "GRADEDCRON_LOG_LEVEL")
        .contains("--version");
  }

  @Test
  void withoutOptionsReplicasElectALeaderWithALeaseOfFiveSeconds() {
    OperatorOptions options = CommandLine.populateCommand(new OperatorOptions());

    assertThat(options.leaderElection()).isTrue();
    assertThat(options.leaseDuration()).isEqualTo(Duration.ofSeconds(5));
    assertThat(options.leaseNamespace()).as("the pod's, or the kubeconfig's").isEmpty();
  }

  @Test
  void nextPrintsTheNextInstantsAcrossAGapInTheYearsHours() {
    int code =
        run(
            "next",
            "--schedule",
            "30 2 * * *",
            "--time-zone",
            "Europe/Berlin",
            "--after",
            "2026-03-28T12:00:00Z",
            "-n",
            "2");

    assertThat(code).isZero();
    assertThat(out.toString().lines())
        .containsExactly("2026-03-29T01:00:00Z", "2026-03-30T00:30:00Z");
  }

  @Test
  void nextPrintsNothingAfterTheLastInstant() {
    assertThat(run("next", "--schedule", "0 0 30 2 *", "-n", "3")).isZero();

    assertThat(out.toString()).isEmpty();
  }

  @Test
  void nextSaysWhatIsWrongAndExitsWithTwo() {
    assertThat(run("next", "--schedule", "61 * * * *")).isEqualTo(2);

    assertThat(err.toString().strip())
        .isEqualTo("schedule: minute (field 1, position 1): 61 is not between 0 and 59");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "*/5 * * * *;UTC;2026-01-01T00:00:00Z;2 | true;2026-01-01T00:05:00Z,2026-01-01T00:10:00Z",
        "@every 90s;Europe/Berlin;2026-01-01T00:00:00Z;1 | true;2026-01-01T00:01:30Z",
        "0 0 30 2 *;UTC;2026-01-01T00:00:00Z;2 | true;",
        "* * * * *;Mars/Olympus;2026-01-01T00:00:00Z;1 | false;timeZone: ",
        "* * * * *;UTC;yesterday;1 | false;after: \"yesterday\" is not an instant",
        "* * * * *;UTC;2026-01-01T00:00:00Z;few | false;k: \"few\" is not a whole number",
        "* * * * *;UTC | false;line: 2 cells"
      })
  void aLineOfTheTableIsAnswered(String line, String answer) {
    assertThat(NextCommand.answer(line.replace(';', '\t'))).startsWith(answer.replace(';', '\t'));
  }
}
