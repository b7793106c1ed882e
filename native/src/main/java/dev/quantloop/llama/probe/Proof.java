package dev.quantloop.llama.probe;

import dev.quantloop.llama.library.NativeReport.Check;
import java.util.List;

/**
 * That a library works on this machine.
 *
 * @param cpuVariant the CPU variant that passed, or null where the library has none to choose from
 * @param newestCuda the newest major version of CUDA whose backend may be used
 * @param cuda the major version of CUDA with which it passed, 0 if without
 * @param passedOver better-scored variants, of the CPU or of CUDA, that failed, each with its
 *     reason
 */
public record Proof(
    String generation,
    String cpuVariant,
    int newestCuda,
    int cuda,
    List<String> passedOver,
    List<Check> checks) {
  public Proof {
    passedOver = List.copyOf(passedOver);
    checks = List.copyOf(checks);
  }
}
