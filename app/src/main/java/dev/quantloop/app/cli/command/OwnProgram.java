package dev.quantloop.app.cli.command;

import dev.quantloop.app.cli.option.NativeFlags;
import dev.quantloop.app.machine.OwnJava;
import dev.quantloop.llama.runtime.NativeSettings;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** How to start this program once more. */
public final class OwnProgram {
  private OwnProgram() {}

  /** The launcher where it was used, else the same Java with the same classes and flags. */
  static List<String> command() {
    String launcher = System.getProperty("quantloop.launcher");
    if (launcher != null) {
      return List.of(launcher);
    }
    List<String> words = new ArrayList<>();
    words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    words.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    words.add("-cp");
    words.add(System.getProperty("java.class.path"));
    words.add(OwnJava.MAIN);
    return words;
  }

  /** A process of it that uses the same libllama, unless the arguments say otherwise. */
  public static ProcessBuilder process(List<String> arguments, NativeSettings llama) {
    List<String> words = new ArrayList<>(command());
    words.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(words);
    builder.environment().putAll(NativeFlags.asEnvironment(llama));
    return builder;
  }
}
