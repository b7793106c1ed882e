package dev.quantloop.llama.library;

import dev.quantloop.llama.LlamaException;
import java.nio.file.Path;
import java.util.List;

/**
 * Which library is used and whether it works.
 *
 * @param problem why the library can't be used, or null when every check passed
 */
public record NativeReport(
    Path directory,
    String origin,
    String version,
    String commit,
    String generation,
    String cpuVariant,
    List<String> passedOverVariants,
    List<Device> devices,
    List<Check> checks,
    LlamaException problem) {

  /** One check of the handshake. */
  public record Check(String name, boolean passed, String detail) {}
}
