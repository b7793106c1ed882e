package dev.quantloop.app.tui.screen.corpus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quantloop.app.UserException;
import dev.quantloop.app.experiment.ExperimentSpec;
import dev.quantloop.app.format.Json;
import dev.quantloop.app.setting.SettingValues;
import dev.quantloop.app.source.SourceSpec;
import dev.quantloop.app.tui.Effect;
import dev.quantloop.app.tui.Golden;
import dev.quantloop.app.tui.dialog.Confirmation;
import dev.quantloop.app.tui.dialog.Pager;
import dev.quantloop.app.tui.dialog.Prompt;
import dev.quantloop.app.tui.screen.Driver;
import dev.quantloop.app.tui.screen.NoWork;
import dev.quantloop.app.tui.screen.ScreenServices;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CorpusScreenTest {
  private static final Instant BEGIN = Instant.parse("2026-01-01T23:59:48Z");
  private static final ExperimentSpec SPEC =
      new ExperimentSpec(
          "", Path.of("m.gguf"), List.of(SourceSpec.parse("de=de.jsonl")), SettingValues.NONE);

  @TempDir Path directory;
  private final Processes processes = new Processes();

  /** Answers at once, and remembers what it is asked to do. */
  private static final class Processes extends NoWork {
    private final List<String> asked = new ArrayList<>();
    private RuntimeException failure;

    private Optional<Map<String, Object>> answer(String what, Map<String, Object> document) {
      asked.add(what);
      if (failure != null) {
        throw failure;
      }
      return Optional.of(document);
    }

    @Override
    public Optional<Map<String, Object>> reportSources(ExperimentSpec spec) {
      return answer(
          "report " + spec.sources(),
          Map.of("tokens", 300_000, "sources", List.of(german(), japanese())));
    }

    @Override
    public Optional<Map<String, Object>> buildCorpus(
        ExperimentSpec spec, String tokens, Path output) {
      return answer(
          "build " + tokens + " " + output.getFileName(),
          Map.of("tokens", 204_800, "chunks", 400, "chunk_size", 512));
    }

    @Override
    public void endCorpus() {
      asked.add("end");
    }
  }

  private static Map<String, Object> german() {
    return source(
        "de",
        Map.of("latin", 1.0),
        "1 record without the field text was passed over",
        "1200 documents, 200k tokens; evaluation on 40 chunks of 20 documents, a pool of 350 chunks"
            + " of 1170 documents",
        "7 documents are the same as earlier ones and left out",
        "3 of 1173 documents of the pool share 12 tokens in a row with evaluation text and are left"
            + " out");
  }

  private static Map<String, Object> japanese() {
    return source("ja", Map.of("han", 0.6), "800 documents");
  }

  private static Map<String, Object> source(
      String name, Map<String, Double> scripts, String... lines) {
    Map<String, Object> source =
        Json.object(
            "source", name,
            "documents", 1200,
            "characters", 700_000,
            "tokens", 200_000,
            "share", 2 / 3.0,
            "special_tokens", 12,
            "copies", 7,
            "near_duplicates", 5,
            "overlap", 3);
    source.put("scripts", scripts);
    source.put("lines", List.of(lines));
    return source;
  }

  private Driver fresh() {
    ScreenServices beside = NoWork.beside(directory.resolve("quantloop.db"));
    ScreenServices services =
        new ScreenServices(
            processes, beside.preferences(), beside.database(), beside.directories());
    return new Driver(CorpusState.of(services, SPEC, BEGIN), null);
  }

  @Test
  void saysThatTheSourcesAreReadAndForHowLong() {
    Golden.check("corpus-loading", fresh().holding().started().screen());
  }

  @Test
  void showsTheReport() {
    Driver driver = fresh().started();
    Golden.check("corpus", driver.screen());
    Golden.check("corpus", driver.screen(), null, true, 200, 50);
    driver.press("enter");
    assertInstanceOf(Pager.class, driver.dialog());
    assertEquals(List.of("report [de=de.jsonl]"), processes.asked);
  }

  @Test
  void saysWhyThereIsNoReport() {
    processes.failure = new UserException("de.jsonl:3: not JSON; passes over it with --skip-bad");
    Driver driver = fresh().started();
    Golden.check("corpus-error", driver.screen());
    assertTrue(action(driver, "build").disabled().isPresent());
  }

  private static dev.quantloop.app.tui.Screen.Action action(Driver driver, String name) {
    return driver.screen().actions().stream()
        .filter(one -> one.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void endsTheReadingWhenItIsLeft() {
    Driver driver = fresh().holding().started();
    driver.press("escape");
    assertInstanceOf(Effect.Close.class, driver.effects().get(0));
    driver.release();
    assertEquals("end", processes.asked.get(processes.asked.size() - 1));
  }

  /** Asks for a corpus, with tokens that are none before the right ones. */
  private Driver building(Driver driver, Path file) {
    driver.press("B").type("many").press("enter");
    assertInstanceOf(Prompt.class, driver.dialog());
    return driver.press("ctrl-u").type("200k").press("enter").type(file.toString()).press("enter");
  }

  @Test
  void buildsACorpusAndSaysWhereItIs() {
    Path file = directory.resolve("all.txt");
    Driver driver = building(fresh().started(), file);
    assertNull(driver.dialog());
    assertEquals("build 200k all.txt", processes.asked.get(1));
    assertEquals(
        List.of(new Effect.Say(file + " has 205k tokens, in 400 chunks of 512")), driver.effects());
  }

  @Test
  void asksBeforeItReplacesAFile() throws IOException {
    Path file = Files.writeString(directory.resolve("mine.txt"), "mine");
    Driver driver = building(fresh().started(), file);
    assertInstanceOf(Confirmation.class, driver.dialog());
    driver.press("enter");
    assertEquals(1, processes.asked.size());
    building(driver, file).press("y");
    assertEquals("build 200k mine.txt", processes.asked.get(1));
  }

  @Test
  void saysWhyNoCorpusWasBuilt() {
    Driver driver = fresh().started();
    processes.failure = new UserException("the disk is full");
    building(driver, directory.resolve("all.txt"));
    assertEquals(List.of(new Effect.Say("not built: the disk is full")), driver.effects());
    assertTrue(action(driver, "build").disabled().isEmpty());
  }

  @Test
  void breaksOffACorpusAndStays() {
    Driver driver = fresh().started().holding();
    building(driver, directory.resolve("all.txt")).release();
    assertTrue(action(driver, "build").disabled().isPresent());
    driver.press("escape");
    assertEquals(List.of(new Effect.Say("no corpus has been built")), driver.effects());
    driver.release();
    assertTrue(processes.asked.contains("end"));
  }
}
