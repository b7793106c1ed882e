package dev.quantloop.llama;

import dev.quantloop.llama.install.Backend;
import dev.quantloop.llama.library.LlamaLibrary;
import dev.quantloop.llama.model.Model;
import dev.quantloop.llama.model.ModelOptions;
import dev.quantloop.llama.runtime.NativeRuntime;
import dev.quantloop.llama.runtime.NativeSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** The real library and the demo model, for tests. */
public final class Native {
  public static final Path CACHE = Path.of(System.getProperty("quantloop.test.cache"), "quantloop");
  public static final Path DEMO_MODEL = Path.of(System.getProperty("quantloop.test.model"));

  // The kernels that the recorded expectations were made with; any x86-64 with AVX2 has them.
  private static final String VARIANT = "haswell";

  private Native() {}

  /** The settings under which a test's figures can be compared with recorded ones. */
  public static NativeSettings settings() {
    return settings(VARIANT);
  }

  public static NativeSettings settings(String cpuVariant) {
    return new NativeSettings(CACHE, ownLibrary(), Backend.CPU, cpuVariant, DEMO_MODEL);
  }

  /** Another build of llama.cpp for all tests, from {@code -Dquantloop.test.llama-lib}, or null. */
  private static Path ownLibrary() {
    String directory = System.getProperty("quantloop.test.llama-lib");
    return directory == null ? null : Path.of(directory);
  }

  public static LlamaLibrary library() {
    return NativeRuntime.open(settings(), System.out::println);
  }

  public static Model demoModel() {
    return Model.load(library(), DEMO_MODEL, ModelOptions.DEFAULT);
  }

  /** A file that llama.cpp's tools wrote or were given. */
  public static Path reference(String name) {
    try {
      return Path.of(Native.class.getResource("reference/" + name).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  public static List<String> referenceLines(String name) {
    try {
      return Files.readAllLines(reference(name)).stream().filter(l -> !l.startsWith("#")).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The first chunks of the reference text, tokenized as llama.cpp's tools do. */
  public static int[] referenceTokens(Model model, int contextSize, int chunks) {
    try {
      String text = Files.readString(reference("text.txt"));
      int[] tokens = model.tokenizer().tokenize(text, true, false);
      return Arrays.copyOf(tokens, contextSize * chunks);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
