package dev.quantloop.llama.probe;

import dev.quantloop.llama.library.NativeReport.Check;
import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.commons.codec.digest.DigestUtils;

/**
 * Remembers proofs in the cache, keyed by what they depend on: the library's files, this processor,
 * NVIDIA's driver and the asked variant. A cache that can't be written costs the proof again,
 * nothing else.
 */
public final class ProofStore {
  // Raised when the self-test changes, so that old proofs are not believed.
  private static final int VERSION = 4;

  private final Path directory;

  public ProofStore(Path cacheDirectory) {
    this.directory = cacheDirectory.resolve("native").resolve("proofs");
  }

  public Optional<Proof> find(Path library, String cpuVariant) {
    Path file = file(library, cpuVariant);
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      properties.load(reader);
    } catch (IOException | IllegalArgumentException e) {
      return Optional.empty();
    }
    return Optional.of(read(properties));
  }

  public void save(Path library, String cpuVariant, Proof proof) {
    try {
      Files.createDirectories(directory);
      Path temporary = Files.createTempFile(directory, "proof", ".tmp");
      try (Writer writer = Files.newBufferedWriter(temporary)) {
        write(proof).store(writer, "A library that passed the self-test on this machine");
      }
      Files.move(temporary, file(library, cpuVariant), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      // Only a cache: the next start proves the library again.
    }
  }

  private static Properties write(Proof proof) {
    Properties properties = new Properties();
    properties.setProperty("generation", proof.generation());
    properties.setProperty("cpu_variant", proof.cpuVariant() == null ? "" : proof.cpuVariant());
    properties.setProperty("newest_cuda", Integer.toString(proof.newestCuda()));
    properties.setProperty("cuda", Integer.toString(proof.cuda()));
    properties.setProperty("passed_over", String.join("\n", proof.passedOver()));
    properties.setProperty(
        "checks",
        proof.checks().stream()
            .map(check -> check.name() + "\t" + check.detail())
            .collect(Collectors.joining("\n")));
    return properties;
  }

  /** Only passed checks are ever saved. */
  private static Proof read(Properties properties) {
    List<Check> checks =
        properties
            .getProperty("checks", "")
            .lines()
            .map(line -> line.split("\t", 2))
            .map(parts -> new Check(parts[0], true, parts[1]))
            .toList();
    String variant = properties.getProperty("cpu_variant", "");
    List<String> passedOver =
        properties.getProperty("passed_over", "").lines().filter(l -> !l.isBlank()).toList();
    return new Proof(
        properties.getProperty("generation"),
        variant.isEmpty() ? null : variant,
        Integer.parseInt(properties.getProperty("newest_cuda", "0")),
        Integer.parseInt(properties.getProperty("cuda", "0")),
        passedOver,
        checks);
  }

  private Path file(Path library, String cpuVariant) {
    return directory.resolve(key(library, cpuVariant) + ".properties");
  }

  private static String key(Path library, String cpuVariant) {
    StringBuilder text = new StringBuilder();
    text.append(VERSION).append('\n').append(library).append('\n').append(cpuVariant).append('\n');
    try (Stream<Path> files = Files.list(library)) {
      for (Path file : files.sorted().toList()) {
        text.append(file.getFileName()).append(' ').append(Files.size(file)).append(' ');
        text.append(Files.getLastModifiedTime(file).toMillis()).append('\n');
      }
    } catch (IOException e) {
      text.append(e);
    }
    text.append(processor()).append(gpuDriver());
    return DigestUtils.sha256Hex(text.toString()).substring(0, 32);
  }

  /** Names the processor and its features, where the system tells. */
  private static String processor() {
    try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
      return lines
          .filter(l -> l.startsWith("model name") || l.startsWith("flags"))
          .limit(2)
          .reduce("", (a, b) -> a + "\n" + b);
    } catch (IOException | java.io.UncheckedIOException e) {
      return System.getProperty("os.arch");
    }
  }

  /** With a newer one, a CUDA backend may work that did not. */
  private static String gpuDriver() {
    try {
      return Files.readString(Path.of("/proc/driver/nvidia/version"));
    } catch (IOException e) {
      return "";
    }
  }
}
