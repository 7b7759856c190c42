package io.gradedcron.operator.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Completes a half-written command for kubectl, whose own completion asks {@code
 * kubectl_complete-gradedcron}: a word a line, and at last a colon and 4, which says that file
 * names are of no use.
 */
final class Completion {
  /** The first argument that asks for it. */
  static final String COMMAND = "__complete";

  private static final String NO_FILES = ":4";

  /** What may follow an option. */
  private static final Map<String, List<String>> VALUES =
      Map.of("-o", List.of("table", "json", "yaml"), "--output", List.of("table", "json", "yaml"));

  private static final Map<String, List<String>> LEVELS =
      Map.of(
          "degrade", List.of("3", "2"),
          "plan", List.of("3", "2", "0"),
          "import", List.of("1", "2", "3"));

  private static final List<String> TAKE_A_SCHEDULE = List.of("trigger", "next");

  private final CommandLine line;
  private final Function<List<String>, List<String>> names;

  /**
   * Makes a completion.
   *
   * @param names the schedules' names, given the words so far
   */
  Completion(CommandLine line, Function<List<String>, List<String>> names) {
    this.line = line;
    this.names = names;
  }

  /** Prints what the last of the words may become; it may be empty. */
  void print(List<String> words) {
    PrintWriter out = line.getOut();
    candidates(words).forEach(out::println);
    out.println(NO_FILES);
    out.flush();
  }

  /** Returns what the last of the words may become. */
  List<String> candidates(List<String> words) {
    String last = words.isEmpty() ? "" : words.get(words.size() - 1);
    return offered(words, last).filter(word -> word.startsWith(last)).toList();
  }

  private Stream<String> offered(List<String> words, String last) {
    if (words.size() < 2) {
      return line.getSubcommands().keySet().stream();
    }
    CommandLine subcommand = line.getSubcommands().get(words.get(0));
    if (subcommand == null) {
      return Stream.empty();
    }
    CommandSpec spec = subcommand.getCommandSpec();
    String before = words.get(words.size() - 2);
    OptionSpec option = spec.findOption(before);
    if (words.size() > 2 && option != null && option.arity().max() > 0) {
      return before.equals("--level")
          ? LEVELS.getOrDefault(spec.name(), List.of()).stream()
          : VALUES.getOrDefault(before, List.of()).stream();
    }
    if (last.startsWith("-")) {
      return spec.options().stream().filter(o -> !o.hidden()).map(OptionSpec::longestName);
    }
    return TAKE_A_SCHEDULE.contains(spec.name()) && !hasName(spec, words)
        ? names.apply(new ArrayList<>(words.subList(1, words.size() - 1))).stream()
        : Stream.empty();
  }

  /** Returns true if a word before the last is no option, nor the value of one. */
  private static boolean hasName(CommandSpec spec, List<String> words) {
    for (int i = 1; i < words.size() - 1; i++) {
      OptionSpec option = spec.findOption(words.get(i));
      if (option != null && option.arity().max() > 0) {
        i++;
      } else if (!words.get(i).startsWith("-")) {
        return true;
      }
    }
    return false;
  }
}
