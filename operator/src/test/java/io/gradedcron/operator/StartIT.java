package io.gradedcron.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.Config;
import io.gradedcron.operator.harness.ChartAccount;
import io.gradedcron.operator.harness.DevCluster;
import io.gradedcron.operator.harness.Manifests;
import io.gradedcron.operator.harness.Shell;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The command line as a person meets it: what the program says before it works, or can't. */
@ExtendWith(DevCluster.class)
class StartIT {
  private static final int CANT_START = 1;
  private static final int WRONG_USAGE = 2;

  private final DevCluster.Access cluster;
  @TempDir private Path folder;

  StartIT(DevCluster.Access cluster) {
    this.cluster = cluster;
  }

  private Shell.Outcome run(Map<String, String> environment, String... arguments) {
    return runWithInput("", environment, arguments);
  }

  private Shell.Outcome runWithInput(
      String input, Map<String, String> environment, String... arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-jar",
                cluster.root().resolve("operator/target/gradedcron-operator.jar").toString()));
    command.addAll(List.of(arguments));
    return new Shell(folder, environment).runWithInput(input, command.toArray(String[]::new));
  }

  private Shell.Outcome runOn(Path kubeconfig, String... arguments) {
    return run(Map.of("KUBECONFIG", kubeconfig.toString()), arguments);
  }

  private static void assertOneLine(Shell.Outcome outcome, int code, String... words) {
    assertThat(outcome.output().lines()).as(outcome.output()).hasSize(1);
    assertThat(outcome.output()).contains(words);
    assertThat(outcome.code()).isEqualTo(code);
  }

  // --- what a cluster lacks

  @Test
  void withoutAReachableApiServerItSaysSo() throws IOException {
    String address;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      address = "https://127.0.0.1:" + free.getLocalPort();
    }
    Path kubeconfig = kubeconfig(address, "none");

    assertOneLine(runOn(kubeconfig), CANT_START, "no reachable API server", address, "KUBECONFIG");
  }

  @Test
  void whereItsPortIsTakenItSaysSo() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertOneLine(
          runOn(
              ChartAccount.kubeconfig(cluster),
              "--management-port",
              Integer.toString(taken.getLocalPort())),
          CANT_START,
          "cannot listen on 127.0.0.1:" + taken.getLocalPort(),
          "--management-port");
    }
  }

  @Test
  void withoutTheResourceDefinitionsItSaysHowToApplyThem() {
    Path bare = folder.resolve("bare");
    Shell shell = new Shell(cluster.root(), Map.of("BARE", "1"));
    try {
      shell.run("devcluster/cluster.sh", "up", bare.toString()).orFail();

      assertOneLine(
          runOn(bare.resolve("kubeconfig")),
          CANT_START,
          "custom resource definitions",
          "gradedcron.io/v1",
          "kubectl apply -f crds/");
    } finally {
      shell.run("devcluster/cluster.sh", "down", bare.toString());
    }
  }

  @Test
  void withoutRightsItNamesThem() {
    String namespace = Manifests.namespace(cluster.client(), "start");
    Path kubeconfig = account(namespace, "nobody");

    assertOneLine(
        runOn(kubeconfig),
        CANT_START,
        "rights are missing",
        "create jobs.batch",
        "patch gradedcronjobs/status.gradedcron.io",
        "helm/gradedcron");

    // With the chart's ClusterRole, only the Lease is left to name.
    ChartAccount.kubeconfig(cluster);
    cluster
        .kubectl(
            "create",
            "clusterrolebinding",
            namespace,
            "--clusterrole=gradedcron",
            "--serviceaccount=" + namespace + ":nobody")
        .orFail();
    Shell.Outcome outcome = runOn(kubeconfig, "--lease-namespace", namespace);
    assertOneLine(outcome, CANT_START, "rights are missing", "leases.coordination.k8s.io");
    assertThat(outcome.output()).doesNotContain("jobs");
    cluster.kubectl("delete", "clusterrolebinding", namespace).orFail();
    cluster.client().namespaces().withName(namespace).delete();
  }

  private Path account(String namespace, String name) {
    cluster.kubectl("create", "serviceaccount", name, "-n", namespace).orFail();
    String token = cluster.kubectl("create", "token", name, "-n", namespace).orFail().strip();
    return kubeconfig(DevCluster.Access.config(cluster.kubeconfig()).getMasterUrl(), token);
  }

  private Path kubeconfig(String address, String token) {
    Config config = DevCluster.Access.config(cluster.kubeconfig());
    try {
      return Files.writeString(
          folder.resolve("kubeconfig-of-the-test"),
          """
          apiVersion: v1
          kind: Config
          current-context: test
          clusters:
          - name: test
            cluster: {server: "%s", certificate-authority-data: "%s"}
          users:
          - name: test
            user: {token: "%s"}
          contexts:
          - name: test
            context: {cluster: test, user: test, namespace: default}
          """
              .formatted(address, config.getCaCertData(), token));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void aManagementPortThatIsTakenIsNamed() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = String.valueOf(taken.getLocalPort());

      Shell.Outcome outcome =
          runOn(cluster.kubeconfig(), "--management-port", port, "--log-level", "warn");

      assertOneLine(outcome, CANT_START, port);
    }
  }

  // --- options

  @ParameterizedTest
  @CsvSource({
    "--workers,0,1 to 1024",
    "--workers,many,many",
    "--management-port,70000,65535",
    "--management-port,http,http",
    "--lease-duration,500ms,2s",
    "--lease-duration,soon,soon",
    "--log-format,xml,text",
    "--log-level,loud,debug",
    "--no-such-option,1,--no-such-option",
  })
  void aWrongOptionGetsOneLine(String option, String value, String word) {
    assertOneLine(run(Map.of(), option, value), WRONG_USAGE, option, word);
  }

  @Test
  void aWrongEnvironmentVariableGetsOneLineToo() {
    assertOneLine(run(Map.of("GRADEDCRON_WORKERS", "none")), WRONG_USAGE, "--workers", "none");
  }

  @Test
  void helpNamesEveryOptionWithItsEnvironmentVariable() {
    Shell.Outcome help = run(Map.of(), "--help");

    assertThat(help.code()).isZero();
    assertThat(help.output())
        .contains("--management-port", "GRADEDCRON_MANAGEMENT_PORT", "8080")
        .contains("--management-address", "GRADEDCRON_MANAGEMENT_ADDRESS")
        .contains("--[no-]leader-election", "GRADEDCRON_LEADER_ELECTION")
        .contains("--lease-duration", "GRADEDCRON_LEASE_DURATION")
        .contains("--lease-namespace", "GRADEDCRON_LEASE_NAMESPACE")
        .contains("--workers", "GRADEDCRON_WORKERS")
        .contains("--log-format", "GRADEDCRON_LOG_FORMAT")
        .contains("--version", "next");
    assertOneLine(run(Map.of(), "--version"), 0, "gradedcron-operator ");
  }

  // --- next

  @Test
  void nextPrintsTheInstantsThereAre() {
    Shell.Outcome outcome =
        run(
            Map.of(),
            "next",
            "--schedule",
            "30 2 * * *",
            "--time-zone",
            "Europe/Berlin",
            "--after",
            "2026-03-27T12:00:00Z",
            "-n",
            "3");

    assertThat(outcome.code()).isZero();
    // On the 29th the clocks go from 02:00 to 03:00: the slot moves to the end of the gap.
    assertThat(outcome.output().lines())
        .containsExactly("2026-03-28T01:30:00Z", "2026-03-29T01:00:00Z", "2026-03-30T00:30:00Z");
  }

  @Test
  void nextRefusesWhatIsNoSchedule() {
    assertOneLine(run(Map.of(), "next", "--schedule", "61 * * * *"), WRONG_USAGE, "minute", "61");
    assertOneLine(
        run(Map.of(), "next", "--schedule", "@daily", "--time-zone", "Mars/Phobos"),
        WRONG_USAGE,
        "Mars/Phobos");
    assertOneLine(
        run(Map.of(), "next", "--schedule", "@daily", "--after", "noon"), WRONG_USAGE, "noon");
  }

  @Test
  void nextAnswersATableLineByLine() {
    String table =
        String.join(
            "\n",
            "0 0 1 1 *\tUTC\t2026-01-01T00:00:00Z\t2",
            "61 * * * *\tUTC\t2026-01-01T00:00:00Z\t2",
            "@every 90s\tUTC\t2026-01-01T00:00:00Z\t2",
            "no table",
            "0 0 30 2 *\tUTC\t2026-01-01T00:00:00Z\t2",
            "@hourly\tAsia/Kathmandu\t2026-01-01T00:00:00Z\t1",
            "");

    Shell.Outcome outcome = runWithInput(table, Map.of(), "next", "--stdin");

    assertThat(outcome.code()).isZero();
    List<String> answers = outcome.output().lines().toList();
    assertThat(answers).hasSize(6);
    assertThat(answers.get(0)).isEqualTo("true\t2027-01-01T00:00:00Z,2028-01-01T00:00:00Z");
    assertThat(answers.get(1)).startsWith("false\t").contains("minute", "61");
    assertThat(answers.get(2)).isEqualTo("true\t2026-01-01T00:01:30Z,2026-01-01T00:03:00Z");
    assertThat(answers.get(3)).startsWith("false\t");
    assertThat(answers.get(4)).as("never due").isEqualTo("true\t");
    assertThat(answers.get(5)).isEqualTo("true\t2026-01-01T00:15:00Z");
  }
}
