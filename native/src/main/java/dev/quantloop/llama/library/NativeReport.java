package dev.quantloop.llama.library;

import java.nio.file.Path;
import java.util.List;

/**
 * What {@code native status} shows.
 *
 * @param problem why the library can't be used, one line, or null when every check passed
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
    String problem) {

  /** One check of the handshake. */
  public record Check(String name, boolean passed, String detail) {}
}
