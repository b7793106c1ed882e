package dev.quantloop.app.cli.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.quantloop.app.cli.CliFixture;
import dev.quantloop.app.cli.CliFixture.Result;
import dev.quantloop.app.cli.StageFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TuneCommandTest {
  @TempDir private Path home;

  @Test
  void theAnswerIsRememberedAndTakenByNew() throws IOException {
    Result tuned =
        tune("-b", "256", "--ub-values", "64,128", "-t", "1", "-fa", "off", "--max-trials", "2");
    assertEquals(0, tuned.code(), tuned.err());
    assertTrue(tuned.out().startsWith("demo-4.6m-f16 on "), tuned.out());
    assertTrue(tuned.out().contains("\nFastest: batches of 256 in "), tuned.out());
    int start = tuned.out().indexOf("Fastest: ") + 9;
    String answer = tuned.out().substring(start, tuned.out().indexOf(" off", start));

    Result created = create("taken");
    assertEquals(0, created.code(), created.err());
    assertTrue(created.err().contains(answer + " off: tuned on "), created.err());
    String shown = run("show", "taken").out();
    assertTrue(shown.contains("-b 256 -ub "), shown);
    assertTrue(shown.contains(" -t 1 -ngl all "), shown);
    assertTrue(shown.contains(" -fa off"), shown);

    Result other = create("explicit", "-t", "2");
    assertFalse(other.err().contains("tuned on"), other.err());
    assertTrue(run("show", "explicit").out().contains("-t 2 -ngl all -b 2048 -ub 512 -fa auto"));
    Result rehearsed = create("rehearsed", "--dry-run");
    assertTrue(rehearsed.err().contains("tuned on"), rehearsed.err());
    assertTrue(rehearsed.out().contains("batches: 256 tokens"), rehearsed.out());
  }

  @Test
  void whatMemoryCannotHoldIsNotEvenTried() throws IOException {
    Result tuned =
        tune("--b-values", "128,16000000", "-ub", "128", "-t", "1", "-fa", "auto", "--json");
    assertEquals(0, tuned.code(), tuned.err());
    Map<String, Object> document = JSON.std.mapFrom(tuned.out());
    assertEquals(128, ((Map<?, ?>) document.get("fastest")).get("n_batch"));
    Map<?, ?> last = (Map<?, ?>) ((List<?>) document.get("settings")).get(1);
    assertEquals(0, last.get("trials"));
    assertTrue(last.get("failure").toString().startsWith("needs about "), last.toString());
  }

  @Test
  void wrongValuesAreRefusedInALine() throws IOException {
    refused(2, "give either -b or --b-values", "-b", "128", "--b-values", "256");
    refused(2, "'0' is not a whole number from 1 to", "--ub-values", "0");
    refused(2, "--ub-values names no size", "--ub-values", ",");
    refused(1, "40000 is more than llama.cpp's 256 chunks of 128 tokens", "-b", "40000");
    refused(1, "no settings worked: needs about ", "--b-values", "16000000", "-ub", "128");
    refused(2, "'--max-trials': '0' is not a whole number", "--max-trials", "0");
    refused(2, "--full-grid makes all trials there are", "--full-grid", "--max-trials", "3");
    refused(2, "'0' is not a whole number from 1 to 86400", "--timeout", "0");
    Path bad = Files.writeString(home.resolve("bad.gguf"), "no model");
    Result result = run("tune", "-m", bad.toString());
    assertEquals(1, result.code());
    assertTrue(result.message().contains("bad.gguf"), result.err());
  }

  @Test
  void aModelThatDoesNotLoadIsRefusedWithTheReason() throws IOException {
    byte[] model = Files.readAllBytes(StageFiles.MODEL);
    Path cut = Files.write(home.resolve("cut.gguf"), java.util.Arrays.copyOf(model, 5_000_000));
    Result result = run("tune", "-m", cut.toString());
    assertEquals(1, result.code());
    assertTrue(result.message().contains("cut.gguf"), result.err());
  }

  private void refused(int code, String reason, String... flags) throws IOException {
    Result result = tune(flags);
    assertEquals(code, result.code(), result.err());
    assertTrue(result.err().contains(reason), result.err());
    assertEquals("", result.out());
  }

  private Result tune(String... flags) {
    List<String> words =
        new ArrayList<>(List.of("tune", "-m", StageFiles.MODEL.toString(), "-c", "128"));
    words.addAll(List.of(flags));
    return run(words.toArray(String[]::new));
  }

  private Result create(String name, String... flags) throws IOException {
    List<String> words =
        new ArrayList<>(
            List.of("new", name, "-m", StageFiles.MODEL.toString(), "-c", "128", "--source"));
    words.add("text=" + StageFiles.TEXT);
    words.addAll(List.of(flags));
    return run(words.toArray(String[]::new));
  }

  private Result run(String... words) {
    return new CliFixture(home).run(words);
  }
}
