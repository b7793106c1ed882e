package dev.quantloop.llama.jna;

import dev.quantloop.llama.LlamaException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/** Sizes and field offsets of one generation of llama.h and ggml.h, read from a table. */
public final class AbiLayout {
  private static final List<String> GENERATIONS = List.of("v0.5.0", "b10361");

  private final Properties table;
  private final Map<String, Integer> numbers = new HashMap<>();

  private AbiLayout(Properties table) {
    this.table = table;
    for (String name : table.stringPropertyNames()) {
      if (name.indexOf('.') > 0) {
        numbers.put(name, Integer.valueOf(table.getProperty(name)));
      }
    }
  }

  /**
   * The layout of a library that gives these versions.
   *
   * @param llamaVersion llama_version(), or null where the library has no such function
   */
  public static AbiLayout of(String llamaVersion, String ggmlVersion, String commit) {
    for (String generation : GENERATIONS) {
      AbiLayout layout = load(generation);
      if (layout.speaks(llamaVersion, ggmlVersion)) {
        return layout;
      }
    }
    throw new LlamaException(
        "this llama.cpp build is unknown (llama %s, ggml %s, commit %s): use %s, or the prebuilt library"
            .formatted(
                llamaVersion == null ? "without a version" : llamaVersion,
                ggmlVersion,
                commit,
                String.join(" or ", GENERATIONS)));
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

  private boolean speaks(String llamaVersion, String ggmlVersion) {
    String llama = table.getProperty("llama_version");
    if (llama != null) {
      return llamaVersion != null && llamaVersion.startsWith(llama);
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
}
