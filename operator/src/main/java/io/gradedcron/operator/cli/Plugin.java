package io.gradedcron.operator.cli;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import picocli.CommandLine;

/** The plugin's command line, put together. One thread. */
public final class Plugin {
  private static final int FAILED = 1;
  private static final int WRONG_USAGE = 2;

  private final Clusters clusters;
  private final Clock clock;
  private final String version;

  /**
   * Makes the plugin.
   *
   * @param clients makes a client of a configuration; the plugin closes it
   * @param clock what is now
   * @param version the version that {@code --version} prints
   */
  public Plugin(Function<Config, KubernetesClient> clients, Clock clock, String version) {
    this.clusters = new Clusters(clients);
    this.clock = clock;
    this.version = version;
  }

  /**
   * Runs one command to its end.
   *
   * @return the exit code: 0 done, 1 refused or failed, 2 wrong usage
   */
  public int execute(String... arguments) {
    return execute(commandLine(), arguments);
  }

  int execute(CommandLine line, String... arguments) {
    if (arguments.length > 0 && arguments[0].equals(Completion.COMMAND)) {
      List<String> words = Arrays.asList(arguments).subList(1, arguments.length);
      new Completion(line, new NameFinder(clusters)).print(words);
      return 0;
    }
    return line.execute(arguments);
  }

  CommandLine commandLine() {
    CommandLine line =
        new CommandLine(new PluginCommand())
            .addSubcommand(new StatusCommand(clusters, clock))
            .addSubcommand(new PlanCommand(clusters, clock))
            .addSubcommand(new DegradeCommand(clusters, clock))
            .addSubcommand(new LiftCommand(clusters, clock))
            .addSubcommand(new TriggerCommand(clusters, clock))
            .addSubcommand(new NextSlotsCommand(clusters, clock))
            .addSubcommand(new ImportCommand(clusters, clock));
    line.getCommandSpec().version("kubectl-gradedcron " + version);
    return line.setCaseInsensitiveEnumValuesAllowed(true)
        .setParameterExceptionHandler(
            (exception, arguments) -> {
              exception.getCommandLine().getErr().println(exception.getMessage());
              return WRONG_USAGE;
            })
        .setExecutionExceptionHandler(
            (exception, command, result) -> {
              command.getErr().println("error: " + reason(exception));
              return FAILED;
            });
  }

  private static String reason(Exception exception) throws Exception {
    if (exception instanceof PluginException) {
      return exception.getMessage();
    }
    if (exception instanceof KubernetesClientException failure) {
      return ApiFailure.line(failure);
    }
    throw exception;
  }
}
