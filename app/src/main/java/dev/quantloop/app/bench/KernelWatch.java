package dev.quantloop.app.bench;

import dev.quantloop.app.source.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Finds out which of ggml's CPU libraries a running program uses, by what it has mapped; on Linux
 * only. A comparison of speed means little when the two sides run different kernels.
 */
final class KernelWatch {
  private static final String NAME = "libggml-cpu";

  // ggml's loader opens every variant for a moment before it settles on one.
  private static final int LOOKS_UNTIL_SETTLED = 3;

  private Path candidate;
  private int looks;
  private Path library;

  boolean known() {
    return library != null;
  }

  void look(Process process) {
    process.descendants().map(ProcessHandle::pid).forEach(this::look);
  }

  private void look(long pid) {
    try (Stream<String> maps = Files.lines(Path.of("/proc", Long.toString(pid), "maps"))) {
      List<Path> mapped =
          maps.filter(line -> line.contains(NAME) && line.contains("/"))
              .map(line -> Path.of(line.substring(line.indexOf('/'))))
              .distinct()
              .toList();
      if (mapped.size() == 1) {
        see(mapped.get(0));
      }
    } catch (IOException | RuntimeException e) {
      // The process has ended, or this is no Linux.
    }
  }

  private void see(Path only) {
    looks = only.equals(candidate) ? looks + 1 : 1;
    candidate = only;
    if (looks >= LOOKS_UNTIL_SETTLED) {
      library = only;
    }
  }

  /** One line on whether both sides ran the same kernels. */
  static String compare(KernelWatch ours, KernelWatch theirs) {
    if (!ours.known() || !theirs.known()) {
      return "unknown: which libggml-cpu each side used could not be seen";
    }
    String name = ours.library.getFileName().toString();
    if (Sha256.of(ours.library).equals(Sha256.of(theirs.library))) {
      return "the same on both sides: " + name;
    }
    return "DIFFERENT: %s here, %s there; the ratios compare kernels, too"
        .formatted(ours.library, theirs.library);
  }
}
