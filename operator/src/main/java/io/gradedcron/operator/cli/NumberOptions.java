package io.gradedcron.operator.cli;

import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * How many, and in which namespace. Both are {@code -n} to somebody: a whole number is how many, as
 * in the operator's own {@code next}, and anything else the namespace, as in kubectl. Filled once,
 * by picocli.
 */
final class NumberOptions {
  private static final int DEFAULT = 5;
  private static final int MOST = 100_000;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "-n",
      paramLabel = "K|NAMESPACE",
      description = "A whole number: how many slots, default 5. Anything else: the namespace.")
  private List<String> either = List.of();

  @Option(names = "--number", paramLabel = "K", description = "How many slots; default 5.")
  private Integer number;

  @Option(
      names = "--namespace",
      paramLabel = "NAMESPACE",
      description = "Its namespace; default: the context's.")
  private String namespace;

  /** Returns how many. */
  int number() {
    int chosen =
        number != null
            ? number
            : either.stream()
                .filter(NumberOptions::isNumber)
                .reduce((first, last) -> last)
                .map(Integer::parseInt)
                .orElse(DEFAULT);
    if (chosen < 1 || chosen > MOST) {
      throw new ParameterException(
          command.commandLine(), "Invalid number of slots: " + chosen + " is not 1 to " + MOST);
    }
    return chosen;
  }

  /** Returns the namespace that is asked for. */
  Optional<String> namespace() {
    return Optional.ofNullable(namespace)
        .or(() -> either.stream().filter(text -> !isNumber(text)).reduce((first, last) -> last));
  }

  private static boolean isNumber(String text) {
    return text.matches("-?[0-9]{1,9}");
  }
}
