package dev.quantloop.app.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class CodeCorpusTest {
  private final String text = read();

  @Test
  void everyModulesSourcesAreInIt() {
    for (String file :
        List.of(
            "native/src/main/java/dev/quantloop/llama/LlamaException.java",
            "tracker/src/main/java/dev/quantloop/tracker/TrackerException.java",
            "app/src/main/java/dev/quantloop/app/cli/Main.java",
            "app/src/test/java/dev/quantloop/app/demo/CodeCorpusTest.java")) {
      assertTrue(text.contains("\n// FILE " + file + "\n"), file);
    }
    assertTrue(text.contains("\n// FILE migrations/"));
  }

  @Test
  void filesComeInTheOrderOfTheirPathsWithinEachFolder() {
    List<String> nativeFiles =
        text.lines().filter(line -> line.startsWith("// FILE native/src/main/java/")).toList();

    assertTrue(nativeFiles.size() > 10);
    assertEquals(nativeFiles.stream().sorted().toList(), nativeFiles);
  }

  @Test
  void itDoesNotTellWhereItWasBuilt() {
    assertFalse(text.contains("\n// FILE /"));
  }

  private static String read() {
    try (InputStream in = CodeCorpusTest.class.getResourceAsStream("code.txt")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
