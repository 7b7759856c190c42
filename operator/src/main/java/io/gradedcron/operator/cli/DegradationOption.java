package io.gradedcron.operator.cli;

import picocli.CommandLine.Option;

/** Which degradation a command is about. Filled once, by picocli. */
final class DegradationOption {
  @Option(
      names = "--name",
      paramLabel = "NAME",
      defaultValue = "peak",
      description = "The Degradation; default peak.")
  private String name;

  String name() {
    return name;
  }
}
