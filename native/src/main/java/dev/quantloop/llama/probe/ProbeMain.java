package dev.quantloop.llama.probe;

import com.sun.jna.Library;
import com.sun.jna.NativeLibrary;
import dev.quantloop.llama.LlamaException;
import dev.quantloop.llama.library.LlamaLibrary;
import dev.quantloop.llama.library.NativeReport.Check;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The child process. Prints one fact a line, {@code kind<TAB>…}, so that what was said before a
 * crash is not lost.
 */
public final class ProbeMain {
  private static final String DEFAULT_VARIANT = "-";
  private static final int RTLD_LAZY_LOCAL = 1;

  private ProbeMain() {}

  public static void main(String[] arguments) {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    int status = 0;
    try {
      switch (arguments[0]) {
        case "variants" -> printVariants(out, Path.of(arguments[1]));
        case "self-test" ->
            selfTest(
                out,
                Path.of(arguments[1]),
                arguments[2],
                Integer.parseInt(arguments[3]),
                Path.of(arguments[4]),
                Path.of(arguments[5]));
        default -> throw new LlamaException("unknown probe " + arguments[0]);
      }
    } catch (LlamaException e) {
      out.println("problem\t" + e.getMessage());
      status = 1;
    } catch (RuntimeException | LinkageError e) {
      out.println("problem\tunexpected " + e);
      status = 1;
    }
    // Native threads may linger; the answer is out.
    Runtime.getRuntime().halt(status);
  }

  /** The variants of a directory that claim to run here, best first. */
  private static void printVariants(PrintStream out, Path directory) {
    Map<String, Integer> scores = new TreeMap<>();
    for (String name : LlamaLibrary.cpuVariants(directory)) {
      scores.put(name, scoreOf(directory.resolve("libggml-cpu-" + name + ".so")));
    }
    scores.entrySet().stream()
        .filter(variant -> variant.getValue() > 0)
        .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
        .forEach(variant -> out.println("variant\t" + variant.getKey()));
  }

  /** ggml's score for a variant on this processor: 0 where the processor lacks a feature. */
  private static int scoreOf(Path file) {
    try {
      return NativeLibrary.getInstance(
              file.toString(), Map.of(Library.OPTION_OPEN_FLAGS, RTLD_LAZY_LOCAL))
          .getFunction("ggml_backend_score")
          .invokeInt(new Object[0]);
    } catch (UnsatisfiedLinkError e) {
      return 0;
    }
  }

  private static void selfTest(
      PrintStream out, Path directory, String variant, int newestCuda, Path model, Path scratch) {
    LlamaLibrary library =
        LlamaLibrary.load(directory, variant.equals(DEFAULT_VARIANT) ? null : variant, newestCuda);
    library.cuda().ifPresent(major -> out.println("cuda\t" + major));
    library.checks().forEach(check -> print(out, check));
    List<Check> checks =
        SelfTest.run(library, model, scratch, stage -> out.println("stage\t" + stage));
    checks.forEach(check -> print(out, check));
    if (checks.stream().allMatch(Check::passed)) {
      out.println("done\t" + library.generation());
    }
  }

  private static void print(PrintStream out, Check check) {
    out.println("check\t" + (check.passed() ? 1 : 0) + "\t" + check.name() + "\t" + check.detail());
  }
}
