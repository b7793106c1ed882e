package dev.quantloop.llama.install;

import dev.quantloop.llama.LlamaException;
import dev.quantloop.llama.Remedy;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Collectors;

/** Which prebuilt llama.cpp there is for which platform and backend. Immutable. */
public record PrebuiltCatalog(List<PrebuiltLlama> builds) {
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

  /**
   * One npm package, pinned.
   *
   * @param scope npm scope with its at sign
   * @param name name within the scope, such as {@code linux-x64}
   * @param version the one version that is accepted
   * @param sha512 SHA-512 of its tarball, in base64 as npm writes it
   * @param bytes size of its tarball, for the progress line
   */
  public record NativePackage(
      String scope, String name, String version, String sha512, long bytes) {

    /** What {@code npm pack} is asked for. */
    public String spec() {
      return scope + "/" + name + "@" + version;
    }

    /** The file name that {@code npm pack} gives to the tarball. */
    public String tarballName() {
      return scope.substring(1) + "-" + name + "-" + version + ".tgz";
    }
  }

  /** The catalog that comes with this version of the program. */
  public static PrebuiltCatalog bundled() {
    try (InputStream in = PrebuiltCatalog.class.getResourceAsStream("prebuilt.properties")) {
      return read(new InputStreamReader(in, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads a table in the format of {@code prebuilt.properties}, which describes itself. */
  public static PrebuiltCatalog read(Reader table) throws IOException {
    Properties rows = new Properties();
    rows.load(table);
    List<PrebuiltLlama> builds = new ArrayList<>();
    for (Platform platform : Platform.values()) {
      for (Backend backend : Backend.values()) {
        String names = rows.getProperty("build." + platform.id() + "." + backend.id());
        if (names != null) {
          builds.add(build(rows, platform, backend, names));
        }
      }
    }
    return new PrebuiltCatalog(builds);
  }

  private static PrebuiltLlama build(
      Properties rows, Platform platform, Backend backend, String names) {
    List<NativePackage> packages =
        Arrays.stream(names.split(" ")).map(name -> nativePackage(rows, name)).toList();
    return new PrebuiltLlama(platform, backend, required(rows, "llama.cpp"), packages);
  }

  private static NativePackage nativePackage(Properties rows, String name) {
    return new NativePackage(
        required(rows, "scope"),
        name,
        required(rows, "version"),
        required(rows, "sha512." + name),
        Long.parseLong(required(rows, "bytes." + name)));
  }

  private static String required(Properties rows, String key) {
    String value = rows.getProperty(key);
    if (value == null) {
      throw new IllegalArgumentException("the table of prebuilt packages lacks " + key);
    }
    return value;
  }

  /** The build for a platform and backend, or a {@link LlamaException} that says what there is. */
  public PrebuiltLlama find(Platform platform, Backend backend) {
    return builds.stream()
        .filter(build -> build.platform() == platform && build.backend() == backend)
        .findFirst()
        .orElseThrow(() -> nothingFor(platform, backend));
  }

  private LlamaException nothingFor(Platform platform, Backend backend) {
    String others =
        builds.stream()
            .filter(build -> build.platform() == platform)
            .map(build -> build.backend().id())
            .collect(Collectors.joining(" or "));
    String nothing =
        "there is no prebuilt llama.cpp for %s with the %s backend"
            .formatted(platform.id(), backend.id());
    return others.isEmpty()
        ? new LlamaException(nothing + "; build llama.cpp yourself", Remedy.NAME_OWN_LIBRARY)
        : new LlamaException(nothing + ", only with " + others, Remedy.CHOOSE_OTHER_BACKEND);
  }

  /** The build that holds the package whose tarball has this digest, for any platform. */
  Optional<PrebuiltLlama> findByDigest(String sha512) {
    return builds.stream()
        .filter(build -> build.packages().stream().anyMatch(p -> p.sha512().equals(sha512)))
        .findFirst();
  }
}
