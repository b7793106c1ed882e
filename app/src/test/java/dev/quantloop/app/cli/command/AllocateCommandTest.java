package dev.quantloop.app.cli.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.quantloop.app.cli.CliFixture;
import dev.quantloop.app.cli.CliFixture.Result;
import dev.quantloop.app.cli.StageFiles;
import dev.quantloop.llama.gguf.GgufFile;
import dev.quantloop.llama.gguf.GgufTensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AllocateCommandTest {
  private static final String FEW = "-c 64 -t 1 -b 256 --chunks-per-document 1";

  @TempDir private static Path directory;
  private static Path model;
  private static String text;

  @BeforeAll
  static void makeText() throws IOException {
    String documents =
        Files.readString(StageFiles.TEXT).replaceAll("(?s)(.{300})", "$1\n<|endoftext|>\n");
    model = directory.resolve("two-layers.gguf");
    done("quantize --prune-layers 2,3,4,5 %s %s F16 1".formatted(StageFiles.MODEL, model));
    text = "licence=" + Files.writeString(directory.resolve("sections.txt"), documents);
  }

  @Test
  void choosesTypesForASizeAndHoldsThemAgainstTheStockType() throws IOException {
    String command =
        "allocate %s --source %s --name a --search-chunks 16 --eval-chunks 12 --types Q3_K,Q4_K,Q5_K,Q6_K,Q8_0 %s"
            .formatted(model, text, FEW);
    Map<String, Object> first = JSON.std.mapFrom(done(command + " --like Q4_K_S --json").out());
    Map<?, ?> recipe = (Map<?, ?>) ((List<?>) first.get("recipes")).get(0);
    assertEquals("Q4_K_S", recipe.get("target"));
    assertTrue(number(recipe, "bytes") <= number(recipe, "target_bytes"), recipe.toString());
    assertTrue(number(recipe, "kld") < number(recipe, "stock_kld"), recipe.toString());
    assertEquals(number(recipe, "kld"), number(recipe, "predicted_kld"), number(recipe, "kld"));
    assertEquals(2, ((List<?>) recipe.get("against_stock")).size(), "all text, and the one set");
    Path file = Path.of(recipe.get("file").toString());
    Path stock = Path.of(recipe.get("stock_file").toString());
    assertTrue(Files.size(file) <= Files.size(stock), "as large as the stock type at most");
    Map<?, ?> types = (Map<?, ?>) recipe.get("types");
    for (GgufTensor tensor : GgufFile.read(file).tensors()) {
      if (types.containsKey(tensor.name())) {
        assertEquals(types.get(tensor.name()), tensor.type().name(), tensor.name());
      }
    }
    List<?> measured =
        ((List<?>) first.get("sensitivities"))
            .stream().filter(one -> ((Map<?, ?>) one).get("kld") != null).toList();
    assertEquals(15, measured.size(), "one type of each tensor");
    for (Object one : measured) {
      double chunks = number((Map<?, ?>) one, "chunks");
      assertTrue(chunks >= 10 && chunks <= 16, "no interval with fewer than ten documents: " + one);
      assertTrue(number((Map<?, ?>) one, "kld_low") <= number((Map<?, ?>) one, "kld"), "" + one);
    }
    assertTrue(
        measured.stream().anyMatch(one -> number((Map<?, ?>) one, "chunks") < 16),
        "some are known before the text ends");

    Path out = directory.resolve("recipes");
    Result again = done(command + " --target-bpw 5.5 --recipes " + out);
    assertFalse(again.err().contains("sensitivity: "), "nothing is measured again");
    assertTrue(again.out().contains("recipe-5.5bpw.gguf"), again.out());
    assertTrue(again.out().contains("single tensors add up to"), again.out());
    Path copy = directory.resolve("copy.gguf");
    done(
        "quantize --tensor-type-file %s %s %s Q4_K_S 1"
            .formatted(out.resolve("Q4_K_S.txt"), model, copy));
    assertEquals(-1, Files.mismatch(copy, file), "the same bytes from the file that was exported");
    for (String form : List.of("recipe", "regex")) {
      Path other = directory.resolve(form + ".gguf");
      done(
          "quantize --tensor-type-file %s %s %s Q4_K_S 1"
              .formatted(out.resolve("Q4_K_S." + form), model, other));
      assertEquals(-1, Files.mismatch(other, file), form);
    }
    String recipes = done("sql select+target+from+tensor_recipes").out();
    assertTrue(recipes.contains("Q4_K_S") && recipes.contains("5.5bpw"), recipes);
    refused(command + " --like Q4_K_S --types Q2_K,Q4_K", "was made with other types");
  }

  @Test
  void refusesWhatCannotBe() {
    String command = "allocate %s --source %s --name no %s".formatted(model, text, FEW);
    assertEquals(2, run(command).code(), "no size");
    refused(command + " --target-size 1KiB", "with these types a file has from 797 KiB to 2.3 MiB");
    refused(command + " --target-size 1GiB", "no recipe is 1GiB");
    refused(command + " --target-bpw 0.1", "no recipe is 0.1bpw");
    assertEquals(2, run(command + " --like F16").code());
    assertEquals(2, run(command + " --target-size lots").code());
    assertEquals(2, run(command + " --like Q4_K_S --types Q4_X").code());
    refused("allocate nothing --like Q4_K_S", "neither a file nor an experiment");
    refused(command + " --like Q4_K_S --imatrix " + directory.resolve("none.gguf"), "none.gguf");
    assertFalse(run("ls").out().contains("no "), "nothing is recorded");
  }

  private static double number(Map<?, ?> document, String key) {
    return ((Number) document.get(key)).doubleValue();
  }

  private static void refused(String words, String message) {
    Result result = run(words);
    assertEquals(1, result.code(), result.err());
    assertTrue(result.message().contains(message), result.err());
  }

  private static Result done(String words) {
    Result result = run(words);
    assertEquals(0, result.code(), result.err());
    return result;
  }

  private static Result run(String words) {
    String[] parts = words.trim().split(" ");
    for (int i = 0; i < parts.length; i++) {
      parts[i] = parts[0].equals("sql") ? parts[i].replace('+', ' ') : parts[i];
    }
    return new CliFixture(directory).run(parts);
  }
}
