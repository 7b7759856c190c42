import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/**
 * Applies patches to a compiled copy of the project, one at a time, and runs the test that each
 * names: first without any, where all must pass, then with each, where its test must fail by an
 * assertion. All in one process, because a build and a JVM for each would take most of an hour: a
 * patched class is compiled alone, and operator and tests are loaded anew for each patch.
 *
 * <p>Arguments: the copy, the class path of its libraries, the patches. A line for each patch goes
 * to standard output; what the tests and the compiler say goes to {@code output.txt} in the copy.
 * The exit code is 0 if every patch was caught.
 */
final class Sabotage {
  private static final int LONGEST_TEST_SECONDS = 180;

  private final Path copy;
  private final String libraries;
  private final Path classes;
  private final Path sabotaged;
  private final PrintStream report;

  private Sabotage(Path copy, String libraries, PrintStream report) {
    this.copy = copy;
    this.libraries = libraries;
    this.classes = copy.resolve("operator/target/classes");
    this.sabotaged = copy.resolve("sabotaged");
    this.report = report;
  }

  /** How a test ended, or why it could not be run. */
  private record Outcome(String kind, String message) {
    static Outcome of(String kind, Object message) {
      String line = String.valueOf(message).strip().replaceAll("\\s+", " ");
      return new Outcome(kind, line.length() > 110 ? line.substring(0, 110) : line);
    }
  }

  /** A patch with what its head says. */
  private record Patch(Path file, Map<String, String> head, String target) {
    static Patch read(Path file) throws IOException {
      Map<String, String> head = new TreeMap<>();
      String target = "";
      for (String line : Files.readAllLines(file)) {
        if (line.startsWith("+++ b/")) {
          target = line.substring("+++ b/".length());
        } else if (target.isEmpty() && line.matches("[A-Z][a-z]+: .*")) {
          head.put(line.substring(0, line.indexOf(':')), line.substring(line.indexOf(':') + 2));
        }
      }
      return new Patch(file, head, target);
    }

    String test() {
      return head.get("Test");
    }

    String name() {
      return file.getFileName().toString().replaceFirst("\\.patch$", "");
    }
  }

  public static void main(String[] arguments) throws Exception {
    PrintStream report = System.out;
    Path copy = Path.of(arguments[0]);
    OutputStream noise = Files.newOutputStream(copy.resolve("output.txt"));
    System.setOut(new PrintStream(noise, true));
    System.setErr(new PrintStream(noise, true));
    List<Patch> patches = new ArrayList<>();
    for (String file : Arrays.asList(arguments).subList(2, arguments.length)) {
      patches.add(Patch.read(Path.of(file)));
    }
    boolean well = new Sabotage(copy, arguments[1], report).run(patches);
    report.flush();
    // Not a return: sabotaged code may have left threads behind.
    Runtime.getRuntime().halt(well ? 0 : 1);
  }

  private boolean run(List<Patch> patches) throws IOException {
    boolean well = true;
    for (String test : patches.stream().map(Patch::test).distinct().sorted().toList()) {
      Outcome outcome = test(test, classes);
      if (!outcome.kind().equals("passed")) {
        row("-", outcome.kind().toUpperCase(java.util.Locale.ROOT), 0, test + " as it is: " + outcome.message());
        well = false;
      }
    }
    if (!well) {
      return false;
    }
    for (Patch patch : patches) {
      long begin = System.nanoTime();
      Outcome outcome = sabotage(patch);
      long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begin);
      boolean caught = outcome.kind().equals("asserted");
      row(patch.name(), caught ? "caught" : outcome.kind().toUpperCase(java.util.Locale.ROOT), seconds, outcome.message());
      well &= caught;
    }
    return well;
  }

  private void row(String name, String result, long seconds, String message) {
    report.printf("%-50s %-16s %4d  %s%n", name, result, seconds, message);
    report.flush();
  }

  private Outcome sabotage(Patch patch) throws IOException {
    if (!git("apply", patch)) {
      return Outcome.of("does not apply", patch.file());
    }
    try {
      copyTree(classes, sabotaged);
      Optional<String> error = compile(copy.resolve(patch.target()));
      if (error.isPresent()) {
        return Outcome.of("does not compile", error.get());
      }
      Outcome outcome = test(patch.test(), sabotaged);
      return outcome.kind().equals("passed") ? Outcome.of("stayed green", patch.test()) : outcome;
    } finally {
      if (!git("apply -R", patch)) {
        throw new IllegalStateException(patch.file() + " cannot be taken back");
      }
    }
  }

  private boolean git(String command, Patch patch) throws IOException {
    List<String> words = new ArrayList<>(List.of("git"));
    words.addAll(List.of(command.split(" ")));
    words.addAll(List.of("--recount", patch.file().toString()));
    Process git =
        new ProcessBuilder(words)
            .directory(copy.toFile())
            .redirectErrorStream(true)
            .redirectOutput(copy.resolve("git.txt").toFile())
            .start();
    try {
      return git.waitFor() == 0;
    } catch (InterruptedException e) {
      throw new IllegalStateException("interrupted", e);
    }
  }

  private Optional<String> compile(Path source) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter said = new StringWriter();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      boolean compiled =
          compiler
              .getTask(
                  said,
                  files,
                  null,
                  List.of(
                      "-nowarn", "-proc:none", "--release", "17", "-d", sabotaged.toString(),
                      "-cp", classes + ":" + libraries),
                  null,
                  files.getJavaFileObjects(source))
              .call();
      return compiled ? Optional.empty() : Optional.of(said.toString());
    }
  }

  private static void copyTree(Path from, Path to) throws IOException {
    Files.walkFileTree(
        from,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes)
              throws IOException {
            Files.createDirectories(to.resolve(from.relativize(folder)));
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Path target = to.resolve(from.relativize(file));
            Files.deleteIfExists(target);
            Files.copy(file, target);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  /** Runs a test, {@code package.Class#method}, against the operator's classes in a folder. */
  private Outcome test(String test, Path operator) {
    FutureTask<Outcome> task = new FutureTask<>(() -> launch(test, operator));
    Thread thread = new Thread(task, "sabotage");
    thread.setDaemon(true);
    thread.start();
    try {
      return task.get(LONGEST_TEST_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      thread.interrupt();
      return Outcome.of("broke", "no end within " + LONGEST_TEST_SECONDS + " s");
    } catch (ExecutionException | InterruptedException e) {
      return Outcome.of("broke", e);
    }
  }

  private Outcome launch(String test, Path operator) throws ClassNotFoundException {
    URL[] urls =
        Stream.of(operator, copy.resolve("operator/target/test-classes"))
            .map(Sabotage::url)
            .toArray(URL[]::new);
    // Left open: threads of the test may still load classes.
    URLClassLoader loader = new URLClassLoader(urls, Sabotage.class.getClassLoader());
    Thread.currentThread().setContextClassLoader(loader);
    String[] parts = test.split("#", 2);
    Class<?> type = Class.forName(parts[0], false, loader);
    LauncherDiscoveryRequest request =
        LauncherDiscoveryRequestBuilder.request()
            .selectors(
                Arrays.stream(type.getDeclaredMethods())
                    .filter(method -> method.getName().equals(parts[1]) && !method.isSynthetic())
                    .map(method -> DiscoverySelectors.selectMethod(type, method))
                    .toList())
            .build();
    Listener listener = new Listener();
    LauncherFactory.create().execute(request, listener);
    return listener.outcome();
  }

  private static URL url(Path folder) {
    try {
      return folder.toUri().toURL();
    } catch (MalformedURLException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Collects what failed. */
  private static final class Listener implements TestExecutionListener {
    private final List<Throwable> failures = new ArrayList<>();
    private int ran;

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
      result.getThrowable().ifPresent(failures::add);
      ran += test.isTest() ? 1 : 0;
    }

    Outcome outcome() {
      if (failures.isEmpty()) {
        return ran == 0 ? Outcome.of("absent", "no such test") : Outcome.of("passed", "");
      }
      return failures.stream()
          .filter(Listener::isAssertion)
          .findFirst()
          .map(failure -> Outcome.of("asserted", failure.getMessage()))
          .orElseGet(() -> Outcome.of("broke", failures.get(0)));
    }

    /** An await that ran out is a failed assertion too: what it waited for did not come. */
    private static boolean isAssertion(Throwable failure) {
      return failure instanceof AssertionError
          || failure.getClass().getName().equals("org.awaitility.core.ConditionTimeoutException");
    }
  }
}
