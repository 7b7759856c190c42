package io.gradedcron.operator.bench;

import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * How this project's process is started.
 *
 * @param java the program that runs the jar
 * @param jar the operator
 * @param javaOptions of the JVM
 */
record OperatorProgram(Path java, Path jar, List<String> javaOptions) {

  /**
   * Reads what the chart would give the process: its Java options, and its limit of memory, which
   * the JVM does not see here. In a container with less than 2 GiB the JVM chooses the serial
   * collector by itself.
   */
  static List<String> chartOptions(Path root) {
    try {
      Map<?, ?> values =
          Serialization.unmarshal(
              Files.readString(root.resolve("helm/gradedcron/values.yaml")), Map.class);
      Map<?, ?> limits = (Map<?, ?>) ((Map<?, ?>) values.get("resources")).get("limits");
      return chartOptions((String) values.get("javaOptions"), (String) limits.get("memory"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Returns the options of a JVM that is to behave as in a container.
   *
   * @param javaOptions as the chart has them
   * @param memory the container's limit, in Mi or Gi
   */
  static List<String> chartOptions(String javaOptions, String memory) {
    List<String> options = new ArrayList<>(List.of(javaOptions.strip().split("\\s+")));
    options.add("-XX:MaxRAM=" + memory.replace("i", "").toLowerCase(Locale.ROOT));
    if (options.stream().noneMatch(option -> option.matches("-XX:\\+Use\\w+GC"))) {
      options.add("-XX:+UseSerialGC");
    }
    return List.copyOf(options);
  }

  /** Returns what starts it on this kubeconfig. */
  ProcessBuilder builder(Path kubeconfig) {
    List<String> command = new ArrayList<>();
    command.add(java.toString());
    command.addAll(javaOptions);
    command.addAll(List.of("-jar", jar.toString(), "--management-port", "0"));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("KUBECONFIG", kubeconfig.toString());
    return builder;
  }
}
