package io.gradedcron.operator.cli;

import static io.gradedcron.operator.cli.Shop.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.fabric8.mockwebserver.http.RecordedRequest;
import io.gradedcron.operator.ApiClient;
import io.gradedcron.operator.api.Degradation;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

@EnableKubernetesMockClient(https = false)
class PluginTest {
  private static final String GROUP = "/apis/gradedcron.io/v1";
  private static final String PEAK = GROUP + "/degradations/peak";
  private static final String ALL_DEGRADATIONS = GROUP + "/degradations?limit=500";
  private static final String ALL_SCHEDULES = GROUP + "/gradedcronjobs?limit=500";
  private static final String SHOP = GROUP + "/namespaces/shop/gradedcronjobs";
  private static final String CRON_JOB = "/apis/batch/v1/namespaces/shop/cronjobs/nightly";

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final List<Config> configs = new ArrayList<>();

  @TempDir Path folder;
  KubernetesMockServer server;
  KubernetesClient client;
  private Path kubeconfig;

  @BeforeEach
  void writeKubeconfig() throws IOException {
    kubeconfig =
        Files.writeString(
            folder.resolve("kubeconfig"),
            """
            apiVersion: v1
            kind: Config
            current-context: here
            clusters:
            - name: mock
              cluster: {server: "http://localhost:%d"}
            users:
            - name: me
              user: {token: secret}
            contexts:
            - name: here
              context: {cluster: mock, user: me, namespace: shop}
            - name: there
              context: {cluster: mock, user: me, namespace: other}
            """
                .formatted(server.getPort()));
  }

  private int run(String... arguments) {
    Plugin plugin =
        new Plugin(
            config -> {
              configs.add(config);
              return ApiClient.of(config);
            },
            Clock.fixed(NOON, ZoneOffset.UTC),
            "1.2.3");
    CommandLine line = plugin.commandLine();
    line.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
    return plugin.execute(line, arguments);
  }

  private int onCluster(String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.add("--kubeconfig=" + kubeconfig);
    return run(all.toArray(String[]::new));
  }

  private void answer(String path, Object body) {
    server.expect().get().withPath(path).andReturn(200, body).always();
  }

  private void refuse(String path, int code, String message) {
    server
        .expect()
        .get()
        .withPath(path)
        .andReturn(
            code,
            new StatusBuilder().withCode(code).withStatus("Failure").withMessage(message).build())
        .always();
  }

  private static Map<String, Object> list(Object... items) {
    return Map.of(
        "apiVersion",
        "gradedcron.io/v1",
        "kind",
        "List",
        "metadata",
        Map.of(),
        "items",
        List.of(items));
  }

  /** What was sent, without what was only read. */
  private List<String> writes() throws InterruptedException {
    List<String> writes = new ArrayList<>();
    for (int i = server.getRequestCount(); i > 0; i--) {
      RecordedRequest request = server.takeRequest();
      if (!request.getMethod().equals("GET")) {
        writes.add(
            request.getMethod()
                + " "
                + request.getPath().replaceAll("\\?.*", "")
                + " "
                + request.getBody().readUtf8());
      }
    }
    return writes;
  }

  private void takePatches(String path, Object body) {
    server
        .expect()
        .patch()
        .withPath(path + "?fieldManager=kubectl-gradedcron")
        .andReturn(200, body)
        .always();
  }

  @Test
  void degradePatchesWhatThereIs() throws InterruptedException {
    Degradation peak = Shop.degradation("peak", 0);
    answer(PEAK, peak);
    takePatches(PEAK, Shop.degradation("peak", 3));

    assertThat(onCluster("degrade", "--level", "3", "--for", "2h")).as(err.toString()).isZero();

    assertThat(writes())
        .containsExactly(
            "PATCH " + PEAK + " {\"spec\":{\"level\":3,\"until\":\"2026-11-27T14:00:00Z\"}}");
    assertThat(out.toString().strip())
        .isEqualTo(
            "degradation.gradedcron.io/peak gives up level 3 until 2026-11-27T14:00:00Z (2h)");
  }

  @Test
  void degradeCreatesWhatThereIsNot() throws InterruptedException {
    refuse(GROUP + "/degradations/friday", 404, "not found");
    server
        .expect()
        .post()
        .withPath(GROUP + "/degradations")
        .andReturn(201, Shop.degradation("friday", 2))
        .once();

    assertThat(onCluster("degrade", "--level=2", "--name=friday", "--reason=sale"))
        .as(err.toString())
        .isZero();

    assertThat(writes())
        .singleElement()
        .asString()
        .startsWith("POST")
        .contains("\"level\":2", "\"name\":\"friday\"", "\"reason\":\"sale\"");
    assertThat(out.toString()).contains("gives up levels 3 and 2, until it is lifted");
  }

  @Test
  void liftBringsItToZeroAndNamesThoseThatGoOn() throws InterruptedException {
    answer(ALL_DEGRADATIONS, list(Shop.degradation("peak", 3), Shop.degradation("storage", 2)));
    takePatches(PEAK, Shop.degradation("peak", 0));

    assertThat(onCluster("lift")).as(err.toString()).isZero();

    assertThat(writes())
        .containsExactly("PATCH " + PEAK + " {\"spec\":{\"level\":0,\"until\":null}}");
    assertThat(out.toString().strip())
        .isEqualTo("degradation.gradedcron.io/peak lifted; still active: storage (level 2)");
  }

  @Test
  void liftOfWhatIsNotThereNamesWhatIs() throws InterruptedException {
    answer(ALL_DEGRADATIONS, list(Shop.degradation("storage", 2)));

    assertThat(onCluster("lift")).isEqualTo(1);

    assertThat(writes()).isEmpty();
    assertThat(err.toString().strip())
        .isEqualTo("error: degradation \"peak\" not found; active: storage (level 2)");
  }

  @Test
  void statusDoesWithoutDegradationsThatArenotForTheReader() {
    refuse(ALL_DEGRADATIONS, 403, "degradations is forbidden");
    answer(SHOP + "?limit=500", list(Shop.schedule("reports", 3, "@hourly")));

    assertThat(onCluster("status", "-n", "shop")).as(err.toString()).isZero();

    assertThat(out.toString()).startsWith("Degradations are not yours to read").contains("LEVEL");
  }

  @Test
  void whoMayNotListAllNamespacesIsToldToNameOne() {
    refuse(ALL_SCHEDULES, 403, "gradedcronjobs is forbidden");

    assertThat(onCluster("status")).isEqualTo(1);

    assertThat(err.toString().strip())
        .isEqualTo("error: gradedcronjobs is forbidden; name one namespace with -n");
  }

  @Test
  void aClusterWithoutTheCrdsIsNamedAsSuch() {
    refuse(ALL_SCHEDULES, 404, "the server could not find the requested resource");

    assertThat(onCluster("status", "-A")).isEqualTo(1);

    assertThat(err.toString().strip())
        .isEqualTo("error: the API server does not know gradedcron.io: apply crds/ first");
  }

  @ParameterizedTest
  @CsvSource({"json", "yaml"})
  void aProgramGetsTheSameAsJsonOrYaml(String format) throws JsonProcessingException {
    answer(ALL_DEGRADATIONS, list(Shop.degradation("peak", 3)));
    answer(ALL_SCHEDULES, list(Shop.schedule("reports", 3, "@hourly")));
    answer("/apis/batch/v1/jobs?labelSelector=gradedcron.io%2Fschedule&limit=500", list());

    assertThat(onCluster("plan", "--level", "3", "-o", format)).as(err.toString()).isZero();

    JsonNode plan =
        format.equals("json")
            ? new ObjectMapper().readTree(out.toString())
            : Serialization.unmarshal(out.toString(), JsonNode.class);
    assertThat(plan.at("/schedules/0/then").asText()).isEqualTo("ScaleToZero");
    assertThat(plan.at("/schedules/0/next").asText()).isEqualTo("2026-11-27T13:00:00Z");
    assertThat(plan.at("/levels/2/heldThen").asInt()).isEqualTo(1);
  }

  @Test
  void planChangesNothing() throws InterruptedException {
    answer(ALL_DEGRADATIONS, list());
    answer(ALL_SCHEDULES, list(Shop.schedule("reports", 3, "@hourly")));
    answer("/apis/batch/v1/jobs?labelSelector=gradedcron.io%2Fschedule&limit=500", list());

    assertThat(onCluster("plan", "--level", "2")).as(err.toString()).isZero();

    assertThat(writes()).isEmpty();
  }

  @Test
  void nextTakesItsNumberAndItsNamespaceByTheSameLetter() {
    answer(
        GROUP + "/namespaces/other/gradedcronjobs/reports", Shop.schedule("reports", 3, "@hourly"));
    answer(ALL_DEGRADATIONS, list());

    assertThat(onCluster("next", "reports", "-n", "other", "-n", "2", "-o", "json"))
        .as(err.toString())
        .isZero();

    assertThat(out.toString().lines().filter(line -> line.contains("\"time\": \"2026-11-27T1")))
        .as("now, and two slots")
        .hasSize(3);
  }

  @Test
  void importCreatesItSuspendedAndLeavesTheCronJob() throws InterruptedException {
    answer(CRON_JOB, Shop.cronJob("30 2 * * *"));
    refuse(SHOP + "/nightly", 404, "not found");
    server
        .expect()
        .post()
        .withPath(SHOP)
        .andReturn(201, Shop.schedule("nightly", 2, "30 2 * * *", s -> s.suspended()))
        .once();

    assertThat(onCluster("import", "cronjob/nightly", "--level", "2")).as(err.toString()).isZero();

    assertThat(writes()).singleElement().asString().startsWith("POST").contains("\"suspend\":true");
    assertThat(out.toString().strip())
        .isEqualTo("gradedcronjob.gradedcron.io/nightly created, suspended; the CronJob goes on");
  }

  @Test
  void aSwitchSuspendsTheCronJobBeforeItResumesTheOther() throws InterruptedException {
    answer(CRON_JOB, Shop.cronJob("30 2 * * *"));
    refuse(SHOP + "/nightly", 404, "not found");
    server
        .expect()
        .post()
        .withPath(SHOP)
        .andReturn(201, Shop.schedule("nightly", 2, "30 2 * * *", s -> s.suspended()))
        .once();
    takePatches(CRON_JOB, Shop.cronJob("30 2 * * *"));
    takePatches(SHOP + "/nightly", Shop.schedule("nightly", 2, "30 2 * * *"));

    assertThat(onCluster("import", "cj/nightly", "--level", "2", "--switch"))
        .as(err.toString())
        .isZero();

    assertThat(writes())
        .hasSize(3)
        .last()
        .isEqualTo("PATCH " + SHOP + "/nightly {\"spec\":{\"suspend\":false}}");
    assertThat(out.toString().strip())
        .isEqualTo("cronjob.batch/nightly suspended, gradedcronjob.gradedcron.io/nightly resumed");
  }

  @Test
  void aSwitchFromASuspendedCronJobStartsNothing() throws InterruptedException {
    answer(
        CRON_JOB,
        new io.fabric8.kubernetes.api.model.batch.v1.CronJobBuilder(Shop.cronJob("30 2 * * *"))
            .editSpec()
            .withSuspend(true)
            .endSpec()
            .build());
    refuse(SHOP + "/nightly", 404, "not found");

    assertThat(onCluster("import", "cj/nightly", "--level", "2", "--switch")).isEqualTo(1);

    assertThat(writes()).isEmpty();
    assertThat(err.toString()).contains("is suspended, so that there is nothing to switch");
  }

  @Test
  void anImportOverSomethingElseIsRefused() throws InterruptedException {
    answer(CRON_JOB, Shop.cronJob("30 2 * * *"));
    answer(SHOP + "/nightly", Shop.schedule("nightly", 1, "@hourly"));

    assertThat(onCluster("import", "cj/nightly", "--level", "2", "--switch")).isEqualTo(1);

    assertThat(writes()).isEmpty();
    assertThat(err.toString().strip())
        .isEqualTo(
            "error: gradedcronjob.gradedcron.io/nightly exists already: choose another name by"
                + " --as");
  }

  @Test
  void aContextChoosesItsNamespace() {
    answer(
        GROUP + "/namespaces/other/gradedcronjobs/reports", Shop.schedule("reports", 3, "@hourly"));
    answer(ALL_DEGRADATIONS, list());

    assertThat(onCluster("next", "reports", "--context", "there")).as(err.toString()).isZero();
    assertThat(configs)
        .singleElement()
        .satisfies(c -> assertThat(c.getNamespace()).isEqualTo("other"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "degrade | Missing required option: '--level=3|2'",
        "degrade --level=1 | 1 is core work, which is never given up: use 3 or 2",
        "degrade --level=4 | 4 is no level to degrade to: use 3 or 2",
        "degrade --level=3 --for=soon | \"soon\" is not a duration such as 5s or 1m30s",
        "degrade --level=3 --for=-2h | '--for': use a duration of 1s or more",
        "plan --level=1 | use 3 or 2, or 0",
        "import cronjob/a --level=0 | 0 is no level: use 1, 2 or 3",
        "import cronjob/a --level=1 --dry-run --switch | exclude each other",
        "status -n a -A | exclude each other",
        "status -o xml | '--output'",
        "next a -n 0 | 0 is not 1 to 100000",
        "trigger | Missing required parameter",
        "'' | Missing command: status, plan, degrade, lift, trigger, next or import",
        "stop | Unmatched argument"
      })
  void wrongUsageGetsOneLineAndExitCodeTwo(String arguments, String message) {
    int code = run(arguments.isEmpty() ? new String[0] : arguments.split(" "));

    assertThat(err.toString()).contains(message);
    assertThat(err.toString().strip()).doesNotContain("\n");
    assertThat(out.toString()).isEmpty();
    assertThat(code).isEqualTo(2);
    assertThat(configs).as("no cluster was asked").isEmpty();
  }

  @Test
  void aClusterThatCannotBeFoundGetsOneLineAndExitCodeOne() {
    assertThat(run("status", "--kubeconfig=" + folder.resolve("none"))).isEqualTo(1);
    assertThat(onCluster("status", "--context=nowhere")).isEqualTo(1);

    assertThat(err.toString().lines())
        .containsExactly(
            "error: kubeconfig \"" + folder.resolve("none") + "\" cannot be read",
            "error: context \"nowhere\" is not in the kubeconfig; it has: here, there");
  }

  @Test
  void anApiServerThatDoesNotAnswerGetsOneLine() {
    server.shutdown();

    assertThat(onCluster("status")).isEqualTo(1);

    assertThat(err.toString().strip())
        .startsWith("error: the API server does not answer: ")
        .doesNotContain("\n");
  }

  @Test
  void theVersionIsTheOperators() {
    assertThat(run("--version")).isZero();

    assertThat(out.toString().strip()).isEqualTo("kubectl-gradedcron 1.2.3");
  }
}
