package dev.quantloop.app.cli.option;

import dev.quantloop.app.UsageException;
import dev.quantloop.app.console.Console;
import dev.quantloop.app.demo.DemoModel;
import dev.quantloop.llama.LogSink;
import dev.quantloop.llama.install.Backend;
import dev.quantloop.llama.jna.LibLlama;
import dev.quantloop.llama.library.LlamaLibrary;
import dev.quantloop.llama.library.RpcServer;
import dev.quantloop.llama.runtime.NativeRuntime;
import dev.quantloop.llama.runtime.NativeSettings;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import picocli.CommandLine.Option;

/** Which libllama a command uses. */
public final class NativeOptions {
  private final Console console;

  @Option(
      names = "--llama-lib",
      paramLabel = "DIR",
      description =
          "Directory of your own build of llama.cpp (default: $$QUANTLOOP_LLAMA_LIB, else the"
              + " prebuilt one, fetched with npm at first use).")
  private Path llamaLib;

  @Option(
      names = "--backend",
      paramLabel = "NAME",
      description =
          "The prebuilt library: cpu, cuda, vulkan or metal (default: $$QUANTLOOP_BACKEND, else"
              + " cpu; metal on Apple silicon).")
  private Backend backend;

  @Option(
      names = "--cpu-variant",
      paramLabel = "NAME",
      description =
          "Use this libggml-cpu variant, such as haswell (default: $$QUANTLOOP_CPU_VARIANT, else the"
              + " fastest that works here).")
  private String cpuVariant;

  @Option(
      names = "--rpc",
      paramLabel = "HOST:PORT[,...]",
      split = ",",
      description =
          "Machines that run llama.cpp's rpc-server and lend their devices; the library must have"
              + " the RPC backend (default: $$QUANTLOOP_RPC, else none).")
  private List<String> rpcServers;

  @Option(
      names = {"-v", "--verbose"},
      description = "Print libllama's own log on standard error.")
  private boolean verbose;

  NativeOptions(Console console) {
    this.console = console;
  }

  /**
   * Readies JNA, and loads the library where it can be told, before the command line is parsed,
   * which one that will be. Leaves what fails to be told by {@link #open}.
   */
  public static void openAhead(Console console, List<String> arguments) {
    NativeOptions options = new NativeOptions(console);
    int own = arguments.indexOf("--llama-lib") + 1;
    boolean isOpen =
        arguments.stream()
            .noneMatch(word -> word.matches("--(backend|cpu-variant)(=.*)?|--llama-lib=.*"));
    try {
      LibLlama.warmUp();
      if (own > 0 && own < arguments.size()) {
        options.llamaLib = console.directories().path(arguments.get(own));
      }
      if (isOpen) {
        NativeRuntime.openAhead(options.settings(null));
      }
    } catch (RuntimeException | LinkageError e) {
      // Said by the command itself, if it wants a library at all.
    }
  }

  /** The settings that the flags and the environment amount to; unpacks the self-test model. */
  public NativeSettings settings() {
    return settings(DemoModel.unpack(console.directories().cache()));
  }

  private NativeSettings settings(Path selfTestModel) {
    Path cache = console.directories().cache();
    Optional<Path> own = chosen(llamaLib, "LLAMA_LIB", console.directories()::path);
    if (backend != null && own.isPresent()) {
      throw new UsageException("--backend has no effect with a library of your own, " + own.get());
    }
    return new NativeSettings(
        cache,
        own.orElse(null),
        chosen(backend, "BACKEND", NativeOptions::parse).orElseGet(NativeOptions::defaultBackend),
        chosen(cpuVariant, "CPU_VARIANT", Function.identity()).orElse(null),
        chosen(rpcServers, "RPC", servers -> List.of(servers.split(","))).stream()
            .flatMap(List::stream)
            .map(RpcServer::of)
            .toList(),
        selfTestModel);
  }

  /** What the flag says, else the environment. */
  private <T> Optional<T> chosen(T flag, String variable, Function<String, T> parse) {
    return Optional.ofNullable(flag)
        .or(
            () ->
                Optional.ofNullable(console.environment().get("QUANTLOOP_" + variable))
                    .filter(value -> !value.isEmpty())
                    .map(parse));
  }

  /** The settings with what flags say in its place. */
  NativeSettings over(NativeSettings settings) {
    return new NativeSettings(
        settings.cacheDirectory(),
        llamaLib == null ? settings.llamaLib() : llamaLib,
        backend == null ? settings.backend() : backend,
        cpuVariant == null ? settings.cpuVariant() : cpuVariant,
        rpcServers == null
            ? settings.rpcServers()
            : rpcServers.stream().map(RpcServer::of).toList(),
        settings.selfTestModel());
  }

  /** Loads libllama, after installing and proving it if that has not been done. */
  public LlamaLibrary open() {
    LlamaLibrary library = NativeRuntime.open(settings(), console::say);
    library.logTo(verbose ? (level, line) -> console.say(line) : LogSink.NONE);
    return library;
  }

  public boolean verbose() {
    return verbose;
  }

  /** The backend where neither flag nor environment says otherwise. */
  public static Backend defaultBackend() {
    boolean appleSilicon =
        System.getProperty("os.name").startsWith("Mac")
            && System.getProperty("os.arch").equals("aarch64");
    return appleSilicon ? Backend.METAL : Backend.CPU;
  }

  private static Backend parse(String name) {
    try {
      return Backend.valueOf(name.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw new UsageException(
          "no backend is called "
              + name
              + "; QUANTLOOP_BACKEND may be one of "
              + Arrays.toString(Backend.values()).toLowerCase(Locale.ROOT));
    }
  }
}
