package dev.quantloop.app.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quantloop.app.loop.SmallExperiment;
import dev.quantloop.llama.model.Model;
import dev.quantloop.llama.model.ModelOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class DemoTextsTest {
  private static final Path RESOURCES = Path.of("src/main/resources/dev/quantloop/app/demo");
  private static final int CHUNKS = 9 + 18;

  @Test
  void everyTextThatIsPackedIsUsed() throws IOException {
    assertEquals(files("prose"), DemoTexts.PROSE);
    assertEquals(
        files("multilingual"),
        DemoTexts.LANGUAGES.stream().map(code -> "guide." + code + ".md").toList());
    assertTrue(DemoTexts.LANGUAGES.size() >= 8);
  }

  @Test
  void eachDomainHoldsTheEvaluationChunksAndThePool() {
    try (Model model =
        Model.load(
            SmallExperiment.library(),
            SmallExperiment.nativeSettings().selfTestModel(),
            ModelOptions.VOCABULARY)) {
      DemoTexts.documents()
          .forEach(
              (source, documents) -> {
                int tokens =
                    documents.stream()
                        .mapToInt(
                            document ->
                                model
                                    .tokenizer()
                                    .tokenize(DemoFiles.text(document), false, false)
                                    .length)
                        .sum();
                assertTrue(documents.size() >= 14, source);
                assertTrue(tokens >= CHUNKS * 512, source + ": " + tokens);
              });
    }
  }

  private static List<String> files(String directory) throws IOException {
    try (Stream<Path> files = Files.list(RESOURCES.resolve(directory))) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }
}
