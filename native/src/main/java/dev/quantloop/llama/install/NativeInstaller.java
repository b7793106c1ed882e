package dev.quantloop.llama.install;

import dev.quantloop.llama.LlamaException;
import dev.quantloop.llama.Remedy;
import dev.quantloop.llama.file.FileFailure;
import dev.quantloop.llama.install.PrebuiltCatalog.NativePackage;
import dev.quantloop.llama.install.PrebuiltCatalog.PrebuiltLlama;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Installs prebuilt llama.cpp libraries into the user's cache. Any number of installers may run at
 * once, in threads and in processes: one works, the others wait and use its result. Keeps no state
 * but the disk's.
 */
public final class NativeInstaller {
  private final LibraryStore store;
  private final PrebuiltCatalog catalog;
  private final Platform platform;
  private final Npm npm;

  /**
   * An installer of the bundled catalog's builds for this machine.
   *
   * @param cacheDirectory {@code $XDG_CACHE_HOME/quantloop}, or any other that serves as cache
   */
  public NativeInstaller(Path cacheDirectory) {
    this(cacheDirectory, PrebuiltCatalog.bundled(), Platform.current(), System.getenv());
  }

  /**
   * @param environment what npm is run with, and found by
   */
  public NativeInstaller(
      Path cacheDirectory,
      PrebuiltCatalog catalog,
      Platform platform,
      Map<String, String> environment) {
    this.store = new LibraryStore(cacheDirectory.toAbsolutePath().resolve("native"));
    this.catalog = catalog;
    this.platform = platform;
    this.npm = new Npm(environment);
  }

  /** The directory that holds a backend's libraries, if they are installed. */
  public Optional<Path> installed(Backend backend) {
    return store.find(catalog.find(platform, backend).directoryName());
  }

  /**
   * Makes sure that a backend's libraries are there, fetching them if need be; returns the
   * directory that holds them. Progress is told in whole lines; there is none when they were there
   * already.
   */
  public Path install(Backend backend, Consumer<String> progress) {
    PrebuiltLlama build = catalog.find(platform, backend);
    return install(
        build,
        progress,
        (libraries, scratch) -> {
          for (NativePackage wanted : build.packages()) {
            fetch(wanted, scratch, progress).unpackLibraries(libraries);
          }
        });
  }

  /**
   * The same from tarballs that were fetched elsewhere. Their digests tell which packages they are;
   * all packages of one build are needed.
   */
  public Path installFrom(List<Path> files, Consumer<String> progress) {
    Map<String, Tarball> byDigest = new TreeMap<>();
    for (Path file : files) {
      Tarball tarball = new Tarball(file);
      byDigest.put(tarball.sha512(), tarball);
    }
    PrebuiltLlama build = identify(byDigest);
    return install(
        build,
        progress,
        (libraries, scratch) -> {
          for (NativePackage wanted : build.packages()) {
            byDigest.get(wanted.sha512()).unpackLibraries(libraries);
          }
        });
  }

  private Path install(
      PrebuiltLlama build, Consumer<String> progress, LibraryStore.Filling filling) {
    Optional<Path> present = store.find(build.directoryName());
    if (present.isPresent()) {
      return present.get();
    }
    String what = "llama.cpp " + build.llamaVersion() + " (" + build.backend().id() + ")";
    Runnable onWait = () -> progress.accept("waiting for another process to install " + what);
    try {
      Path directory = store.findOrFill(build.directoryName(), onWait, filling);
      progress.accept("installed " + what + " in " + directory);
      return directory;
    } catch (IOException e) {
      throw new LlamaException(
          String.format(
              "cannot install %s into %s: %s; XDG_CACHE_HOME can name another place",
              what, store.root(), FileFailure.reason(e)),
          e);
    }
  }

  private Tarball fetch(NativePackage wanted, Path scratch, Consumer<String> progress)
      throws IOException {
    progress.accept(
        String.format(
            Locale.US, "fetching %s with npm (%.1f MB)", wanted.spec(), wanted.bytes() / 1e6));
    Tarball tarball = new Tarball(npm.pack(wanted, scratch));
    if (!tarball.sha512().equals(wanted.sha512())) {
      throw new LlamaException(
          "what npm fetched as "
              + wanted.spec()
              + " is not the pinned package (its SHA-512 differs) and was deleted");
    }
    return tarball;
  }

  private PrebuiltLlama identify(Map<String, Tarball> byDigest) {
    PrebuiltLlama build = null;
    for (Map.Entry<String, Tarball> given : byDigest.entrySet()) {
      build =
          catalog.findByDigest(given.getKey()).orElseThrow(() -> unknown(given.getValue().file()));
    }
    if (build == null) {
      throw new LlamaException("no package was given", Remedy.GIVE_EVERY_PACKAGE);
    }
    if (build.platform() != platform) {
      throw new LlamaException(
          "the package is for " + build.platform().id() + ", but this machine is " + platform.id());
    }
    requireComplete(build, byDigest.keySet());
    return build;
  }

  private static void requireComplete(PrebuiltLlama build, Set<String> digests) {
    for (NativePackage needed : build.packages()) {
      if (!digests.contains(needed.sha512())) {
        throw new LlamaException(
            String.format("the %s backend also needs %s", build.backend().id(), needed.spec()),
            Remedy.GIVE_EVERY_PACKAGE);
      }
    }
  }

  private LlamaException unknown(Path file) {
    String wanted =
        catalog.builds().stream()
            .filter(build -> build.platform() == platform)
            .flatMap(build -> build.packages().stream())
            .map(NativePackage::spec)
            .collect(Collectors.joining(", "));
    return new LlamaException(
        file
            + " is refused: by its SHA-512 it is none of the pinned packages; wanted is what 'npm"
            + " pack' fetches for one of "
            + wanted);
  }
}
