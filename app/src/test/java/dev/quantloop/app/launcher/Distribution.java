package dev.quantloop.app.launcher;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A directory as {@code mvn package} leaves it, whose launcher is run as a user would. */
final class Distribution {
  private final Path home;
  private final Path scratch;
  private final Map<String, String> environment = new HashMap<>();

  private Distribution(Path home, Path scratch) {
    this.home = home;
    this.scratch = scratch;
  }

  /** The one of this build; with no archive of classes, which might be made in the background. */
  static Distribution built(Path scratch) {
    Distribution built = new Distribution(Path.of("target/quantloop").toAbsolutePath(), scratch);
    built.environment.put("PATH", System.getenv("PATH"));
    built.environment.put("HOME", scratch.toString());
    built.environment.put("LANG", "C.UTF-8");
    built.environment.put("QUANTLOOP_CLASS_DATA", "off");
    built.environment.put("QUANTLOOP_JAVA", System.getProperty("java.home"));
    return built;
  }

  /** A copy, with the same environment. */
  Distribution copyTo(Path target) throws IOException {
    try (Stream<Path> files = Files.walk(home)) {
      for (Path file : files.toList()) {
        Path copy = target.resolve(home.relativize(file).toString());
        Files.createDirectories(copy.getParent());
        if (!Files.isDirectory(file)) {
          Files.copy(file, copy);
          copy.toFile().setExecutable(Files.isExecutable(file));
        }
      }
    }
    Distribution copy = new Distribution(target, scratch);
    copy.environment.putAll(environment);
    return copy;
  }

  Distribution with(String variable, String value) {
    Distribution other = new Distribution(home, scratch);
    other.environment.putAll(environment);
    other.environment.put(variable, value);
    return other;
  }

  Distribution without(String variable) {
    Distribution other = with(variable, "");
    other.environment.remove(variable);
    return other;
  }

  Map<String, String> environment() {
    return Map.copyOf(environment);
  }

  Path home() {
    return home;
  }

  Path launcher() {
    return home.resolve("bin/quantloop");
  }

  Outcome run(String... arguments) throws IOException, InterruptedException {
    return runAs(launcher(), arguments);
  }

  Outcome runAs(Path command, String... arguments) throws IOException, InterruptedException {
    return start(command, arguments).outcome();
  }

  Started start(Path command, String... arguments) throws IOException {
    List<String> line = new ArrayList<>(List.of(command.toString()));
    line.addAll(List.of(arguments));
    Path folder = Files.createTempDirectory(scratch, "run");
    ProcessBuilder builder = new ProcessBuilder(line).directory(folder.toFile());
    builder.environment().clear();
    builder.environment().putAll(environment);
    builder.redirectOutput(folder.resolve("out").toFile());
    builder.redirectError(folder.resolve("err").toFile());
    return new Started(builder.start(), folder);
  }

  /** A launcher at work, with the folder that its output goes to. */
  record Started(Process process, Path folder) {
    Outcome outcome() throws InterruptedException {
      int status = process.waitFor();
      return new Outcome(status, read("out"), read("err"));
    }

    private String read(String name) {
      try {
        return Files.readString(folder.resolve(name), StandardCharsets.UTF_8);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** What a user gets. */
  record Outcome(int status, String out, String err) {}
}
