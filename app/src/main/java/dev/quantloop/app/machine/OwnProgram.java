package dev.quantloop.app.machine;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * This program, to be started again: with the same Java, classes and properties.
 *
 * @param environment of the new process, which is told there which libllama to use
 */
public record OwnProgram(Map<String, String> environment) {
  private static final String MAIN = "dev.quantloop.app.cli.Main";

  // A debugger or profiler of this process can't be attached twice; the fast start of short
  // commands would keep the scoring loops from being compiled well.
  private static final List<String> NOT_FOR_LONG_WORK =
      List.of("-agentlib", "-agentpath", "-javaagent", "-Xrun", "-XX:TieredStopAtLevel");

  public OwnProgram {
    environment = Map.copyOf(environment);
  }

  /** A short command: by the launcher where that was used, which starts fast. */
  public ProcessBuilder command(List<String> words) {
    List<String> all = new ArrayList<>(launcher());
    all.addAll(words);
    return process(all);
  }

  /** The words before those of a short command. */
  public static List<String> launcher() {
    String launcher = System.getProperty("quantloop.launcher");
    return launcher == null ? java(List.of(), List.of()) : List.of(launcher);
  }

  /**
   * Long work.
   *
   * @param crashReport file in which a crash of native code is explained
   */
  public ProcessBuilder longWork(List<String> words, Path crashReport) {
    // What is said last counts.
    List<String> options = List.of("-XX:ErrorFile=" + crashReport, "-XX:-CreateCoredumpOnCrash");
    List<String> all = java(NOT_FOR_LONG_WORK, options);
    all.addAll(words);
    return process(all);
  }

  private static List<String> java(List<String> without, List<String> options) {
    List<String> words = new ArrayList<>();
    words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> without.stream().noneMatch(argument::startsWith))
        .forEach(words::add);
    words.addAll(options);
    words.addAll(List.of("-cp", System.getProperty("java.class.path"), MAIN));
    return words;
  }

  private ProcessBuilder process(List<String> words) {
    ProcessBuilder builder = new ProcessBuilder(words);
    builder.environment().clear();
    builder.environment().putAll(environment);
    return builder;
  }
}
