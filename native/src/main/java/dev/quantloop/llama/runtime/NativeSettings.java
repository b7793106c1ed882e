package dev.quantloop.llama.runtime;

import dev.quantloop.llama.install.Backend;
import dev.quantloop.llama.library.RpcServer;
import java.nio.file.Path;
import java.util.List;

/**
 * Which libllama is wanted and where what is learned about it is kept.
 *
 * @param cacheDirectory {@code $XDG_CACHE_HOME/quantloop}
 * @param llamaLib directory of the user's own build, or null for the prebuilt one
 * @param backend the prebuilt package to install when there is none
 * @param cpuVariant forces one {@code libggml-cpu-VARIANT}, or null for the best that works
 * @param rpcServers whose devices are used beside this machine's
 * @param selfTestModel an F16 model on which the library is proven in a child process
 */
public record NativeSettings(
    Path cacheDirectory,
    Path llamaLib,
    Backend backend,
    String cpuVariant,
    List<RpcServer> rpcServers,
    Path selfTestModel) {
  public NativeSettings {
    rpcServers = List.copyOf(rpcServers);
  }

  /** With the devices of this machine only. */
  public NativeSettings(
      Path cacheDirectory, Path llamaLib, Backend backend, String cpuVariant, Path selfTestModel) {
    this(cacheDirectory, llamaLib, backend, cpuVariant, List.of(), selfTestModel);
  }
}
