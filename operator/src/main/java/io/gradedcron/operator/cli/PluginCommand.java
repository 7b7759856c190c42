package io.gradedcron.operator.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The plugin without a subcommand: says that one is needed. */
@Command(
    name = "kubectl gradedcron",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    description = "What a peak costs, before and while it does: schedules with levels.",
    sortOptions = false)
final class PluginCommand implements Runnable {
  @Spec private CommandSpec command;

  @Override
  public void run() {
    throw new ParameterException(
        command.commandLine(),
        "Missing command: status, plan, degrade, lift, trigger, next or import (--help)");
  }
}
