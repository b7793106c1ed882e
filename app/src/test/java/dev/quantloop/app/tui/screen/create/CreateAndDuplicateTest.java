package dev.quantloop.app.tui.screen.create;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.quantloop.app.Directories;
import dev.quantloop.app.UserException;
import dev.quantloop.app.cli.AlteredDemo;
import dev.quantloop.app.cli.CliFixture;
import dev.quantloop.app.commandline.CommandWords;
import dev.quantloop.app.demo.DemoExperiment;
import dev.quantloop.app.experiment.ExperimentSpec;
import dev.quantloop.app.loop.SmallExperiment;
import dev.quantloop.app.setting.Setting;
import dev.quantloop.app.setting.SettingValues;
import dev.quantloop.app.tui.Effect;
import dev.quantloop.app.tui.Preferences;
import dev.quantloop.app.tui.screen.Driver;
import dev.quantloop.app.tui.screen.ScreenServices;
import dev.quantloop.app.tui.screen.experiment.ExperimentState;
import dev.quantloop.tracker.record.Experiment;
import dev.quantloop.tracker.service.Tracker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** With the command that really creates, on the demo model. */
class CreateAndDuplicateTest {
  @TempDir Path directory;

  private final FakeWork work = new FakeWork(this::create);

  private Path database() {
    return directory.resolve("quantloop.db");
  }

  private void create(ExperimentSpec spec) {
    CliFixture.Result result =
        new CliFixture(directory)
            .typing(json(spec))
            .run("request", "create", "--db", database().toString());
    if (result.code() != 0) {
      throw new UserException(result.message());
    }
  }

  private static String json(ExperimentSpec spec) {
    try {
      return JSON.std.asString(spec.document());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private ScreenServices services() {
    Map<String, String> environment =
        Map.of(
            "HOME", directory.toString(), "XDG_CACHE_HOME", directory.resolve("cache").toString());
    return new ScreenServices(
        work,
        new Preferences(directory.resolve("interface.properties")),
        database(),
        Directories.of(environment));
  }

  private static CreateState state(Driver driver) {
    return (CreateState) driver.screen();
  }

  @Test
  void createsTheDemoByKeysAndOpensItWithItsRun() {
    try (Tracker tracker = Tracker.open(database())) {
      Driver driver =
          new Driver(CreateState.of(services()), tracker).started().press("f4", "enter");
      assertEquals("", state(driver).progress().refusal());
      assertInstanceOf(Effect.Close.class, driver.effects().get(0));
      Effect.Open open = assertInstanceOf(Effect.Open.class, driver.effects().get(1));
      ExperimentState opened = assertInstanceOf(ExperimentState.class, open.screen());
      assertEquals("demo", opened.name());
      assertEquals(List.of("demo"), work.started());
      Experiment demo = tracker.experiments().get("demo");
      assertEquals(9, demo.settings().evaluationChunks());
      assertEquals(3, tracker.experiments().sources(demo.id()).size());
    }
  }

  /** The output tensor either gets a type of its own or stays as it is, so there are two runs. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aDuplicateAndReportsHaveEverySettingOfTheOriginal(boolean leaveOutput) throws IOException {
    try (Tracker tracker = Tracker.open(database())) {
      Driver original = new Driver(CreateState.of(services()), tracker).started().press("f4");
      CreateState filled = state(original);
      Map<Setting<?>, String> unusual =
          Map.ofEntries(
              Map.entry(Setting.QUANTS, "IQ2_XS,Q4_K_M"),
              Map.entry(Setting.CONTEXT, "256"),
              Map.entry(Setting.START, "1024"),
              Map.entry(Setting.GROWTH, "2.5"),
              Map.entry(Setting.MAX, "8192"),
              Map.entry(Setting.CHUNKS, "5"),
              Map.entry(Setting.STEPS, "3"),
              Map.entry(Setting.THRESHOLD, "0.02"),
              Map.entry(Setting.REPLICATES, "1"),
              Map.entry(Setting.REFERENCE, "best"),
              Map.entry(Setting.SPLIT, "sequential"),
              Map.entry(Setting.ORDER, "interleaved"),
              Map.entry(Setting.PER_DOCUMENT, "3"),
              Map.entry(Setting.KEEP_OVERLAP, "on"),
              Map.entry(Setting.SEARCH_CHUNKS, "2"),
              Map.entry(Setting.HELD_OUT_CHUNKS, "3"),
              Map.entry(Setting.WHOLE_EVALUATION, "on"),
              Map.entry(Setting.SEED, "7"),
              Map.entry(Setting.THREADS, "1"),
              Map.entry(Setting.LAYERS, "0"),
              Map.entry(Setting.BATCH, "1024"),
              Map.entry(Setting.MICRO_BATCH, "256"),
              Map.entry(Setting.FLASH_ATTENTION, "off"),
              Map.entry(Setting.ALL_POSITIONS, "on"),
              Map.entry(Setting.PROCESS_OUTPUT, "on"),
              Map.entry(Setting.SQUARES_ONLY, "on"),
              Map.entry(Setting.NEXTN, "off"),
              Map.entry(Setting.QUARANTINE, "on"),
              Map.entry(Setting.EMBEDDING_TYPE, "q8_0"),
              Map.entry(Setting.OUTPUT_TYPE, leaveOutput ? "" : "q6_K"),
              Map.entry(Setting.TENSOR_TYPES, "attn_v=q8_0 ffn_down=q6_K"),
              Map.entry(Setting.PURE, "on"),
              Map.entry(Setting.LEAVE_OUTPUT, leaveOutput ? "on" : "off"),
              Map.entry(Setting.NEXTN_TYPE, "q5_1"),
              Map.entry(Setting.REQUANTIZE, "on"));
      assertEquals(Setting.all().size(), unusual.size());
      var form =
          filled
              .form()
              .holding(CreateForm.MODEL, AlteredDemo.withOutputTensor(directory).toString());
      for (var entry : unusual.entrySet()) {
        form = form.holding(entry.getKey().id(), entry.getValue());
      }
      Driver driver =
          new Driver(filled.with(form.holding(CreateForm.RUN, "")), tracker).press("ctrl-s");
      assertEquals("", state(driver).progress().refusal());
      assertTrue(work.started().isEmpty());

      Experiment demo = tracker.experiments().get("demo");
      Driver duplicate = new Driver(CreateState.like(services(), demo.id()), tracker).started();
      assertEquals("demo-2", state(duplicate).name());
      assertEquals(CreateForm.values(form), CreateForm.values(state(duplicate).form()));
      assertEquals(CreateForm.sources(form), CreateForm.sources(state(duplicate).form()));
      assertFalse(state(duplicate).touched());
      assertTrue(kept(duplicate).contains(" --held-out-chunks 3 "), kept(duplicate));
      assertTrue(kept(duplicate).contains(" --squares-only "), kept(duplicate));
      assertEquals("", kept(original));
      assertReported(demo);
    }
  }

  /** What is said of the settings that are folded away. */
  private static String kept(Driver driver) {
    CreateState state = state(driver);
    return RowNotes.of(state, state.form().find(CreateForm.ADVANCED).orElseThrow()).stream()
        .map(note -> note.text() + " ")
        .collect(Collectors.joining());
  }

  private void assertReported(Experiment experiment) throws IOException {
    CliFixture cli = new CliFixture(directory);
    String[] database = {"--db", database().toString()};
    String shown = cli.run("show", experiment.name(), database[0], database[1]).out();
    SettingValues settings = SettingValues.of(experiment.settings());
    for (Setting<?> setting : Setting.all()) {
      String option = String.join(" ", CommandWords.of(settings.only(List.of(setting))));
      assertTrue(shown.contains(" " + option), option + " is missing in " + shown);
    }
    String document = cli.run("show", experiment.name(), "--json", database[0], database[1]).out();
    String export =
        cli.run("export", experiment.name(), "--format", "json", database[0], database[1]).out();
    Map<?, ?> shownSettings = (Map<?, ?>) JSON.std.mapFrom(document).get("settings");
    Map<?, ?> exported = (Map<?, ?>) JSON.std.mapFrom(export).get("experiment");
    experiment
        .settings()
        .values()
        .forEach(
            (column, value) -> {
              assertEquals("" + value, "" + shownSettings.get(column), column);
              assertEquals("" + value, "" + exported.get(column), column);
            });
  }

  @Test
  void aDuplicateOfTheDemoCommandsExperimentUnpacksItsTexts() {
    try (Tracker tracker = Tracker.open(database())) {
      Path model = SmallExperiment.nativeSettings().selfTestModel();
      SmallExperiment.create(
          tracker,
          DemoExperiment.draft(
              "demo", model, SettingValues.NONE.with(Setting.THREADS, 1).with(Setting.LAYERS, 0)));
      Experiment demo = tracker.experiments().get("demo");
      Driver duplicate = new Driver(CreateState.like(services(), demo.id()), tracker).started();
      CreateState state = state(duplicate);
      assertEquals("prose=~/cache/quantloop/demo/prose", CreateForm.sources(state.form()).get(0));
      assertTrue(state.form().rows().stream().noneMatch(row -> RowNotes.hasProblem(state, row)));
    }
  }
}
