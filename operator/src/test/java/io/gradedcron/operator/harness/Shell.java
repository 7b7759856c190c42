package io.gradedcron.operator.harness;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs a program to its end. */
public final class Shell {
  /** How a program ended; output is standard output and error, as they came. */
  public record Outcome(int code, String output) {
    /** Returns the output, or fails the test if the program did. */
    public String orFail() {
      if (code != 0) {
        throw new AssertionError("exit code " + code + ": " + output);
      }
      return output;
    }
  }

  private final Path folder;
  private final Map<String, String> environment;

  /** Makes a shell in a folder, with these variables besides the present ones. */
  public Shell(Path folder, Map<String, String> environment) {
    this.folder = folder;
    this.environment = Map.copyOf(environment);
  }

  /** Runs a program and waits for it, five minutes at most. */
  public Outcome run(String... command) {
    return runWithInput("", command);
  }

  /** Runs a program with this standard input and waits for it, five minutes at most. */
  public Outcome runWithInput(String input, String... command) {
    try {
      File output = File.createTempFile("gradedcron-shell", ".txt");
      ProcessBuilder builder =
          new ProcessBuilder(List.of(command))
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(output);
      builder.environment().putAll(environment);
      Process process = builder.start();
      process.getOutputStream().write(input.getBytes(StandardCharsets.UTF_8));
      process.getOutputStream().close();
      if (!process.waitFor(5, TimeUnit.MINUTES)) {
        process.destroyForcibly();
        throw new AssertionError("no end within 5 min: " + String.join(" ", command));
      }
      String text = Files.readString(output.toPath());
      output.delete();
      return new Outcome(process.exitValue(), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }
}
