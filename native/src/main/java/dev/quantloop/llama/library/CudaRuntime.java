package dev.quantloop.llama.library;

import com.sun.jna.Function;
import com.sun.jna.Library;
import com.sun.jna.NativeLibrary;
import com.sun.jna.ptr.IntByReference;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * CUDA's runtime libraries, which the prebuilt CUDA backends need and don't carry. They are looked
 * for where the system's loader looks, and where toolkits and Python packages put them; once they
 * are loaded for the whole process, the backend finds them by their names.
 */
final class CudaRuntime {
  /** Each needs the one before. */
  private static final List<String> LIBRARIES = List.of("cudart", "cublasLt", "cublas");

  private static final String DRIVER = "libcuda.so.1";
  private static final int DRIVER_VERSIONS_A_MAJOR = 1000;

  // RTLD_NOW | RTLD_GLOBAL, as numbered on Linux
  private static final int EVERYONE = 0x102;

  // The prebuilt backend for CUDA 13 is made with 13.1: an older driver refuses its PTX, so that it
  // works there only on the GPUs for which it has machine code.
  private static final int DRIVER_FOR_ALL_OF_NEWER = 13_010;

  private final List<Path> places;
  private final List<NativeLibrary> loaded = new ArrayList<>();

  private CudaRuntime(List<Path> places) {
    this.places = places;
  }

  /** What came of looking for it: the major version that was loaded, or why there is none. */
  record Found(Optional<Integer> major, String problem) {}

  /**
   * Loads the runtime of the best major version that driver and disk allow.
   *
   * @param libraries a directory in which it may lie, too
   * @param newest major version that may be loaded
   */
  static Found load(Path libraries, int newest) {
    CudaRuntime runtime = new CudaRuntime(places(libraries, System.getenv()));
    return choose(driverVersion(), newest, runtime::load);
  }

  /**
   * The best major version that can be loaded, or what to do about the one that is most likely to
   * work here.
   *
   * @param driver what the driver supports, 1000 · major + 10 · minor; empty without one
   * @param loads loads a library by its name, or says that it can't
   */
  static Found choose(Optional<Integer> driver, int newest, Predicate<String> loads) {
    if (driver.isEmpty()) {
      return new Found(
          Optional.empty(),
          "no NVIDIA driver is installed, or it does not answer (%s can't be loaded)"
              .formatted(DRIVER));
    }
    Map<Integer, String> problems = new HashMap<>();
    for (int major : List.of(LlamaLibrary.NEWER_CUDA, LlamaLibrary.OLDER_CUDA)) {
      if (major <= newest) {
        Optional<String> problem = problem(driver.get(), major, loads);
        if (problem.isEmpty()) {
          return new Found(Optional.of(major), "");
        }
        problems.put(major, problem.get());
      }
    }
    int advised =
        driver.get() < DRIVER_FOR_ALL_OF_NEWER ? LlamaLibrary.OLDER_CUDA : LlamaLibrary.NEWER_CUDA;
    return new Found(Optional.empty(), problems.get(Math.min(advised, newest)));
  }

  private static Optional<String> problem(int driver, int major, Predicate<String> loads) {
    if (driver < major * DRIVER_VERSIONS_A_MAJOR) {
      return Optional.of(
          "the NVIDIA driver is for CUDA %d.%d, too old for this library: update it"
              .formatted(driver / 1000, driver % 1000 / 10));
    }
    return LIBRARIES.stream()
        .map(library -> "lib" + library + ".so." + major)
        .filter(loads.negate())
        .findFirst()
        .map(
            missing ->
                "%s of CUDA's runtime is not to be found: install CUDA %d's runtime and cuBLAS, or let CUDA_HOME name their directory"
                    .formatted(missing, major));
  }

  /** What the driver supports, 1000 · major + 10 · minor; empty if there is none. */
  private static Optional<Integer> driverVersion() {
    try {
      Function version = NativeLibrary.getInstance(DRIVER).getFunction("cuDriverGetVersion");
      IntByReference number = new IntByReference();
      return version.invokeInt(new Object[] {number}) == 0
          ? Optional.of(number.getValue())
          : Optional.empty();
    } catch (UnsatisfiedLinkError e) {
      return Optional.empty();
    }
  }

  private boolean load(String name) {
    if (open(name)) {
      return true;
    }
    return places.stream()
        .map(place -> place.resolve(name))
        .filter(Files::isRegularFile)
        .anyMatch(file -> open(file.toString()));
  }

  private boolean open(String name) {
    try {
      loaded.add(NativeLibrary.getInstance(name, Map.of(Library.OPTION_OPEN_FLAGS, EVERYONE)));
      return true;
    } catch (UnsatisfiedLinkError e) {
      return false;
    }
  }

  /** Directories beside those that the system's loader knows, the most particular first. */
  static List<Path> places(Path libraries, Map<String, String> environment) {
    List<Path> places = new ArrayList<>();
    places.add(libraries);
    for (String variable : List.of("CUDA_HOME", "CUDA_PATH")) {
      named(environment, variable).ifPresent(home -> addToolkit(home, places));
    }
    for (String variable : List.of("VIRTUAL_ENV", "CONDA_PREFIX")) {
      named(environment, variable).ifPresent(home -> addPython(home, places));
    }
    named(environment, "HOME").ifPresent(home -> addPython(home.resolve(".local"), places));
    matching(Path.of("/usr/local"), "cuda*").forEach(home -> addToolkit(home, places));
    addToolkit(Path.of("/opt/cuda"), places);
    return places.stream().filter(Files::isDirectory).toList();
  }

  private static Optional<Path> named(Map<String, String> environment, String variable) {
    return Optional.ofNullable(environment.get(variable))
        .filter(value -> !value.isEmpty())
        .map(Path::of);
  }

  private static void addToolkit(Path home, List<Path> places) {
    places.add(home);
    places.add(home.resolve("lib64"));
    places.add(home.resolve("targets/x86_64-linux/lib"));
    places.add(home.resolve("targets/sbsa-linux/lib"));
  }

  /** Where NVIDIA's Python packages have their libraries. */
  private static void addPython(Path home, List<Path> places) {
    for (Path python : matching(home.resolve("lib"), "python3*")) {
      for (Path part : matching(python.resolve("site-packages/nvidia"), "*")) {
        places.add(part.resolve("lib"));
      }
    }
    places.add(home.resolve("lib"));
  }

  private static List<Path> matching(Path directory, String glob) {
    List<Path> found = new ArrayList<>();
    if (Files.isDirectory(directory)) {
      try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory, glob)) {
        entries.forEach(found::add);
      } catch (IOException e) {
        return List.of();
      }
    }
    return found.stream().sorted().toList();
  }
}
