package io.gradedcron.operator.harness;

import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.gradedcron.operator.ApiClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * A JUnit extension that gives tests one real control plane, started for the first class that asks
 * and stopped at the end of all. It has the CRDs and simulated nodes. Use it as
 * {@code @ExtendWith(DevCluster.class)} and take a {@link DevCluster.Access} as parameter.
 */
public final class DevCluster implements BeforeAllCallback, ParameterResolver {
  private static final ExtensionContext.Namespace NAMESPACE =
      ExtensionContext.Namespace.create(DevCluster.class);

  /** The way to the cluster. */
  public static final class Access
      implements ExtensionContext.Store.CloseableResource, AutoCloseable {
    private final Path root = Path.of(System.getProperty("gradedcron.root"));
    private final Path folder;
    private final KubernetesClient client;

    private Access(Map<String, String> environment) {
      try {
        folder = Files.createTempDirectory("gradedcron-devcluster");
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      new Shell(root, environment).run("devcluster/cluster.sh", "up", folder.toString()).orFail();
      client = ApiClient.of(config(kubeconfig()));
      try {
        kubectl("apply", "-f", root.resolve("crds").toString()).orFail();
        for (String name : List.of("gradedcronjobs", "degradations")) {
          client
              .apiextensions()
              .v1()
              .customResourceDefinitions()
              .withName(name + ".gradedcron.io")
              .waitUntilCondition(Access::isEstablished, 1, TimeUnit.MINUTES);
        }
      } catch (RuntimeException | Error e) {
        close();
        throw e;
      }
    }

    /**
     * Starts a cluster for the caller alone, who closes it.
     *
     * @param environment the variables that {@code devcluster/README.md} names
     */
    public static Access start(Map<String, String> environment) {
      return new Access(environment);
    }

    private static boolean isEstablished(CustomResourceDefinition definition) {
      return definition != null
          && definition.getStatus() != null
          && definition.getStatus().getConditions() != null
          && definition.getStatus().getConditions().stream()
              .anyMatch(c -> "Established".equals(c.getType()) && "True".equals(c.getStatus()));
    }

    /** Returns a client with all rights. */
    public KubernetesClient client() {
      return client;
    }

    /** Returns the project's folder. */
    public Path root() {
      return root;
    }

    /** Returns the path of the kubeconfig with all rights. */
    public Path kubeconfig() {
      return folder.resolve("kubeconfig");
    }

    /** Returns the cluster's own folder, a place for a test's files. */
    public Path folder() {
      return folder;
    }

    /** Runs the cluster's own kubectl with all rights. */
    public Shell.Outcome kubectl(String... arguments) {
      return tool("kubectl", "", arguments);
    }

    /** Runs kubectl with this manifest as standard input; pass {@code -f -}. */
    public Shell.Outcome kubectlWithInput(String manifest, String... arguments) {
      return tool("kubectl", manifest, arguments);
    }

    /** Runs the cluster's own helm. */
    public Shell.Outcome helm(String... arguments) {
      return tool("helm", "", arguments);
    }

    private Shell.Outcome tool(String name, String input, String... arguments) {
      String[] command = new String[arguments.length + 1];
      command[0] = folder.resolve("bin").resolve(name).toString();
      System.arraycopy(arguments, 0, command, 1, arguments.length);
      return new Shell(root, Map.of("KUBECONFIG", kubeconfig().toString()))
          .runWithInput(input, command);
    }

    /** Returns a client configuration made from a kubeconfig. */
    public static Config config(Path kubeconfig) {
      try {
        return new ConfigBuilder(Config.fromKubeconfig(Files.readString(kubeconfig)))
            .withRequestTimeout(10_000)
            .withRequestRetryBackoffLimit(2)
            .build();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void close() {
      client.close();
      Shell shell = new Shell(root, Map.of());
      shell.run("devcluster/cluster.sh", "down", folder.toString());
      // The logs stay, for whoever wonders; the data of etcd are 80 MB a run.
      shell.run("rm", "-rf", folder.resolve("etcd").toString());
    }
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    access(context);
  }

  private static Access access(ExtensionContext context) {
    return context
        .getRoot()
        .getStore(NAMESPACE)
        .getOrComputeIfAbsent(Access.class, type -> Access.start(Map.of()), Access.class);
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == Access.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return access(context);
  }
}
