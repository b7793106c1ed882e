package dev.quantloop.llama.install;

import java.util.List;

/**
 * A prebuilt llama.cpp: the packages whose libraries belong into one directory.
 *
 * @param packages at least one; the first gives the directory its name
 */
public record PrebuiltLlama(
    Platform platform, Backend backend, String llamaVersion, List<NativePackage> packages) {

  public PrebuiltLlama {
    packages = List.copyOf(packages);
  }

  /** Name of its directory in the cache. */
  public String directoryName() {
    NativePackage first = packages.get(0);
    return first.name() + "-" + first.version();
  }
}
