package dev.quantloop.llama.library;

import com.sun.jna.Function;
import com.sun.jna.Pointer;
import dev.quantloop.llama.LlamaException;
import dev.quantloop.llama.LogLevel;
import dev.quantloop.llama.LogSink;
import dev.quantloop.llama.NoRoomException;
import dev.quantloop.llama.gguf.GgufFile;
import dev.quantloop.llama.gguf.GgufTensor;
import dev.quantloop.llama.jna.AbiLayout;
import dev.quantloop.llama.jna.Callbacks;
import dev.quantloop.llama.jna.LibLlama;
import dev.quantloop.llama.library.NativeReport.Check;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * A loaded libllama. It stays loaded until the process ends: ggml's backends are global to it.
 * Thread-safe; what it makes (models, contexts) says for itself.
 */
public final class LlamaLibrary {
  private static final Map<Path, LlamaLibrary> LOADED = new HashMap<>();
  // What a C++ stream says when it can't write.
  private static final String STREAM_FAILURE = "iostream error";

  /** How the line begins that a process leaves on standard error when ggml ends it. */
  public static final String FAREWELL = "llama.cpp gave up: ";

  // Of the machine on which the library was built.
  private static final Pattern SOURCE_DIRECTORY = Pattern.compile("^/\\S*/(?=[^/\\s]+:\\d+: )");
  private static final String CUDA_BACKEND = "libggml-cuda.so";
  private static final String OLDER_CUDA_BACKEND = "libggml-cuda-fallback.so";
  private static final String CPU_PREFIX = "libggml-cpu-";

  /** Major versions of CUDA for which there are prebuilt backends. */
  public static final int NEWER_CUDA = 13;

  public static final int OLDER_CUDA = 12;

  // enum ggml_backend_dev_type
  private static final int GPU = 1;
  private static final int INTEGRATED_GPU = 2;

  private final LibLlama lib;
  private final AbiLayout layout;
  private final Path directory;
  private final String cpuVariant;
  private final List<Check> checks;
  private final LogLines log;
  // Null without a CUDA backend, empty where its runtime was found.
  private String cudaProblem;
  private Integer cuda;
  private final Set<RpcServer> rpcServers = ConcurrentHashMap.newKeySet();
  private final Set<String> warned = ConcurrentHashMap.newKeySet();
  // Kept reachable: C holds its address for the life of the process.
  private final Callbacks.Fatal fatal;

  private LlamaLibrary(Path file, String variant, int newestCuda) {
    this.directory = file.getParent();
    this.lib = open(file);
    this.log = new LogLines();
    lib.llama_log_set(log, null);
    Fit fit = fit(lib, AbiLayout.candidates(llamaVersion(), lib.ggml_version()));
    this.layout = fit.layout();
    this.checks = fit.checks();
    this.cpuVariant = loadBackends(variant, newestCuda);
    lib.llama_backend_init();
    this.fatal = this::endOfProcess;
    if (LibLlama.has(lib, "ggml_set_abort_callback")) {
      lib.ggml_set_abort_callback(fatal);
    }
  }

  /**
   * Loads the library of a directory, or gives the one that this process has loaded from there.
   *
   * @param cpuVariant the VARIANT of one {@code libggml-cpu-VARIANT.so}, or null for ggml's choice
   * @param newestCuda the newest major version of CUDA for which a backend may be chosen
   * @throws LlamaException if there is none, or it fails the checks of every known layout
   */
  public static synchronized LlamaLibrary load(Path directory, String cpuVariant, int newestCuda) {
    Path file = find(directory);
    LlamaLibrary loaded = LOADED.get(file);
    if (loaded == null) {
      loaded = new LlamaLibrary(file, cpuVariant, newestCuda);
      LOADED.put(file, loaded);
    }
    return loaded;
  }

  /**
   * The libllama file of a directory: libllama.so, or one with backend and version in its name.
   *
   * @throws LlamaException if there is none
   */
  public static Path find(Path directory) {
    return names(directory).stream()
        .filter(name -> name.matches("libllama(\\.[^/]*)?\\.(so|dylib)"))
        .findFirst()
        .map(name -> realPath(directory).resolve(name))
        .orElseThrow(
            () ->
                new LlamaException(
                    "no libllama in "
                        + directory
                        + ": give the directory of llama.cpp's shared libraries"));
  }

  /** A directory without links, but for one whose real name can't be spelled. */
  public static Path realPath(Path directory) {
    try {
      Path real = directory.toRealPath();
      return Files.exists(Path.of(real.toString())) ? real : directory.toAbsolutePath();
    } catch (IOException e) {
      throw new LlamaException("can't read the library directory " + directory, e);
    }
  }

  private static LibLlama open(Path file) {
    try {
      return LibLlama.open(file);
    } catch (UnsatisfiedLinkError e) {
      throw new LlamaException("can't load " + file + ": " + reason(e), e);
    }
  }

  static String reason(UnsatisfiedLinkError failure) {
    String reason =
        failure
            .getMessage()
            .lines()
            .map(String::strip)
            .filter(line -> !line.isEmpty() && !line.endsWith(":"))
            .findFirst()
            .orElse("unknown reason");
    if (reason.contains("JNA native support")) {
      // JNA keeps to itself why its own library can't be loaded.
      return "JNA's library can't be loaded (is the installation's file system mounted noexec?"
          + " Install Quantloop where programs can be run)";
    }
    return reason.contains("failed to map segment")
        ? reason
            + " (is its file system mounted noexec? libraries must be allowed to run from there)"
        : reason;
  }

  /** A layout, and how the library does in its checks. */
  record Fit(AbiLayout layout, List<Check> checks) {
    static Fit of(LibLlama lib, AbiLayout layout) {
      return new Fit(layout, Handshake.run(lib, layout));
    }

    Optional<Check> failed() {
      return checks.stream().filter(check -> !check.passed()).findFirst();
    }
  }

  /**
   * The first layout of which the library passes every check.
   *
   * @throws LlamaException when there is none
   */
  static Fit fit(LibLlama lib, List<AbiLayout> candidates) {
    return candidates.stream()
        .map(candidate -> Fit.of(lib, candidate))
        .filter(fit -> fit.failed().isEmpty())
        .findFirst()
        .orElseThrow(() -> unsupported(lib, Fit.of(lib, candidates.get(0)).failed().orElseThrow()));
  }

  private static LlamaException unsupported(LibLlama lib, Check failed) {
    return new LlamaException(
        "this llama.cpp is not supported (ggml %s, commit %s; %s: %s): use %s, or the prebuilt library"
            .formatted(
                lib.ggml_version(),
                lib.ggml_commit(),
                failed.name(),
                failed.detail(),
                String.join(" or ", AbiLayout.GENERATIONS)));
  }

  /** That the library is not a known release although it passes the checks; empty where it is. */
  public Optional<String> notice() {
    return layout.isOf(llamaVersion(), lib.ggml_version())
        ? Optional.empty()
        : Optional.of(
            "llama.cpp %s is not a known release; it passes every check of the layout of %s"
                .formatted(version(), generation()));
  }

  private String loadBackends(String variant, int newestCuda) {
    if (lib.ggml_backend_dev_count() > 0) {
      return "built in";
    }
    if (variant == null) {
      lib.ggml_backend_load_all_from_path(directory);
      requireDevice("");
      return "ggml's choice";
    }
    for (Path backend : otherBackends()) {
      lib.ggml_backend_load(backend);
    }
    cudaBackend(newestCuda).ifPresent(lib::ggml_backend_load);
    Path cpu = directory.resolve(CPU_PREFIX + variant + ".so");
    if (lib.ggml_backend_load(cpu) == null) {
      throw new LlamaException(
          "%s does not work on this processor: leave the choice of the variant open"
              .formatted(cpu.getFileName()));
    }
    requireDevice(" " + variant);
    return variant;
  }

  private void requireDevice(String what) {
    if (lib.ggml_backend_dev_count() == 0) {
      throw new LlamaException("no usable backend" + what + " in " + directory);
    }
  }

  /**
   * The one of the prebuilt CUDA backends whose runtime is here; a build of one's own has one. A
   * newer one than allowed is never given, for the system's loader may have its runtime.
   */
  private Optional<Path> cudaBackend(int newestCuda) {
    Path first = directory.resolve(CUDA_BACKEND);
    if (!Files.exists(first)) {
      return Optional.empty();
    }
    CudaRuntime.Found runtime = CudaRuntime.load(directory, newestCuda);
    cudaProblem = runtime.problem();
    cuda = runtime.major().orElse(null);
    boolean isOld = runtime.major().orElse(newestCuda) == OLDER_CUDA;
    return Optional.of(
        isOld && hasOlderCuda(directory) ? directory.resolve(OLDER_CUDA_BACKEND) : first);
  }

  /**
   * Major version of the CUDA runtime that {@link #load} would use, 0 if none. That runtime is
   * loaded for this process, the library is not.
   */
  public static int cudaAtHand(Path directory, String cpuVariant, int newestCuda) {
    boolean chosenHere = cpuVariant != null && Files.exists(directory.resolve(CUDA_BACKEND));
    return chosenHere ? CudaRuntime.load(directory, newestCuda).major().orElse(0) : 0;
  }

  /** Whether a directory has no backend but those for the CPU. */
  public static boolean isForCpuAlone(Path directory) {
    return names(directory).stream().noneMatch(name -> name.matches("libggml-(?!base|cpu).*"));
  }

  /** Whether a directory has a second CUDA backend, for {@link #OLDER_CUDA}. */
  public static boolean hasOlderCuda(Path directory) {
    return Files.exists(directory.resolve(OLDER_CUDA_BACKEND));
  }

  /** Major version of the CUDA runtime that was loaded for the backend; empty without either. */
  public Optional<Integer> cuda() {
    return Optional.ofNullable(cuda);
  }

  /** Why there is no GPU although there is a CUDA backend; empty where neither can be said. */
  public Optional<String> cudaProblem() {
    if (hasGpu() || cudaProblem == null) {
      return Optional.empty();
    }
    return Optional.of(
        cudaProblem.isEmpty()
            ? "the CUDA library is loaded, but offers no device: does nvidia-smi show one?"
            : cudaProblem);
  }

  /** Backends of a directory that are loaded beside the CPU's. */
  private List<Path> otherBackends() {
    return names(directory).stream()
        .filter(name -> name.matches("libggml-[a-z]+[^/]*\\.so"))
        .filter(name -> !name.matches("libggml-(base|cpu|cuda)[^/]*"))
        .map(directory::resolve)
        .toList();
  }

  /** The VARIANTs for which a directory has a {@code libggml-cpu-VARIANT.so}, sorted by name. */
  public static List<String> cpuVariants(Path directory) {
    return names(directory).stream()
        .filter(name -> name.startsWith(CPU_PREFIX) && name.endsWith(".so"))
        .map(name -> name.substring(CPU_PREFIX.length(), name.length() - ".so".length()))
        .sorted()
        .toList();
  }

  /** Names of the files of a library's directory, sorted. */
  private static List<String> names(Path directory) {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    } catch (IOException e) {
      throw new LlamaException("can't read the library directory " + directory, e);
    }
  }

  /** ggml has failed an assertion and will abort: say so in a line instead of a core dump. */
  private void endOfProcess(Pointer message) {
    String text = message == null ? "unknown reason" : message.getString(0, "UTF-8");
    String line = SOURCE_DIRECTORY.matcher(text.strip().replace('\n', ' ')).replaceFirst("");
    // A device's complaint stands in the log; the assertion only says that there was one.
    String complaint =
        log.errors().stream().findFirst().map(error -> " (" + error + ")").orElse("");
    System.err.println(FAREWELL + line + complaint);
    System.err.flush();
    Runtime.getRuntime().halt(1);
  }

  /** llama.cpp's own version, or its generation where it has no version of its own. */
  public String version() {
    String version = llamaVersion();
    return version == null ? layout.generation() : version;
  }

  private String llamaVersion() {
    return LibLlama.has(lib, "llama_version") ? lib.llama_version() : null;
  }

  public String commit() {
    return lib.ggml_commit();
  }

  /** The first number of a tensor type that this library does not know. */
  public int endOfTensorTypes() {
    // what both tensor types of a quantization are by default
    return lib.llama_model_quantize_default_params()
        .getPointer()
        .getInt(layout.get("llama_model_quantize_params.output_tensor_type"));
  }

  /**
   * Refuses a model with tensors of a type that is newer than this library.
   *
   * @throws LlamaException that names the type and the first such tensor
   */
  public void requireTypesOf(GgufFile model) {
    int end = endOfTensorTypes();
    for (GgufFile part : model.parts()) {
      for (GgufTensor tensor : part.tensors()) {
        if (tensor.type().id() >= end) {
          throw new LlamaException(
              "llama.cpp %s does not know the tensor type %s, of which %s is in %s: use a newer llama.cpp"
                  .formatted(version(), tensor.type(), tensor.name(), part.path()));
        }
      }
    }
  }

  /** The layout table that the library was proven to follow. */
  public String generation() {
    return layout.generation();
  }

  public String cpuVariant() {
    return cpuVariant;
  }

  public List<Check> checks() {
    return checks;
  }

  public List<Device> devices() {
    return pointers().map(this::device).toList();
  }

  private Device device(Pointer device) {
    long[] memory = LibLlama.ggml_backend_dev_memory(lib, device);
    return new Device(
        lib.ggml_backend_dev_name(device),
        lib.ggml_backend_dev_description(device),
        isGpu(device),
        memory[0],
        memory[1]);
  }

  private Stream<Pointer> pointers() {
    return LongStream.range(0, lib.ggml_backend_dev_count()).mapToObj(lib::ggml_backend_dev_get);
  }

  /** Whether llama.cpp would put layers on a device other than the CPU. */
  public boolean hasGpu() {
    return pointers().anyMatch(this::isGpu);
  }

  /** Free memory of all GPUs together. */
  public long freeGpuBytes() {
    return pointers()
        .filter(this::isGpu)
        .mapToLong(gpu -> LibLlama.ggml_backend_dev_memory(lib, gpu)[0])
        .sum();
  }

  private boolean isGpu(Pointer device) {
    int type = lib.ggml_backend_dev_type(device);
    return type == GPU || type == INTEGRATED_GPU;
  }

  /**
   * Adds the devices of llama.cpp's RPC servers, which then hold layers like GPUs of this machine.
   *
   * @throws LlamaException where this build has no RPC backend, or a server does not answer
   */
  public void addRpcServers(List<RpcServer> servers) {
    if (!servers.isEmpty()) {
      Pointer rpc = lib.ggml_backend_reg_by_name("RPC");
      if (rpc == null) {
        throw new LlamaException(
            directory + " has no RPC backend: build llama.cpp with -DGGML_RPC=ON");
      }
      Function add = LibLlama.backendFunction(lib, rpc, "ggml_backend_rpc_add_server");
      servers.forEach(server -> addRpcServer(add, server));
    }
  }

  private void addRpcServer(Function add, RpcServer server) {
    if (rpcServers.add(server)) {
      server.requireListening();
      Pointer devices = add.invokePointer(new Object[] {server.toString()});
      if (devices == null) {
        throw new LlamaException("the RPC server " + server + " offers no device");
      }
      lib.ggml_backend_register(devices);
    }
  }

  /** Where the log's lines go from now on. */
  public void logTo(LogSink sink) {
    log.to(sink);
  }

  /** Puts a line into the log, unless it is there already. */
  public void warnOnce(String line) {
    if (warned.add(line)) {
      log.say(LogLevel.WARN, line);
    }
  }

  public LibLlama lib() {
    return lib;
  }

  public AbiLayout layout() {
    return layout;
  }

  public LogLines log() {
    return log;
  }

  /** A function that the CPU backend exports beside ggml's common interface, or null. */
  Function cpuFunction(String name) {
    Pointer cpu = cpu();
    return cpu == null
        ? null
        : LibLlama.backendFunction(lib, lib.ggml_backend_dev_backend_reg(cpu), name);
  }

  /** The device that is the CPU, or null. */
  public Pointer cpu() {
    return pointers()
        .filter(device -> lib.ggml_backend_dev_name(device).equals("CPU"))
        .findFirst()
        .orElse(null);
  }

  /** Whether libllama's last complaint was that it got no memory. */
  public boolean lacksRoom() {
    return log.errors().stream().anyMatch(NoRoomException::isReason);
  }

  /** What libllama complained of, as the tail of an error message: the sentence that says why. */
  public String lastErrors() {
    String reason = FailureReason.of(log.errors());
    if (reason.isEmpty()) {
      return "";
    }
    return reason.contains(STREAM_FAILURE)
        ? ": it could not be written; is the disk full?"
        : ": " + reason;
  }
}
