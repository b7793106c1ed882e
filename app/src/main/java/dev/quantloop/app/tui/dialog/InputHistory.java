package dev.quantloop.app.tui.dialog;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What was typed into a field, kept in a file, a line each; several interfaces may add to it. */
public record InputHistory(Path file) {
  /** How many are kept. */
  static final int MOST = 500;

  /** The latest last, each once; none where there is no file. */
  public List<String> read() {
    if (!Files.exists(file)) {
      return List.of();
    }
    Set<String> latest = new LinkedHashSet<>();
    for (String line : lines()) {
      String entry = line.translateEscapes();
      latest.remove(entry);
      latest.add(entry);
    }
    List<String> all = new ArrayList<>(latest);
    return all.subList(Math.max(0, all.size() - MOST), all.size());
  }

  private List<String> lines() {
    try {
      return Files.readAllLines(file).stream().filter(line -> !line.isBlank()).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public void add(String entry) {
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      if (Files.exists(file) && lines().size() >= 2 * MOST) {
        List<String> kept = read().stream().map(InputHistory::escaped).toList();
        Files.write(file, kept);
      }
      Files.write(
          file, List.of(escaped(entry)), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String escaped(String entry) {
    return entry.replace("\\", "\\\\").replace("\n", "\\n");
  }
}
