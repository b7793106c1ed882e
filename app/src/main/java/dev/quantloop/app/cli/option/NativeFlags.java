package dev.quantloop.app.cli.option;

import dev.quantloop.app.console.Console;
import dev.quantloop.app.machine.OwnProgram;
import dev.quantloop.llama.library.RpcServer;
import dev.quantloop.llama.runtime.NativeSettings;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;

/** Writes native settings as the flags that {@link NativeOptions} reads. */
public final class NativeFlags {
  /** What there is to choose, by flag or by the environment. */
  private enum Choice {
    LLAMA_LIB("--llama-lib"),
    BACKEND("--backend"),
    CPU_VARIANT("--cpu-variant"),
    RPC("--rpc");

    private final String flag;
    private final String variable = "QUANTLOOP_" + name();

    Choice(String flag) {
      this.flag = flag;
    }
  }

  private NativeFlags() {}

  public static List<String> of(NativeSettings settings) {
    return flags(settings, true);
  }

  /** Those without which another library would be used, to be repeated by hand. */
  public static List<String> unusual(NativeSettings settings) {
    boolean chosen = settings.backend() != NativeOptions.defaultBackend();
    return flags(settings, chosen && settings.llamaLib() == null);
  }

  private static List<String> flags(NativeSettings settings, boolean withBackend) {
    return values(settings, withBackend).entrySet().stream()
        .flatMap(value -> Stream.of(value.getKey().flag, value.getValue()))
        .toList();
  }

  private static Map<Choice, String> values(NativeSettings settings, boolean withBackend) {
    Map<Choice, String> values = new EnumMap<>(Choice.class);
    if (settings.llamaLib() != null) {
      values.put(Choice.LLAMA_LIB, settings.llamaLib().toAbsolutePath().toString());
    }
    if (withBackend) {
      values.put(Choice.BACKEND, settings.backend().id());
    }
    if (settings.cpuVariant() != null) {
      values.put(Choice.CPU_VARIANT, settings.cpuVariant());
    }
    if (!settings.rpcServers().isEmpty()) {
      values.put(
          Choice.RPC,
          settings.rpcServers().stream().map(RpcServer::toString).collect(Collectors.joining(",")));
    }
    return values;
  }

  /** This program with an environment that says the same, which flags outdo. */
  public static OwnProgram program(Console console, NativeSettings settings) {
    Map<String, String> variables = new HashMap<>(console.environment());
    List.of(Choice.values()).forEach(choice -> variables.remove(choice.variable));
    values(settings, true).forEach((choice, value) -> variables.put(choice.variable, value));
    return new OwnProgram(variables);
  }

  /** The settings with what flags, such as those of a run on record, say in its place. */
  public static NativeSettings over(Console console, NativeSettings settings, List<String> flags) {
    NativeOptions options = new NativeOptions(console);
    new CommandLine(options)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .parseArgs(flags.toArray(String[]::new));
    return options.over(settings);
  }
}
