package dev.quantloop.app.cli;

import dev.quantloop.app.console.Console;
import dev.quantloop.app.demo.DemoModel;
import dev.quantloop.llama.LlamaLibrary;
import dev.quantloop.llama.LogSink;
import dev.quantloop.llama.NativeRuntime;
import dev.quantloop.llama.NativeSettings;
import dev.quantloop.llama.RpcServer;
import dev.quantloop.llama.install.Backend;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Option;

/** Which libllama a command uses. */
final class NativeOptions {
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
          "Use this libggml-cpu variant, such as haswell (default: the fastest that works here).")
  private String cpuVariant;

  @Option(
      names = "--rpc",
      paramLabel = "HOST:PORT[,...]",
      split = ",",
      description =
          "Machines that run llama.cpp's rpc-server, whose devices hold layers, too; the library"
              + " must have the RPC backend.")
  private List<String> rpcServers = List.of();

  @Option(
      names = {"-v", "--verbose"},
      description = "Print libllama's own log on standard error.")
  private boolean verbose;

  NativeOptions(Console console) {
    this.console = console;
  }

  /** The settings that the flags and the environment amount to; unpacks the self-test model. */
  NativeSettings settings() {
    Path cache = console.directories().cache();
    return new NativeSettings(
        cache,
        llamaLib(),
        backend(),
        cpuVariant,
        rpcServers.stream().map(RpcServer::of).toList(),
        DemoModel.unpack(cache));
  }

  /** Loads libllama, after installing and proving it if that has not been done. */
  LlamaLibrary open() {
    LlamaLibrary library = NativeRuntime.open(settings(), console::say);
    library.logTo(verbose ? (level, line) -> console.say(line) : LogSink.NONE);
    return library;
  }

  boolean verbose() {
    return verbose;
  }

  private Path llamaLib() {
    if (llamaLib != null) {
      return llamaLib;
    }
    String named = console.environment().getOrDefault("QUANTLOOP_LLAMA_LIB", "");
    return named.isEmpty() ? null : Path.of(named);
  }

  private Backend backend() {
    if (backend != null) {
      return backend;
    }
    String named = console.environment().getOrDefault("QUANTLOOP_BACKEND", "");
    return named.isEmpty() ? NativeDefaults.backend() : NativeDefaults.parse(named);
  }
}
