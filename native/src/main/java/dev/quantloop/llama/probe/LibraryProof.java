package dev.quantloop.llama.probe;

import dev.quantloop.llama.LlamaException;
import dev.quantloop.llama.file.ScratchDirectory;
import dev.quantloop.llama.library.LlamaLibrary;
import dev.quantloop.llama.library.NativeReport.Check;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Tries a library in child processes until one of its CPU variants passes the self-test, with the
 * older of its CUDA backends where the newer one fails.
 */
public final class LibraryProof {
  private static final String NO_VARIANT = "-";

  private LibraryProof() {}

  /**
   * Proves a library, or says why it can't be used.
   *
   * @param cpuVariant the only variant to try, or null for the best that works
   * @param model the demo model, for whose figures the self-test is written
   * @throws LlamaException one line, if no variant passes
   */
  public static Proof prove(
      Path directory, String cpuVariant, Path model, Consumer<String> progress) {
    LlamaLibrary.find(directory);
    Failures failures = new Failures();
    int newestCuda = LlamaLibrary.NEWER_CUDA;
    for (String variant : candidates(directory, cpuVariant)) {
      progress.accept(
          "trying llama.cpp"
              + (variant.equals(NO_VARIANT) ? "" : " with the CPU variant " + variant));
      ChildProcess.Result result = selfTest(directory, variant, newestCuda, model);
      String failure = failure(result);
      if (failure != null && mayBeOlder(directory, result)) {
        failures.add("CUDA " + newestCuda, failure);
        newestCuda = LlamaLibrary.OLDER_CUDA;
        progress.accept(
            "trying its CUDA "
                + newestCuda
                + " backend; at first use the driver may compile it for a minute");
        result = selfTest(directory, variant, newestCuda, model);
        failure = failure(result);
      }
      if (failure == null) {
        String generation = result.of("done").findFirst().orElseThrow()[1];
        return new Proof(
            generation,
            variant.equals(NO_VARIANT) ? null : variant,
            newestCuda,
            cuda(result),
            failures.lines(),
            checks(result));
      }
      failures.add(variant.equals(NO_VARIANT) ? "" : variant, failure);
    }
    throw new LlamaException(
        "the llama.cpp library in "
            + directory
            + " can't be used: "
            + String.join("; ", failures.lines()));
  }

  /** Whether it is the newer of two CUDA backends that failed. */
  private static boolean mayBeOlder(Path directory, ChildProcess.Result result) {
    return LlamaLibrary.hasOlderCuda(directory) && cuda(result) == LlamaLibrary.NEWER_CUDA;
  }

  /** Major version of CUDA that was tried, 0 without. */
  private static int cuda(ChildProcess.Result result) {
    return result.of("cuda").mapToInt(line -> Integer.parseInt(line[1])).findFirst().orElse(0);
  }

  private static ChildProcess.Result selfTest(
      Path directory, String variant, int newestCuda, Path model) {
    try (ScratchDirectory scratch = ScratchDirectory.create("quantloop-self-test")) {
      return ChildProcess.run(
          "self-test",
          directory.toString(),
          variant,
          Integer.toString(newestCuda),
          model.toString(),
          scratch.path().toString());
    }
  }

  private static List<String> candidates(Path directory, String cpuVariant) {
    List<String> present = LlamaLibrary.cpuVariants(directory);
    if (cpuVariant != null) {
      if (!present.contains(cpuVariant)) {
        throw new LlamaException(
            "no CPU variant '%s' in %s; it has %s"
                .formatted(
                    cpuVariant,
                    directory,
                    present.isEmpty() ? "none" : String.join(", ", present)));
      }
      return List.of(cpuVariant);
    }
    if (present.isEmpty()) {
      return List.of(NO_VARIANT);
    }
    ChildProcess.Result scored = ChildProcess.run("variants", directory.toString());
    List<String> names = scored.of("variant").map(line -> line[1]).toList();
    // Where no variant can be scored, ggml's own choice is the only one left to try.
    return names.isEmpty() ? List.of(NO_VARIANT) : names;
  }

  private static String failure(ChildProcess.Result result) {
    var problem = result.of("problem").findFirst();
    if (problem.isPresent()) {
      return problem.get()[1];
    }
    for (Check check : checks(result)) {
      if (!check.passed()) {
        return check.name() + " failed (" + check.detail() + ")";
      }
    }
    if (result.of("done").findFirst().isPresent()) {
      return null;
    }
    String stage = result.of("stage").reduce((a, b) -> b).map(line -> line[1]).orElse("loading");
    return result.ending() + " while " + stage;
  }

  private static List<Check> checks(ChildProcess.Result result) {
    return result
        .of("check")
        .map(line -> new Check(line[2], line[1].equals("1"), line.length > 3 ? line[3] : ""))
        .toList();
  }

  /** What failed, by its reason: a reason that all variants share is read once. */
  private static final class Failures {
    private final Map<String, List<String>> byReason = new LinkedHashMap<>();

    /**
     * @param what empty for the library as a whole
     */
    void add(String what, String reason) {
      byReason.computeIfAbsent(reason, r -> new ArrayList<>()).add(what);
    }

    List<String> lines() {
      return byReason.entrySet().stream()
          .map(failure -> line(String.join(", ", failure.getValue()), failure.getKey()))
          .toList();
    }

    private static String line(String what, String reason) {
      return what.isEmpty() ? reason : what + ": " + reason;
    }
  }
}
