package dev.quantloop.llama.runtime;

import dev.quantloop.llama.LlamaException;
import dev.quantloop.llama.Remedy;
import dev.quantloop.llama.install.Backend;
import dev.quantloop.llama.install.NativeInstaller;
import dev.quantloop.llama.library.LlamaLibrary;
import dev.quantloop.llama.library.NativeReport;
import dev.quantloop.llama.probe.LibraryProof;
import dev.quantloop.llama.probe.Proof;
import dev.quantloop.llama.probe.ProofStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Finds a libllama, installs it if need be, proves it in a child process once, and loads it. */
public final class NativeRuntime {
  private NativeRuntime() {}

  /**
   * The library that the settings ask for.
   *
   * @param progress told, in whole lines, what takes time at first use
   * @throws LlamaException if there is none or it fails its checks
   */
  public static LlamaLibrary open(NativeSettings settings, Consumer<String> progress) {
    Path directory = locate(settings, progress);
    Proof proof = prove(settings, directory, progress);
    LlamaLibrary library = load(settings, directory, proof);
    library.notice().ifPresent(progress);
    problem(settings, library, proof)
        .ifPresent(
            why -> {
              throw cudaFails(why);
            });
    return library;
  }

  private static LlamaException cudaFails(String why) {
    return new LlamaException("can't use the CUDA backend: " + why, Remedy.CHOOSE_OTHER_BACKEND);
  }

  /** Why the backend that was asked for does not work, if it does not. */
  private static Optional<String> problem(
      NativeSettings settings, LlamaLibrary library, Proof proof) {
    boolean prebuilt = settings.llamaLib() == null && settings.backend() == Backend.CUDA;
    return prebuilt
        ? library.cudaProblem().map(problem -> String.join("; ", withFailures(proof, problem)))
        : Optional.empty();
  }

  /** What is missing for an older CUDA does not tell why a newer one is not used. */
  private static List<String> withFailures(Proof proof, String problem) {
    return proof.newestCuda() == LlamaLibrary.NEWER_CUDA
        ? List.of(problem)
        : Stream.concat(proof.passedOver().stream(), Stream.of(problem)).toList();
  }

  private static LlamaLibrary load(NativeSettings settings, Path directory, Proof proof) {
    LlamaLibrary library = LlamaLibrary.load(directory, proof.cpuVariant(), proof.newestCuda());
    library.addRpcServers(settings.rpcServers());
    return library;
  }

  /**
   * Loads the library that {@link #open} will load if it is there, proven, and quick to load
   * because it is for the CPU alone; else does nothing.
   *
   * @throws LlamaException as open will
   */
  public static void openAhead(NativeSettings settings) {
    Optional<Path> directory = present(settings).filter(LlamaLibrary::isForCpuAlone);
    ProofStore store = new ProofStore(settings.cacheDirectory());
    directory
        .flatMap(found -> store.find(found, settings.cpuVariant()))
        .ifPresent(
            proof -> LlamaLibrary.load(directory.get(), proof.cpuVariant(), proof.newestCuda()));
  }

  private static Optional<Path> present(NativeSettings settings) {
    return settings.llamaLib() != null
        ? Optional.of(ownBuild(settings))
        : installer(settings).installed(settings.backend());
  }

  /**
   * What is used and whether it works; a failure is told in the report, not thrown.
   *
   * @param progress told, in whole lines, what takes time at first use
   */
  public static NativeReport inspect(NativeSettings settings, Consumer<String> progress) {
    String origin = origin(settings);
    Path directory = null;
    try {
      directory = present(settings).orElse(null);
      if (directory == null) {
        return failed(null, origin, new LlamaException("not installed", Remedy.INSTALL_LIBRARY));
      }
      Proof proof = prove(settings, directory, progress);
      LlamaLibrary library = load(settings, directory, proof);
      return new NativeReport(
          directory,
          origin,
          library.version(),
          library.commit(),
          proof.generation(),
          library.cpuVariant(),
          proof.passedOver(),
          library.devices(),
          proof.checks(),
          problem(settings, library, proof).map(NativeRuntime::cudaFails).orElse(null));
    } catch (LlamaException e) {
      return failed(directory, origin, e);
    }
  }

  private static NativeReport failed(Path directory, String origin, LlamaException problem) {
    return new NativeReport(
        directory, origin, null, null, null, null, List.of(), List.of(), List.of(), problem);
  }

  private static String origin(NativeSettings settings) {
    return settings.llamaLib() != null
        ? "your own build"
        : "prebuilt, backend " + settings.backend().id();
  }

  private static Path locate(NativeSettings settings, Consumer<String> progress) {
    if (settings.llamaLib() != null) {
      return ownBuild(settings);
    }
    return installer(settings).install(settings.backend(), progress);
  }

  private static NativeInstaller installer(NativeSettings settings) {
    return new NativeInstaller(settings.cacheDirectory());
  }

  private static Path ownBuild(NativeSettings settings) {
    Path directory = settings.llamaLib();
    if (!Files.isDirectory(directory)) {
      throw new LlamaException("no directory " + directory, Remedy.NAME_OWN_LIBRARY);
    }
    return LlamaLibrary.realPath(directory);
  }

  private static Proof prove(NativeSettings settings, Path directory, Consumer<String> progress) {
    ProofStore store = new ProofStore(settings.cacheDirectory());
    Optional<Proof> known =
        store.find(directory, settings.cpuVariant()).filter(proof -> holds(proof, directory));
    if (known.isPresent()) {
      return known.get();
    }
    Proof proof =
        LibraryProof.prove(directory, settings.cpuVariant(), settings.selfTestModel(), progress);
    store.save(directory, settings.cpuVariant(), proof);
    return proof;
  }

  /**
   * What was proven with another CUDA runtime, or without one, says nothing about that of today.
   */
  private static boolean holds(Proof proof, Path directory) {
    return proof.cuda()
        == LlamaLibrary.cudaAtHand(directory, proof.cpuVariant(), proof.newestCuda());
  }
}
