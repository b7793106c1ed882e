package dev.quantloop.app.cli.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.quantloop.app.cli.CliFixture;
import dev.quantloop.app.cli.CliFixture.Result;
import dev.quantloop.app.cli.StageFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The logs are those of llama.cpp v0.5.0 on the demo model, but for that of January 2024. */
class ImportCommandTest {
  private static final Path FILES = Path.of("src/test/resources/dev/quantloop/app/imports");

  @TempDir private Path directory;
  private CliFixture cli;

  @BeforeEach
  void open() {
    cli = new CliFixture(directory.resolve("data"));
  }

  @Test
  void aDirectoryBecomesAnExperimentThatHasNoVerdicts() throws IOException {
    Result dry = cli.run("import", FILES.toString(), "--name", "theirs", "--dry-run");
    assertEquals(0, dry.code(), dry.err());
    assertEquals(1, cli.run("rank", "theirs").code(), "nothing was recorded");
    Result result = cli.run("import", FILES.toString(), "--name", "theirs");
    assertEquals(0, result.code(), result.err());
    assertTrue(result.out().contains("kld-Q4_K_M.log: 1 result (log of llama.cpp)"), result.out());

    Map<String, Object> kld = imported("kld-Q4_K_M");
    assertEquals(0.052554, number(kld, "mean"));
    assertEquals(0.003010, number(kld, "mean_error"));
    assertEquals(0.035276, number(kld, "median"));
    assertEquals(0.488784, number(kld, "kld_99_9"));
    assertEquals(30.251123, number(kld, "ppl"));
    assertEquals(0.87037, number(kld, "same_top"), 1e-12);
    assertEquals(-0.00565, number(kld, "delta_p_mean"), 1e-12);
    assertEquals(
        Math.cbrt(0.035276) * Math.pow(0.328871 + 4 * 0.145260 + 5 * 0.108952, 2 / 3.0),
        number(kld, "composite"),
        1e-12);
    assertEquals(List.of(128, 6, 6), List.of(kld.get("n_ctx"), kld.get("chunks"), kld.get("line")));
    assertEquals("imported", kld.get("origin"));
    assertFalse(kld.containsKey("verdict") || kld.containsKey("composite_low"));

    Map<String, Object> old = imported("ggml-model-q4_0.gguf");
    assertEquals(0.017123, number(old, "mean"));
    assertEquals(0.118812, number(old, "kld_99"));
    assertEquals(4.54, number(old, "bits_per_weight"));
    assertEquals(36.4798, number(imported("ppl-Q2_K"), "ppl"));
    assertEquals(5.10256, number(imported("ppl-Q2_K"), "ppl_error"));
    Map<String, Object> quantized = imported("demo-Q4_K_M.gguf");
    assertEquals(5.14, number(quantized, "bits_per_weight"));
    assertEquals("Q4_K_M", quantized.get("quant_type"));
    assertEquals(0.047219, number(imported("q4_K"), "mean"));
    assertEquals(2946499L, ((Number) imported("tiny-Q4_K_M.gguf").get("bytes")).longValue());
    assertEquals(0.615, number(imported("tiny-IQ2_M.gguf"), "same_top"));

    assertTrue(cli.run("rank", "theirs").out().contains("without intervals and verdicts"));
    String view = cli.run("sql", "select distinct origin from imported").out();
    assertTrue(view.contains("imported"), view);
    Result again = cli.run("import", FILES.toString(), "--name", "theirs");
    assertEquals(0, again.code(), again.err());
    assertTrue(again.out().contains("it was imported before"), again.out());
    for (String command :
        List.of(
            "run theirs", "run theirs --dry-run", "iterate theirs --tokens 8k", "watch theirs")) {
      Result refused = cli.run(command.split(" "));
      assertEquals(1, refused.code(), refused.out());
      assertTrue(refused.message().contains("has imported results alone"), refused.err());
    }
    assertTrue(cli.run("ls").out().contains("  imported  "), cli.run("ls").out());
    assertTrue(cli.run("show", "theirs").out().contains("kld-Q4_K_M.log:6"));
    assertTrue(cli.run("next", "theirs").message().contains("imported results alone"));
    String report = cli.run("export", "theirs", "--format", "md").out();
    assertTrue(report.contains("imported: ppl-Q2_K.log (log of llama.cpp), SHA-256 "), report);
    for (String format : List.of("json", "md", "html", "csv", "prometheus")) {
      Result exported = cli.run("export", "theirs", "--format", format);
      assertTrue(exported.out().contains("0.052554"), exported.out());
      assertEquals("", exported.err());
    }
    assertTrue(cli.run("pareto", "theirs").message().contains("holds imported results alone"));
    Path other = Files.copy(StageFiles.MODEL, directory.resolve("other.gguf"));
    Result judged =
        cli.run("judge", StageFiles.MODEL.toString(), other.toString(), "--name", "theirs");
    assertTrue(judged.message().contains("holds imported results alone"), judged.err());
    assertEquals(0, cli.run("ls").code());
    assertEquals(0, cli.run("rm", "theirs", "-y", "--purge").code());
  }

  private Map<String, Object> imported(String label) throws IOException {
    Map<String, Object> document = JSON.std.mapFrom(cli.run("rank", "theirs", "--json").out());
    for (Object one : (List<?>) document.get("imported")) {
      @SuppressWarnings("unchecked")
      Map<String, Object> result = (Map<String, Object>) one;
      if (result.get("label").equals(label)) {
        return result;
      }
    }
    throw new AssertionError(label + " in " + document);
  }

  private static double number(Map<String, Object> result, String figure) {
    return ((Number) result.get(figure)).doubleValue();
  }

  @Test
  void shellsOfWindowsChangeNothing() throws IOException {
    String log = Files.readString(FILES.resolve("kld-Q4_K_M.log")).replace("\n", "\r\n");
    Path utf16 = directory.resolve("kld-Q4_K_M.log");
    Files.write(utf16, ("\uFEFF" + log).getBytes(StandardCharsets.UTF_16LE));
    Path table = directory.resolve("table.csv");
    Files.writeString(
        table, "\uFEFFQuant;File size;Mean KLD\r\nQ4_K_M;4,92 GB;0,0123\r\nQ8_0;8,5 GB;0,001\r\n");
    Result result = cli.run("import", utf16.toString(), table.toString(), "--name", "theirs");
    assertEquals(0, result.code(), result.err());
    assertEquals(0.052554, number(imported("kld-Q4_K_M"), "mean"));
    assertEquals(0.0123, number(imported("Q4_K_M"), "mean"));
    assertEquals(4920000000L, ((Number) imported("Q4_K_M").get("bytes")).longValue());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          t.csv | Quant,Size,KLD~Q4_K,1GB,x | t.csv:2: 'x' in column 'KLD' is no number
          t.csv | Quant,Size,KLD~Q4_K,1GB,nan | t.csv:2: 'nan' in column 'KLD' is no number
          t.csv | Quant,Size,KLD~Q4_K,12,0.1 | t.csv:2: '12' in column 'Size' has no unit
          t.csv | Quant,Size,KLD~Q4_K;1GB;0.1 | t.csv:2: it has 1 fields, the headings are 3
          t.csv | Quant,Size,KLD~~Q4_K,1GB | t.csv:3: it has 2 fields
          t.csv | Quant,Colour~Q4_K,red | t.csv:1: there is no column of figures or sizes
          t.csv | Mean KLD,PPL~1,2 | t.csv:1: there is no column of names
          t.csv | Quant,KLD,Mean KLD~Q4_K,1,2 | t.csv:1: the columns 'KLD' and 'Mean KLD'
          t.csv | Quant;KLD~Q4_K;1,234 | t.csv:2: '1,234' in column 'KLD' can mean thousands
          t.csv | Quant,KLD~Q4_K,-0.5 | t.csv:2: '-0.5' in column 'KLD' is out of range
          t.csv | Quant,Same top~Q4_K,101% | t.csv:2: '101%' in column 'Same top' is out of range
          t.csv | Quant,KLD~,0.5 | t.csv:2: '' in column 'Quant' is no name
          t.csv | Quant,KLD | t.csv:1: there are headings and no rows
          t.csv | '' | t.csv:1: it is empty
          kld_results.csv | QTYPE,group0~q4_K,5x | kld_results.csv:2: '5x' in column 'group0'
          a.log | kl_divergence: computing over 6 chunks, n_ctx=128~ | a.log:1: the log of --kl-divergence
          a.log | perplexity: calculating perplexity over 6 chunks, n_ctx=128~[1]34.4 | a.log:2: the log of perplexity
          a.log | perplexity: calculating perplexity over 6 chunks~Final estimate: PPL = nan +/- nan | a.log:2: 'nan' is no number
          a.log | llama_quantize: quantizing 'a' to 'b' as Q4_0~ | a.log:1: the log of quantize
          a.txt | hello | a.txt: no format that is known: give logs of
          a.dat | hello | a.dat
          """)
  void whatIsBrokenIsRefusedWithItsLineAndNothingIsRecorded(
      String name, String text, String message) throws IOException {
    Path good = FILES.resolve("ppl-Q2_K.log");
    Path file = Files.writeString(directory.resolve(name), text.replace("~", "\n"));
    Result result = cli.run("import", file.toString(), "--name", "theirs");
    assertEquals(1, result.code(), result.out());
    assertTrue(result.message().contains(message), result.err());
    assertEquals(1, result.err().strip().lines().count(), result.err());
    Result both = cli.run("import", good.toString(), file.toString(), "--name", "theirs");
    assertEquals(1, both.code(), both.out());
    assertEquals(1, cli.run("rank", "theirs").code(), "nothing was recorded");

    Path logs = Files.createDirectory(directory.resolve("logs"));
    Files.move(file, logs.resolve(name));
    assertEquals(1, cli.run("import", logs.toString(), "--name", "theirs").code());
    Files.copy(good, logs.resolve("ppl-Q2_K.log"));
    Result beside = cli.run("import", logs.toString(), "--name", "theirs");
    assertEquals(0, beside.code(), beside.err());
    assertTrue(beside.out().contains("left  "), beside.out());
  }

  @Test
  void everyCutOfALogIsRefused() throws IOException {
    List<String> lines = Files.readAllLines(FILES.resolve("kld-Q4_K_M.log"));
    int end = lines.size() - 1;
    while (!lines.get(end).startsWith("Same top p")) {
      end--;
    }
    for (int kept = 6; kept <= end; kept += 3) {
      Path cut = Files.write(directory.resolve("cut.log"), lines.subList(0, kept));
      Result result = cli.run("import", cut.toString(), "--name", "theirs", "--dry-run");
      assertEquals(1, result.code(), kept + " lines: " + result.out());
      assertTrue(result.message().contains("cut.log:" + kept + ": "), result.err());
    }
  }

  @Test
  void whatIsNotThereOrEmptyIsSaid() throws IOException {
    Path empty = Files.createDirectory(directory.resolve("empty"));
    Result nothing = cli.run("import", empty.toString(), "--name", "theirs");
    assertEquals(1, nothing.code());
    assertTrue(nothing.message().contains("nothing in " + empty + " is known"), nothing.err());
    Result missing = cli.run("import", directory.resolve("no").toString(), "--name", "theirs");
    assertTrue(missing.message().contains("there is no file or directory"), missing.err());
    byte[] signature = {(byte) 0x89, 'H', 'D', 'F', '\r', '\n', 0x1a, '\n'};
    Path logits = Files.write(directory.resolve("logits.h5"), signature);
    Result hdf5 = cli.run("import", logits.toString(), "--name", "theirs");
    assertTrue(hdf5.message().contains("logits.h5: HDF5 files are not imported"), hdf5.err());
    Result unnamed = cli.run("import", FILES.toString(), "--name", "a b/c");
    assertEquals(1, unnamed.code());
  }

  @Test
  void aModelIsRememberedAndAnotherRefused() {
    Path log = FILES.resolve("ppl-Q2_K.log");
    assertEquals(0, importing(log, "--model", StageFiles.MODEL.toString()).code());
    assertTrue(cli.run("ls").out().contains("demo"), cli.run("ls").out());
    Result plain = importing(FILES.resolve("imatrix.log"));
    assertEquals(0, plain.code(), plain.err());
    assertEquals(0, cli.run("import", log.toString(), "--name", "other").code());
    Result refused =
        cli.run(
            "import",
            FILES.resolve("quantize.log").toString(),
            "--name",
            "other",
            "--model",
            StageFiles.MODEL.toString());
    assertEquals(1, refused.code());
    assertTrue(refused.message().contains("another model"), refused.err());
  }

  private Result importing(Path file, String... options) {
    List<String> words = new java.util.ArrayList<>(List.of("import", file.toString()));
    words.addAll(List.of("--name", "theirs"));
    words.addAll(Arrays.asList(options));
    return cli.run(words.toArray(String[]::new));
  }
}
