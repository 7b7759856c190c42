package io.gradedcron.operator;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.gradedcron.operator.controller.Preflight;
import io.gradedcron.operator.leader.LeadershipOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Clock;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The command line: runs the operator, or one of the commands that need no cluster. */
@Command(
    name = "gradedcron-operator",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    subcommands = NextCommand.class,
    sortOptions = false,
    description = {
      "Cron for Kubernetes in which every schedule has a level.",
      "Runs the operator on the present kubeconfig (KUBECONFIG) or the pod's service account."
    })
public final class Main implements Callable<Integer> {
  private static final int CANT_START = 1;
  private static final int WRONG_USAGE = 2;
  private static final int UNSAFE_WARNS_SINCE = 24;

  /** Enough for one lost packet; what is worth a longer try is tried again by its caller. */
  private static final int CLIENT_RETRIES = 2;

  private static final int REQUEST_TIMEOUT_MILLIS = 10_000;

  private final Function<Config, KubernetesClient> clients;

  @Spec private CommandSpec command;
  @Mixin private OperatorOptions options;

  /**
   * Makes the program.
   *
   * @param clients makes a client of a configuration; asked twice, for the Lease has its own
   */
  Main(Function<Config, KubernetesClient> clients) {
    this.clients = clients;
  }

  /** Reads the version that the build wrote into the jar. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"gradedcron-operator " + number()};
    }

    static String number() {
      String version = Main.class.getPackage().getImplementationVersion();
      return version == null ? "unreleased" : version;
    }
  }

  /** Starts the program. */
  public static void main(String[] arguments) {
    System.exit(run(arguments));
  }

  private static int run(String... arguments) {
    try (ApiConnections connections = new ApiConnections()) {
      return new Main(config -> ApiClient.of(config, connections)).execute(arguments);
    }
  }

  /** Runs the program to its end and returns the exit code. */
  int execute(String... arguments) {
    keepNettyFromUnsafe();
    return commandLine().execute(arguments);
  }

  /**
   * From JDK 24 on the JVM itself prints four lines of warning when the HTTP client's Netty touches
   * {@code sun.misc.Unsafe}: they would bury the one line that says why the operator can't start.
   */
  static void keepNettyFromUnsafe() {
    if (Runtime.version().feature() >= UNSAFE_WARNS_SINCE) {
      System.setProperty("io.netty.noUnsafe", "true");
    }
  }

  CommandLine commandLine() {
    return new CommandLine(this)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setParameterExceptionHandler(
            (exception, arguments) -> {
              exception.getCommandLine().getErr().println(exception.getMessage());
              return WRONG_USAGE;
            });
  }

  @Override
  public Integer call() throws InterruptedException {
    options.check();
    new Logs(options.logFormat(), options.logLevel()).apply();
    Config config = config();
    try (KubernetesClient client = clients.apply(config);
        KubernetesClient leaseClient = clients.apply(config)) {
      return run(client, leaseClient);
    }
  }

  private static Config config() {
    return new ConfigBuilder(Config.autoConfigure(null))
        .withRequestTimeout(REQUEST_TIMEOUT_MILLIS)
        .withRequestRetryBackoffLimit(CLIENT_RETRIES)
        .build();
  }

  private int run(KubernetesClient client, KubernetesClient leaseClient)
      throws InterruptedException {
    OperatorSettings settings = settings(client);
    Optional<String> problem =
        new Preflight(client, settings.leadership().map(LeadershipOptions::namespace)).problem();
    if (problem.isPresent()) {
      command.commandLine().getErr().println(problem.get());
      return CANT_START;
    }
    CountDownLatch end = new CountDownLatch(1);
    OperatorRuntime runtime = new OperatorRuntime(client, leaseClient, settings, Clock.systemUTC());
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  runtime.close();
                  end.countDown();
                },
                "shutdown"));
    try {
      runtime.start();
    } catch (IOException e) {
      command.commandLine().getErr().println(e.getMessage());
      return CANT_START;
    }
    end.await();
    return 0;
  }

  private OperatorSettings settings(KubernetesClient client) {
    String instance = hostName() + "-" + UUID.randomUUID().toString().substring(0, 8);
    String namespace =
        options
            .leaseNamespace()
            .or(() -> Optional.ofNullable(client.getConfiguration().getNamespace()))
            .orElse("default");
    return new OperatorSettings(
        new InetSocketAddress(options.managementAddress(), options.managementPort()),
        options.leaderElection()
            ? Optional.of(
                LeadershipOptions.of(namespace, "gradedcron", instance, options.leaseDuration()))
            : Optional.empty(),
        options.workers(),
        options.levels(),
        instance,
        Version.number());
  }

  private static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      // A machine without a name still needs one on its Lease.
      return "localhost";
    }
  }
}
