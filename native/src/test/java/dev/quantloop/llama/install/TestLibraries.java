package dev.quantloop.llama.install;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** The real libraries that tests run on, fetched once with npm into the build's directory. */
public final class TestLibraries {
  private static final Path CACHE =
      Path.of(System.getProperty("quantloop.test.cache"), "quantloop");

  private TestLibraries() {}

  /** A cache directory in which the CPU library of the bundled catalog is installed. */
  public static Path cache() {
    cpu();
    return CACHE;
  }

  /** The directory of the CPU library that the program itself installs. */
  public static Path cpu() {
    return new NativeInstaller(CACHE).install(Backend.CPU, line -> {});
  }

  /** Copies {@link #cpu()}'s libraries into a directory in which a test may change them. */
  public static void copyCpu(Path to) throws IOException {
    try (Stream<Path> files = Files.list(cpu())) {
      for (Path file : files.filter(f -> f.toString().endsWith(".so")).toList()) {
        Files.copy(file, to.resolve(file.getFileName()));
      }
    }
  }

  /** The directory of llama.cpp b10361, an earlier generation with other layouts. */
  public static Path b10361() {
    return new NativeInstaller(CACHE, catalog("b10361"), Platform.current(), System.getenv())
        .install(Backend.CPU, line -> {});
  }

  private static PrebuiltCatalog catalog(String name) {
    try (InputStream in = TestLibraries.class.getResourceAsStream(name + ".properties")) {
      return PrebuiltCatalog.read(new InputStreamReader(in, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
