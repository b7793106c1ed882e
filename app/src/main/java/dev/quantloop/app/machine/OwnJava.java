package dev.quantloop.app.machine;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** How to start this program again for long work: same Java, same class path and properties. */
public final class OwnJava {
  public static final String MAIN = "dev.quantloop.app.cli.Main";

  // A debugger or profiler of this process can't be attached twice; the fast start of short
  // commands would keep the scoring loops from being compiled well.
  private static final List<String> NOT_INHERITED =
      List.of("-agentlib", "-agentpath", "-javaagent", "-Xrun", "-XX:TieredStopAtLevel");

  private OwnJava() {}

  /**
   * The words before the program's arguments.
   *
   * @param crashReport file in which a crash of native code is explained
   */
  public static List<String> command(Path crashReport) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    for (String argument : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
      if (NOT_INHERITED.stream().noneMatch(argument::startsWith)) {
        command.add(argument);
      }
    }
    // What is said last counts.
    command.addAll(List.of("-XX:ErrorFile=" + crashReport, "-XX:-CreateCoredumpOnCrash"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), MAIN));
    return command;
  }
}
