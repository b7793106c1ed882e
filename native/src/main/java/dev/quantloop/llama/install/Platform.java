package dev.quantloop.llama.install;

import dev.quantloop.llama.LlamaException;
import dev.quantloop.llama.Remedy;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * The operating systems and processors for which there can be prebuilt libraries, as npm names
 * them.
 */
public enum Platform {
  LINUX_X64("linux-x64"),
  LINUX_ARM64("linux-arm64"),
  MAC_ARM64("mac-arm64"),
  MAC_X64("mac-x64");

  private final String id;

  Platform(String id) {
    this.id = id;
  }

  public String id() {
    return id;
  }

  /** The platform of the running JVM, or a {@link LlamaException} that names what it runs on. */
  public static Platform current() {
    String os = System.getProperty("os.name");
    String architecture = System.getProperty("os.arch");
    return of(os, architecture)
        .orElseThrow(
            () ->
                new LlamaException(
                    "there is no prebuilt llama.cpp for "
                        + os
                        + " on "
                        + architecture
                        + "; build llama.cpp yourself",
                    Remedy.NAME_OWN_LIBRARY));
  }

  /** The platform that the system properties {@code os.name} and {@code os.arch} name. */
  static Optional<Platform> of(String osName, String osArch) {
    String os = osName.toLowerCase(Locale.ROOT);
    String system = os.startsWith("mac") ? "mac" : os.startsWith("linux") ? "linux" : "other";
    String processor =
        switch (osArch.toLowerCase(Locale.ROOT)) {
          case "amd64", "x86_64" -> "x64";
          case "aarch64", "arm64" -> "arm64";
          default -> "other";
        };
    return find(system + "-" + processor);
  }

  static Optional<Platform> find(String id) {
    return Arrays.stream(values()).filter(platform -> platform.id.equals(id)).findFirst();
  }
}
