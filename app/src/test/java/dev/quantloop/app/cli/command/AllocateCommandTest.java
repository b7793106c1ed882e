package dev.quantloop.app.cli.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.quantloop.app.cli.AlteredDemo;
import dev.quantloop.app.cli.CliFixture;
import dev.quantloop.app.cli.CliFixture.Result;
import dev.quantloop.app.cli.StageFiles;
import dev.quantloop.llama.gguf.GgmlType;
import dev.quantloop.llama.gguf.GgufFile;
import dev.quantloop.llama.gguf.GgufTensor;
import dev.quantloop.llama.gguf.GgufWriter;
import dev.quantloop.llama.imatrix.ImatrixFile;
import dev.quantloop.llama.imatrix.ImatrixSums;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
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
    model = directory.resolve("one-layer.gguf");
    done("quantize --prune-layers 1,2,3,4,5 %s %s F16 1".formatted(StageFiles.MODEL, model));
    text = "licence=" + Files.writeString(directory.resolve("sections.txt"), documents);
  }

  @Test
  void choosesTypesForASizeAndHoldsThemAgainstTheStockType() throws IOException {
    String command =
        "allocate %s --source %s --name a --search-chunks 16 --eval-chunks 12 --types Q3_K,Q4_K,Q5_K,Q6_K,Q8_0 %s"
            .formatted(model, text, FEW);
    String dry = command + " --like Q4_K_S --dry-run --json";
    Map<String, Object> forecast = JSON.std.mapFrom(done(dry).out());
    assertEquals(8, ((List<?>) forecast.get("tensors")).size());
    assertEquals(8, number(forecast, "trials_left"));
    assertEquals(10 * 16 * 64, number(forecast, "most_tokens"), "none, all, then each quantized");
    assertFalse(done("ls").out().contains("a "), "nothing is recorded");
    Path out = directory.resolve("recipes");
    Map<String, Object> first =
        JSON.std.mapFrom(done(command + " --like Q4_K_S --json --recipes " + out).out());
    Map<?, ?> recipe = (Map<?, ?>) ((List<?>) first.get("recipes")).get(0);
    assertEquals("Q4_K_S", recipe.get("target"));
    assertTrue(number(recipe, "bytes") <= number(recipe, "target_bytes"), recipe.toString());
    assertTrue(number(recipe, "kld") < number(recipe, "stock_kld"), recipe.toString());
    assertEquals(
        number(recipe, "kld"), number(recipe, "predicted_kld"), number(recipe, "kld") / 10);
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
    assertEquals(8, measured.size(), "one type of each tensor");
    for (Object one : measured) {
      double chunks = number((Map<?, ?>) one, "chunks");
      assertTrue(chunks >= 10 && chunks <= 16, "no interval with fewer than ten documents: " + one);
      assertTrue(number((Map<?, ?>) one, "kld_low") <= number((Map<?, ?>) one, "kld"), "" + one);
    }
    assertTrue(
        measured.stream().anyMatch(one -> number((Map<?, ?>) one, "chunks") < 16),
        "some are known before the text ends");

    Map<String, Object> known = JSON.std.mapFrom(done(dry).out());
    assertEquals(0, number(known, "trials_left"));
    assertEquals(8, number(known, "trials"));
    Map<?, ?> target = (Map<?, ?>) ((List<?>) known.get("targets")).get(0);
    assertEquals(Files.size(stock), number(target, "file_bytes"), 2048);
    assertTrue(number(target, "smallest_file_bytes") < number(target, "file_bytes"));

    Path theirs = Files.copy(out.resolve("Q4_K_S.recipe"), directory.resolve("theirs.recipe"));
    Result again = done(command + " --target-bpw 5.5 --recipe " + theirs);
    assertFalse(again.err().contains("sensitivity: "), "nothing is measured again");
    assertTrue(again.out().contains("recipe-5.5bpw.gguf"), again.out());
    assertTrue(again.out().contains("given-theirs.gguf, "), again.out());
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

    List<?> all =
        (List<?>)
            JSON.std
                .mapFrom(done(command + " --recipe " + theirs + " --json").out())
                .get("recipes");
    Map<?, ?> given = (Map<?, ?>) all.get(2);
    assertEquals("recipe theirs", given.get("target"));
    assertEquals(recipe.get("types"), given.get("types"));
    assertEquals(number(recipe, "predicted_kld"), number(given, "predicted_kld"), 1e-9);
    assertEquals(number(recipe, "kld"), number(given, "kld"), 1e-9);
    assertTrue(number(given, "bytes") == number(recipe, "bytes"));
    Files.writeString(theirs, Files.readString(theirs).replaceFirst("=q\\d_K", "=q8_0"));
    refused(command + " --recipe " + theirs, "a recipe theirs with other types already");
  }

  @Test
  void givesTheExpertsOfALayerOneType() throws IOException {
    String experts = "blk.0.ffn_*_exps.weight";
    String command =
        "allocate %s --source %s --name experts --search-chunks 12 --eval-chunks 12 --types Q2_K,Q4_K,Q6_K --like Q4_K_S %s"
            .formatted(mixture(), text, FEW);
    String dry = command + " --by experts --dry-run --json";
    Map<String, Object> forecast = JSON.std.mapFrom(done(dry).out());
    assertEquals(8, ((List<?>) forecast.get("tensors")).size());
    assertEquals(6, number(forecast, "trials_left"), "embeddings, four of attention, experts");
    Map<String, Object> made = JSON.std.mapFrom(done(command + " --by experts --json").out());
    List<Map<?, ?>> rows =
        ((List<?>) made.get("sensitivities"))
            .stream().<Map<?, ?>>map(one -> (Map<?, ?>) one).toList();
    List<Map<?, ?>> measured = rows.stream().filter(one -> one.get("kld") != null).toList();
    assertEquals(6, measured.size());
    Map<?, ?> group =
        measured.stream()
            .filter(one -> one.get("tensor").equals(experts))
            .findFirst()
            .orElseThrow();
    List<Map<?, ?>> alone =
        rows.stream()
            .filter(one -> one.get("tensor").toString().contains("s.weight"))
            .filter(one -> one != group && one.get("type").equals(group.get("type")))
            .toList();
    assertEquals(3, alone.size(), "gates, ups and downs");
    assertEquals(
        alone.stream().mapToDouble(one -> number(one, "bytes")).sum(), number(group, "bytes"));
    double error = alone.stream().mapToDouble(one -> number(one, "error")).average().orElseThrow();
    assertEquals(error, number(group, "error"), error / 10, "those alone are estimates");
    Map<?, ?> recipe = (Map<?, ?>) ((List<?>) made.get("recipes")).get(0);
    assertTrue(number(recipe, "bytes") <= number(recipe, "target_bytes"), recipe.toString());
    double whole = number(recipe, "kld");
    assertEquals(whole, number(recipe, "predicted_kld"), whole / 10, "adds up");
    String groups =
        done("sql select+tensor+from+sensitivities+where+grouped_by='experts'+and+kld+is+not+null")
            .out();
    assertTrue(groups.contains(experts) && !groups.contains("attn"), groups);
    Map<String, GgmlType> types = types(Path.of(recipe.get("file").toString()));
    assertEquals(
        1,
        types.keySet().stream()
            .filter(tensor -> tensor.endsWith("_exps.weight"))
            .map(types::get)
            .distinct()
            .count());
    assertEquals(0, number(JSON.std.mapFrom(done(dry).out()), "trials_left"));
    assertTrue(
        done(command + " --by experts").out().contains("single groups add up to"),
        "nothing is called a tensor that is a group");
    refused(command, "was made with another grouping (--by experts)");
  }

  /** The same model with its layer as two experts that are alike, of which both are used. */
  private static Path mixture() {
    GgufFile dense = GgufFile.read(model);
    GgufWriter mixture = new GgufWriter();
    dense.metadata().values().keySet().forEach(key -> mixture.putEntry(dense.entry(key)));
    mixture.putUint32("llama.expert_count", 2).putUint32("llama.expert_used_count", 2);
    for (GgufTensor tensor : dense.tensors()) {
      byte[] bytes = dense.bytes(tensor);
      if (tensor.name().contains(".ffn_") && !tensor.name().contains("norm")) {
        String name = tensor.name().replace(".weight", "_exps.weight");
        List<Long> shape = List.of(tensor.shape().get(0), tensor.shape().get(1), 2L);
        byte[] both = Arrays.copyOf(bytes, 2 * bytes.length);
        System.arraycopy(bytes, 0, both, bytes.length, bytes.length);
        mixture.addTensor(new GgufTensor(name, tensor.type(), shape, 0), both);
      } else {
        mixture.addTensor(tensor, bytes);
      }
    }
    int width = (int) dense.tensor("blk.0.ffn_up.weight").orElseThrow().dimension(0);
    mixture.addF32("blk.0.ffn_gate_inp.weight", new double[2 * width], width, 2);
    Path file = directory.resolve("mixture.gguf");
    mixture.write(file);
    return file;
  }

  @Test
  void refusesARecipeFromElsewhereThatDoesNotFit() throws IOException {
    String command = "allocate %s --source %s --name given %s".formatted(model, text, FEW);
    Path few = Files.writeString(directory.resolve("few.txt"), "attn_v=q8_0 ffn_down=bf16");
    refused(command + " --recipe " + few, "few.txt leaves 6 tensors open");
    Path none = Files.writeString(directory.resolve("none.txt"), "^token_embd=q8_0 ^other$=q8_0");
    refused(command + " --recipe " + none + ":Q4_K_M", "no tensor that '^other$' finds");
    Files.writeString(none, "attn_v=q3_kt");
    refused(command + " --recipe " + none + ":Q4_K_M", "none.txt:1: there is not a tensor type");
    refused(command + " --recipe " + none + ".txt:Q4_K_M", "none.txt.txt");
    assertFalse(done("ls").out().contains("given"), "nothing is recorded");
  }

  @Test
  void whatAStepCameToIsSeenFromTheExperiment() throws IOException {
    done(
        "new mine -m %s --source %s --quants Q4_K_S --eval-chunks 12 --start 256 --max 256 --replicates 0 %s"
            .formatted(model, text, FEW));
    done("run mine");
    Path better = Files.writeString(directory.resolve("better.txt"), "ffn_down=bf16");
    Map<String, Object> made =
        JSON.std.mapFrom(done("allocate mine --recipe %s:Q6_K --json".formatted(better)).out());
    Map<?, ?> evaluated = (Map<?, ?>) ((List<?>) made.get("recipes")).get(0);
    assertEquals(List.of(), made.get("sensitivities"), "single tensors are not measured for it");
    assertEquals(null, evaluated.get("predicted_kld"));
    assertEquals("BF16", ((Map<?, ?>) evaluated.get("types")).get("blk.0.ffn_down.weight"));
    String finding = "Types by tensor, recipe better (mine-allocate), against Q6_K: -";
    for (String command : List.of("show mine", "rank mine", "next mine")) {
      String out = done(command).out().replaceAll("\\s+", " ");
      assertTrue(out.contains(finding) && out.contains("; recommended: "), out);
    }
    String pareto = done("pareto mine").out();
    assertTrue(pareto.contains("given-better.gguf  mine-allocate:2  Q6_K"), pareto);
    List<?> recipes = (List<?>) JSON.std.mapFrom(done("rank mine --json").out()).get("recipes");
    assertEquals("mine-allocate", ((Map<?, ?>) recipes.get(0)).get("experiment"));

    exportsNameTheRecipe(Files.size(Path.of(evaluated.get("file").toString())));

    Path folder = directory.resolve("published");
    done("export mine --to " + folder);
    String readme = Files.readString(folder.resolve("README.md"));
    assertTrue(readme.contains("- `one-layer-given-better.gguf` ("), readme);
    assertTrue(
        readme.contains("| `one-layer-given-better.gguf` | a type for each tensor,"), readme);
    Matcher command =
        Pattern.compile(
                "\nquantloop quantize --imatrix (\\S+) --tensor-type-file (one-layer-given-better.txt) one-layer.gguf one-layer-given-better.gguf Q6_K\n")
            .matcher(readme);
    assertTrue(command.find(), readme);
    Path copy = directory.resolve("better.gguf");
    done(
        "quantize --imatrix %s --tensor-type-file %s %s %s Q6_K"
            .formatted(
                folder.resolve(command.group(1)), folder.resolve(command.group(2)), model, copy));
    assertEquals(types(copy), types(folder.resolve("one-layer-given-better.gguf")));
  }

  private static void exportsNameTheRecipe(long bytes) throws IOException {
    Map<?, ?> recipe =
        (Map<?, ?>)
            ((List<?>) JSON.std.mapFrom(done("export mine --format json").out()).get("recipes"))
                .get(0);
    assertEquals("given-better.gguf", recipe.get("name"));
    assertEquals("mine-allocate", recipe.get("experiment"));
    assertEquals(bytes, number(recipe, "file_bytes"));
    assertEquals(true, recipe.get("recommended"));
    assertFalse(recipe.toString().contains(directory.toString()), "no directory: " + recipe);
    for (String of : List.of("mine", "mine-allocate")) {
      String report = done("export " + of + " --format md").out();
      assertTrue(
          Pattern.compile(
                  "\n\\| given-better.gguf \\| \\d.* \\| Q6_K \\| \\d.* \\| -\\d.* % \\| .* to .* \\| improved, recommended \\| mine-allocate \\|\n")
              .matcher(report)
              .find(),
          report);
      String page = done("export " + of + " --format html").out();
      assertTrue(page.contains("<td class=\"text\">given-better.gguf</td><td>"), page);
    }
  }

  @Test
  void refusesWhatCannotBe() {
    String command = "allocate %s --source %s --name no %s".formatted(model, text, FEW);
    assertEquals(2, run(command).code(), "no size");
    refused(command + " --target-size 1KiB", "with these types a file has from 605 KiB to 1.7 MiB");
    refused(command + " --target-size 1GiB", "no recipe is 1GiB");
    refused(command + " --target-bpw 0.1", "no recipe is 0.1bpw");
    assertEquals(2, run(command + " --like F16").code());
    assertEquals(2, run(command + " --target-size lots").code());
    assertEquals(2, run(command + " --like Q4_K_S --types Q4_X").code());
    assertEquals(2, run(command + " --like Q4_K_S --types Q8_1").code(), "not of weights");
    refused("allocate nothing --like Q4_K_S", "neither a file nor an experiment");
    refused(command + " --like Q4_K_S --imatrix " + directory.resolve("none.gguf"), "none.gguf");
    assertFalse(run("ls").out().contains("no "), "nothing is recorded");
  }

  @Test
  void saysWhatTheImatrixLacksOfTheModel() throws IOException {
    String command =
        "allocate %s --source %s --like Q4_K_S --dry-run %s --imatrix "
            .formatted(StageFiles.MODEL, text, FEW);
    Result dry = done(command + AlteredDemo.firstLayersImatrix(directory));
    assertTrue(dry.err().contains("35 of 42 weights have no importance"), dry.err());
    Path other = directory.resolve("other.imatrix");
    ImatrixSums sums = new ImatrixSums(512);
    sums.addChunks(1);
    sums.entry("blk.0.attn_q.weight", 77, 1).counts()[0] = 512;
    ImatrixFile.writeGguf(other, sums);
    refused(command + other, "other.imatrix is an imatrix of another model");
  }

  private static Map<String, GgmlType> types(Path file) {
    return GgufFile.read(file).tensors().stream()
        .collect(Collectors.toMap(GgufTensor::name, GgufTensor::type));
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
