package dev.quantloop.llama.jna;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Pattern;

/**
 * What differs from one generation of llama.cpp to another: sizes and field offsets of llama.h and
 * ggml.h, and the lines of its log that are read. From a table.
 */
public final class AbiLayout {
  /** Newest first. */
  public static final List<String> GENERATIONS = List.of("v0.8.0", "v0.5.0", "b10361");

  private static final String LOG = "log.";

  private final Properties table;
  private final Map<String, Integer> numbers = new HashMap<>();
  private final Map<String, Pattern> lines = new HashMap<>();

  private AbiLayout(Properties table) {
    this.table = table;
    for (String name : table.stringPropertyNames()) {
      if (name.startsWith(LOG)) {
        lines.put(name.substring(LOG.length()), Pattern.compile(table.getProperty(name)));
      } else if (name.indexOf('.') > 0) {
        numbers.put(name, Integer.valueOf(table.getProperty(name)));
      }
    }
  }

  /**
   * The layouts that a library may follow: the one of its version first, if that is known, then the
   * others, newest first. Which one it is only checks can tell, because a build between two
   * releases carries the version of one of them.
   *
   * @param llamaVersion llama_version(), or null where the library has no such function
   */
  public static List<AbiLayout> candidates(String llamaVersion, String ggmlVersion) {
    return GENERATIONS.stream()
        .map(AbiLayout::load)
        .sorted(Comparator.comparing(layout -> !layout.isOf(llamaVersion, ggmlVersion)))
        .toList();
  }

  public static AbiLayout load(String generation) {
    Properties table = new Properties();
    try (InputStream in = AbiLayout.class.getResourceAsStream(generation + ".properties")) {
      table.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new AbiLayout(table);
  }

  /** Whether a release of these versions has this layout. */
  public boolean isOf(String llamaVersion, String ggmlVersion) {
    String llama = table.getProperty("llama_version");
    if (llama != null) {
      return llamaVersion != null
          && Arrays.stream(llama.split(" ")).anyMatch(llamaVersion::startsWith);
    }
    return llamaVersion == null && table.getProperty("ggml_version").equals(ggmlVersion);
  }

  public String generation() {
    return table.getProperty("generation");
  }

  /** Whether this generation has such a field. */
  public boolean has(String name) {
    return numbers.containsKey(name);
  }

  /** A number of the table, such as {@code llama_batch.token}. */
  public int get(String name) {
    Integer value = numbers.get(name);
    if (value == null) {
      throw new IllegalStateException("no " + name + " in the layout of " + generation());
    }
    return value;
  }

  /** What a line of the log looks like, such as {@code tensor_done}; null where none is written. */
  public Pattern logLine(String name) {
    return lines.get(name);
  }
}
