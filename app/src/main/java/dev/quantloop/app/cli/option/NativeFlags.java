package dev.quantloop.app.cli.option;

import dev.quantloop.app.console.Console;
import dev.quantloop.app.machine.OwnProgram;
import dev.quantloop.llama.library.RpcServer;
import dev.quantloop.llama.runtime.NativeSettings;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine;

/** Writes native settings as the flags that {@link NativeOptions} reads. */
public final class NativeFlags {
  private static final List<String> VARIABLES =
      List.of("QUANTLOOP_BACKEND", "QUANTLOOP_LLAMA_LIB", "QUANTLOOP_CPU_VARIANT", "QUANTLOOP_RPC");

  private NativeFlags() {}

  public static List<String> of(NativeSettings settings) {
    return flags(settings, true);
  }

  /** Those without which another library would be used, to be repeated by hand. */
  public static List<String> unusual(NativeSettings settings) {
    boolean chosen = settings.backend() != NativeDefaults.backend();
    return flags(settings, chosen && settings.llamaLib() == null);
  }

  private static List<String> flags(NativeSettings settings, boolean withBackend) {
    List<String> flags = new ArrayList<>();
    if (settings.llamaLib() != null) {
      flags.addAll(List.of("--llama-lib", settings.llamaLib().toAbsolutePath().toString()));
    }
    if (withBackend) {
      flags.addAll(List.of("--backend", settings.backend().id()));
    }
    if (settings.cpuVariant() != null) {
      flags.addAll(List.of("--cpu-variant", settings.cpuVariant()));
    }
    if (!settings.rpcServers().isEmpty()) {
      flags.addAll(List.of("--rpc", servers(settings)));
    }
    return flags;
  }

  /** This program with an environment that says the same, which flags outdo. */
  public static OwnProgram program(Console console, NativeSettings settings) {
    Map<String, String> variables = new HashMap<>(console.environment());
    VARIABLES.forEach(variables::remove);
    variables.put("QUANTLOOP_BACKEND", settings.backend().id());
    if (settings.llamaLib() != null) {
      variables.put("QUANTLOOP_LLAMA_LIB", settings.llamaLib().toAbsolutePath().toString());
    }
    if (settings.cpuVariant() != null) {
      variables.put("QUANTLOOP_CPU_VARIANT", settings.cpuVariant());
    }
    if (!settings.rpcServers().isEmpty()) {
      variables.put("QUANTLOOP_RPC", servers(settings));
    }
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

  private static String servers(NativeSettings settings) {
    return settings.rpcServers().stream().map(RpcServer::toString).collect(Collectors.joining(","));
  }
}
