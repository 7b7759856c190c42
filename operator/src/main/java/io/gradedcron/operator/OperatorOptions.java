package io.gradedcron.operator;

import io.gradedcron.operator.cli.DurationConverter;
import io.gradedcron.operator.plan.LevelProfiles;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The operator's options, each with an environment variable. Filled once, by picocli. */
final class OperatorOptions {
  /** How log lines look. */
  enum LogFormat {
    /** One line of text. */
    text,
    /** One JSON object a line. */
    json
  }

  /** What is logged. */
  enum LogLevel {
    /** Only what a person must see. */
    warn,
    /** What changes. */
    info,
    /** Every launch too. */
    debug
  }

  private static final int LARGEST_PORT = 65_535;
  private static final int MOST_WORKERS = 1_024;
  private static final Duration SHORTEST_LEASE = Duration.ofSeconds(2);
  private static final Duration LONGEST_LEASE = Duration.ofHours(1);

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--management-port",
      paramLabel = "PORT",
      defaultValue = "${env:GRADEDCRON_MANAGEMENT_PORT:-8080}",
      description =
          "Port of /livez, /readyz and /metrics, 0 for any free one."
              + " GRADEDCRON_MANAGEMENT_PORT, default 8080.")
  private int managementPort;

  @Option(
      names = "--management-address",
      paramLabel = "ADDRESS",
      defaultValue = "${env:GRADEDCRON_MANAGEMENT_ADDRESS:-127.0.0.1}",
      description =
          "Address that the management port listens on."
              + " GRADEDCRON_MANAGEMENT_ADDRESS, default 127.0.0.1.")
  private String managementAddress;

  @Option(
      names = "--leader-election",
      negatable = true,
      defaultValue = "${env:GRADEDCRON_LEADER_ELECTION:-true}",
      fallbackValue = "true",
      description =
          "Let one of several replicas work at a time. GRADEDCRON_LEADER_ELECTION, default true.")
  private boolean leaderElection;

  @Option(
      names = "--lease-duration",
      paramLabel = "DURATION",
      converter = DurationConverter.class,
      defaultValue = "${env:GRADEDCRON_LEASE_DURATION:-5s}",
      description =
          "How long a leader that died blocks the others, 2s to 1h."
              + " GRADEDCRON_LEASE_DURATION, default 5s.")
  private Duration leaseDuration;

  @Option(
      names = "--lease-namespace",
      paramLabel = "NAMESPACE",
      defaultValue = "${env:GRADEDCRON_LEASE_NAMESPACE}",
      description =
          "Namespace of the Lease."
              + " GRADEDCRON_LEASE_NAMESPACE, default: the pod's, or the kubeconfig's.")
  private String leaseNamespace;

  @Option(
      names = "--workers",
      paramLabel = "N",
      defaultValue = "${env:GRADEDCRON_WORKERS:-64}",
      description = "Upper bound of launches under way, 1 to 1024. GRADEDCRON_WORKERS, default 64.")
  private int workers;

  @Option(
      names = "--levels",
      paramLabel = "JSON",
      converter = LevelsConverter.class,
      defaultValue = "${env:GRADEDCRON_LEVELS}",
      description =
          "What is laid down for the runs of a level, such as"
              + " {\"3\":{\"priorityClassName\":\"batch\",\"maxConcurrentRuns\":10}};"
              + " also nodeSelector and tolerations. GRADEDCRON_LEVELS, default: nothing.")
  private LevelProfiles levels;

  @Option(
      names = "--log-format",
      paramLabel = "text|json",
      defaultValue = "${env:GRADEDCRON_LOG_FORMAT:-text}",
      description = "How log lines look. GRADEDCRON_LOG_FORMAT, default text.")
  private LogFormat logFormat;

  @Option(
      names = "--log-level",
      paramLabel = "warn|info|debug",
      defaultValue = "${env:GRADEDCRON_LOG_LEVEL:-info}",
      description = "What is logged; debug shows every launch. GRADEDCRON_LOG_LEVEL, default info.")
  private LogLevel logLevel;

  /**
   * Checks what a type can't say.
   *
   * @throws ParameterException with one line that names the option, its value and what would be
   *     right
   */
  void check() {
    if (managementPort < 0 || managementPort > LARGEST_PORT) {
      throw wrong("--management-port", managementPort, "a port from 0 to " + LARGEST_PORT);
    }
    if (workers < 1 || workers > MOST_WORKERS) {
      throw wrong("--workers", workers, "a number from 1 to " + MOST_WORKERS);
    }
    if (leaseDuration.compareTo(SHORTEST_LEASE) < 0 || leaseDuration.compareTo(LONGEST_LEASE) > 0) {
      throw wrong(
          "--lease-duration",
          leaseDuration.toString().substring(2).toLowerCase(Locale.ROOT),
          "a duration from 2s to 1h");
    }
  }

  private ParameterException wrong(String option, Object value, String right) {
    return new ParameterException(
        command.commandLine(),
        "Invalid value for option '" + option + "': " + value + " is not " + right);
  }

  int managementPort() {
    return managementPort;
  }

  String managementAddress() {
    return managementAddress;
  }

  boolean leaderElection() {
    return leaderElection;
  }

  Duration leaseDuration() {
    return leaseDuration;
  }

  Optional<String> leaseNamespace() {
    return Optional.ofNullable(leaseNamespace).filter(namespace -> !namespace.isBlank());
  }

  int workers() {
    return workers;
  }

  LevelProfiles levels() {
    return levels == null ? LevelProfiles.NONE : levels;
  }

  LogFormat logFormat() {
    return logFormat;
  }

  LogLevel logLevel() {
    return logLevel;
  }
}
