package dev.quantloop.llama.probe;

import com.sun.jna.Function;
import com.sun.jna.Library;
import com.sun.jna.NativeLibrary;
import dev.quantloop.llama.library.LlamaLibrary;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * One {@code libggml-cpu-NAME.so} and ggml's score for it on this processor.
 *
 * @param score 0 where the processor lacks a feature; the loader takes the highest
 */
public record CpuVariant(String name, int score) {
  private static final int RTLD_LAZY_LOCAL = 1;

  /** The variants of a directory that claim to run here, best first. */
  static List<CpuVariant> scored(Path directory) {
    List<CpuVariant> variants = new ArrayList<>();
    for (String name : LlamaLibrary.cpuVariants(directory)) {
      int score = scoreOf(directory.resolve("libggml-cpu-" + name + ".so"));
      if (score > 0) {
        variants.add(new CpuVariant(name, score));
      }
    }
    variants.sort(
        Comparator.comparingInt(CpuVariant::score).reversed().thenComparing(CpuVariant::name));
    return variants;
  }

  private static int scoreOf(Path file) {
    try {
      Function score =
          NativeLibrary.getInstance(
                  file.toString(), Map.of(Library.OPTION_OPEN_FLAGS, RTLD_LAZY_LOCAL))
              .getFunction("ggml_backend_score");
      return score.invokeInt(new Object[0]);
    } catch (UnsatisfiedLinkError e) {
      return 0;
    }
  }
}
