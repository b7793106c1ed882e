package dev.quantloop.app.tui.screen.create;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quantloop.app.Directories;
import dev.quantloop.app.cli.CliFixture;
import dev.quantloop.app.demo.DemoModel;
import dev.quantloop.app.experiment.ExperimentSpec;
import dev.quantloop.app.guide.ComparableExperiment;
import dev.quantloop.app.guide.Speeds;
import dev.quantloop.app.setting.Setting;
import dev.quantloop.app.setting.SettingValues;
import dev.quantloop.app.source.SourceSpec;
import dev.quantloop.app.tui.Effect;
import dev.quantloop.app.tui.Golden;
import dev.quantloop.app.tui.Preferences;
import dev.quantloop.app.tui.form.Row;
import dev.quantloop.app.tui.screen.Driver;
import dev.quantloop.app.tui.screen.ProgramActions;
import dev.quantloop.app.tui.screen.ScreenServices;
import dev.quantloop.app.tui.screen.corpus.CorpusState;
import dev.quantloop.app.tui.screen.create.CreateState.Stage;
import dev.quantloop.llama.quantize.QuantType;
import dev.quantloop.tracker.id.ModelId;
import dev.quantloop.tracker.record.ModelFile;
import dev.quantloop.tracker.service.Tracker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Frames show paths, so the files have the same in every run: below the home that ~ stands for. */
class CreateScreenTest {
  private static final Path HOME = Path.of("target/create-screen").toAbsolutePath();

  @TempDir Path directory;
  private final List<ExperimentSpec> created = new ArrayList<>();
  private final FakeWork work = new FakeWork(created::add);
  private Tracker tracker;

  @BeforeAll
  static void files() throws IOException {
    Files.createDirectories(HOME.resolve("texts/src"));
    Files.writeString(HOME.resolve("texts/book.txt"), "word ".repeat(40_000));
    Files.writeString(HOME.resolve("texts/short.txt"), "word ".repeat(100));
    Files.createDirectories(HOME.resolve("other"));
    Files.writeString(HOME.resolve("other/binary.txt"), "\0".repeat(100));
    Files.writeString(HOME.resolve("texts/src/One.java"), "class One {}\n".repeat(9_000));
    Files.writeString(HOME.resolve("texts/src/Two.java"), "class Two {}\n".repeat(9_000));
    Files.writeString(HOME.resolve("texts/src/.hidden"), "hidden");
    Path model = HOME.resolve("demo-f16.gguf");
    if (!Files.exists(model)) {
      Files.copy(DemoModel.unpack(CliFixture.sharedCache()), model);
    }
  }

  @BeforeEach
  void open() {
    tracker = Tracker.open(directory.resolve("quantloop.db"));
  }

  @AfterEach
  void close() {
    tracker.close();
  }

  private ScreenServices services(ProgramActions doing) {
    return new ScreenServices(
        doing,
        new Preferences(directory.resolve("interface.properties")),
        directory.resolve("quantloop.db"),
        Directories.of(Map.of("HOME", HOME.toString())));
  }

  private Driver empty(ProgramActions doing) {
    return new Driver(CreateState.of(services(doing)), tracker).started();
  }

  /** With a name, the demo model and two sources. */
  private Driver filled(ProgramActions doing) {
    return onMachine(
        empty(doing)
            .type("mine")
            .press("down")
            .type("~/demo-f16.gguf")
            .press("down")
            .type("book=~/texts/book.txt")
            .press("down")
            .type("code=~/texts/src")
            .press("down"));
  }

  /** The machine's own memory and disk are other in every run. */
  private static Driver onMachine(Driver driver) {
    return surveyed(driver, Optional.empty(), 50L << 30);
  }

  private static Driver surveyed(
      Driver driver, Optional<ComparableExperiment> comparable, long disk) {
    return driver.hear(
        LookupEffects.surveyed(
            LookupEffects.surveyKey(state(driver).form()),
            comparable,
            new Lookups.Machine(8L << 30, disk)));
  }

  private static CreateState state(Driver driver) {
    return (CreateState) driver.screen();
  }

  /** The focus on a row, as by a click. */
  private static Driver at(Driver driver, String row) {
    List<String> names = state(driver).form().rows().stream().map(Row::name).toList();
    return driver.click(names.indexOf(row));
  }

  private static String text(Driver driver, String row) {
    return state(driver).form().text(row);
  }

  private static List<String> notes(Driver driver, String row) {
    Row found = state(driver).form().find(row).orElseThrow();
    return RowNotes.of(state(driver), found).stream().map(note -> note.text()).toList();
  }

  @Test
  void opensTheReportOfTheSourcesThatAreEntered() {
    assertTrue(
        empty(work).screen().actions().stream()
            .anyMatch(one -> one.name().equals("report") && one.disabled().isPresent()));
    Driver driver = filled(work).press("f7");
    Effect.Open opened = (Effect.Open) driver.effects().get(0);
    assertEquals("Sources", opened.screen().title());
    assertEquals(state(driver).spec().orElseThrow(), ((CorpusState) opened.screen()).spec());
  }

  @Test
  void asksForLittleBeforeAnythingIsEntered() {
    Golden.check("create-empty", empty(work).screen());
  }

  @Test
  void saysWhatModelTextsAndSettingsAmountTo() {
    Golden.check("create", filled(work).screen());
    Golden.check("create-ascii", filled(work).screen(), null, false, 80, 24);
  }

  @Test
  void saysWhatIsWrongAsOneTypes() {
    Driver driver = empty(work).type("my own").press("down").type("~/texts/book.txt");
    driver.press("down").type("text=~/texts/none.txt");
    at(driver, Setting.CONTEXT.id()).type("half");
    Golden.check("create-invalid", onMachine(driver).screen());
  }

  @Test
  void saysThatTokensAreBeingCounted() {
    Driver driver = empty(work).type("mine").press("down", "down").type("~/texts/book.txt");
    driver.press("up").holding().type("~/demo-f16.gguf").release();
    Golden.check("create-counting", onMachine(driver).screen());
    assertTrue(notes(driver, "source-1").get(0).endsWith(", counting…"));
    onMachine(driver.release());
    assertTrue(notes(driver, "source-1").get(0).endsWith(", 1 document, 50.0k tokens"));
  }

  @Test
  void showsEachCountAsSoonAsItIsThereThoseOfSmallSourcesFirst() {
    Driver driver = empty(work).press("down", "down").type("text=~/texts/book.txt").press("down");
    driver.type("code=~/texts/src").press("down");
    List<String> seen = new ArrayList<>();
    work.looking(
        () -> {
          seen.addAll(notes(driver, "source-1"));
          seen.addAll(notes(driver, "source-2"));
        });
    at(driver, CreateForm.MODEL).type("~/demo-f16.gguf");
    assertTrue(seen.get(0).endsWith("1 document, 50.0k tokens"), seen.toString());
    assertTrue(seen.get(1).contains(", counting…"), seen.toString());
    assertEquals(1, work.counted().size());
  }

  @Test
  void saysWhatShareOfAllTokensASourceHasOnceAllAreCounted() {
    Driver driver = filled(work);
    assertTrue(notes(driver, "source-1").get(0).endsWith("50.0k tokens (46.1 %)"));
    assertTrue(notes(driver, "source-2").get(0).contains("58.5k tokens (53.9 %); 1 hidden"));
    driver.type("bad=~/other/binary.txt").press("down");
    assertTrue(notes(driver, "source-1").get(0).endsWith("50.0k tokens"));
  }

  @Test
  void showsTheQuantTypesByTheirBits() {
    Driver driver = at(filled(work), Setting.QUANTS.id()).type("iq2_m").press("space");
    assertEquals("Q4_K_M,Q2_K,IQ2_M", text(driver, Setting.QUANTS.id()));
    Golden.check("create-quants", driver.screen());
  }

  @Test
  void listsWhatAPathMayBecome() {
    Driver driver = empty(work).press("down", "down").type("text=~/texts/").press("tab");
    Golden.check("create-completion", driver.press("tab").screen());
    assertEquals("text=~/texts/book.txt", text(driver, "source-1"));
    assertEquals("text=~/texts/short.txt", text(driver.press("down"), "source-1"));
  }

  @Test
  void completesAPathAndThenGoesOn() {
    Driver driver = empty(work).press("down").type("~/dem").press("tab");
    assertEquals("~/demo-f16.gguf", text(driver, CreateForm.MODEL));
    assertEquals(CreateForm.MODEL, state(driver).form().focused().name());
    assertEquals("source-1", state(driver.press("tab")).form().focused().name());
  }

  @Test
  void tellsTheTimeBySpeedsOnRecord() {
    ModelFile demo =
        new ModelFile(
            new ModelId(1),
            "0".repeat(64),
            "small",
            Path.of("small.gguf"),
            "llama",
            "F16",
            1,
            2_000_000,
            4096,
            1024);
    Speeds speeds = new Speeds(0.05, Map.of("Q2_K", 0.5), 2e-5);
    ComparableExperiment comparable =
        new ComparableExperiment("small", demo, false, 512, speeds, Map.of());
    Driver driver = surveyed(filled(work), Optional.of(comparable), 1 << 20);
    Golden.check("create-time", driver.screen());
  }

  @Test
  void saysWhereTheTextsAreTooShort() {
    Driver driver = empty(work).type("mine").press("down").type("~/demo-f16.gguf");
    driver.press("down").type("text=~/texts/short.txt").press("down");
    assertTrue(
        state(driver)
            .estimate()
            .problem()
            .contains("has 0 chunks of 512 tokens in whole documents"));
    driver.press("ctrl-s");
    assertEquals(Setting.CHUNKS.id(), state(driver).form().focused().name());
    assertTrue(created.isEmpty());
  }

  @Test
  void saysUnderTheButtonWhatItTakesWhereThereIsNoOtherRoom() {
    Driver driver = at(filled(work), CreateForm.CREATE);
    Golden.check("create-end", driver.screen(), null, true, 40, 10);
  }

  @Test
  void leadsToWhatIsMissing() {
    Driver driver = empty(work).press("ctrl-s");
    assertEquals(CreateForm.NAME, state(driver).form().focused().name());
    assertEquals(List.of("give it a name"), notes(driver, CreateForm.NAME));
    driver.type("mine").press("ctrl-s");
    assertEquals(CreateForm.MODEL, state(driver).form().focused().name());
    driver.type("~/demo-f16.gguf").press("ctrl-s");
    assertEquals("source-1", state(driver).form().focused().name());
    assertTrue(created.isEmpty());
  }

  @Test
  void leadsToAProblemUnderTheFold() {
    Driver driver = at(filled(work), CreateForm.ADVANCED).press("space", "down");
    driver.type("many").press("up", "space", "ctrl-s");
    assertEquals(Setting.STEPS.id(), state(driver).form().focused().name());
    assertTrue(state(driver).form().has(CreateForm.ADVANCED));
  }

  @Test
  void creates() {
    Driver driver = filled(work).holding().press("ctrl-s");
    Golden.check("create-creating", driver.screen());
    driver.type("x");
    assertEquals("mine", text(driver, CreateForm.NAME));
    assertTrue(created.isEmpty());
  }

  @Test
  void passesOnWhatIsEntered() {
    FakeWork refusing = FakeWork.refusing("the disk is full");
    Driver driver = filled(refusing).press("ctrl-s");
    Golden.check("create-refused", driver.screen());
    assertEquals("mine", text(driver, CreateForm.NAME));
    assertEquals(Stage.EDITING, state(driver).progress().stage());
    filled(new FakeWork(created::add)).holding().press("ctrl-s").release();
    assertEquals(
        new ExperimentSpec(
            "mine",
            Path.of(HOME + "/demo-f16.gguf"),
            List.of(
                SourceSpec.parse("book=" + HOME + "/texts/book.txt"),
                SourceSpec.parse("code=" + HOME + "/texts/src")),
            SettingValues.NONE.with(Setting.QUANTS, List.of(QuantType.Q4_K_M, QuantType.Q2_K))),
        created.get(0));
  }

  @Test
  void waitsForAnswersWhenTheKeysAreFaster() {
    Driver driver = empty(work).holding().type("mine").press("down").type("~/demo-f16.gguf");
    driver.press("down").type("book=~/texts/book.txt").press("ctrl-s");
    assertEquals(Stage.CHECKING, state(driver).progress().stage());
    driver.release();
    assertEquals(Stage.CREATING, state(driver).progress().stage());
    driver.release();
    assertEquals("mine", created.get(0).name());
  }

  @Test
  void namesWhatHasNoName() {
    Driver driver = empty(work).press("down").type("~/demo-f16.gguf").press("down");
    driver.type("~/texts/book.txt").press("down");
    assertEquals("demo", state(driver).name());
    assertEquals("book=~/texts/book.txt", text(driver, "source-1"));
  }

  @Test
  void countsOnlyWhatIsNew() {
    Driver driver = filled(work);
    int before = work.counted().size();
    driver.press("up", "backspace", "backspace", "backspace");
    driver.type("src").press("down");
    assertEquals(before, work.counted().size());
  }

  @Test
  void refusesATextThatIsInTwoSources() {
    Driver driver = filled(work).press("up");
    driver.press("down").type("again=~/texts/src/One.java").press("down");
    assertTrue(
        notes(driver, "source-3").stream().anyMatch(note -> note.contains("belongs to the")),
        () -> notes(driver, "source-3").toString());
  }

  @Test
  void saysOfEachSourceOnlyWhatIsWrongWithIt() {
    Driver driver = filled(work).type("bad=~/other/binary.txt").press("down");
    at(driver, CreateForm.MODEL).press("backspace").holding().type("f").release().release();
    Golden.check("create-uncounted", onMachine(driver).screen(), null, true, 80, 24);
    assertEquals(1, notes(driver, "source-1").size());
    assertEquals(1, notes(driver, "source-2").size());
    assertTrue(notes(driver, "source-3").get(1).endsWith("binary.txt is binary, not text"));
    at(driver, "source-3").press("ctrl-x");
    assertTrue(state(driver).estimate().forecast().isPresent());
  }

  @Test
  void saysUnderTheLastOfTheSourcesThatTheyAreTheSame() {
    Driver driver = at(filled(work), "source-2").press("ctrl-u").type("book=~/texts/book.txt");
    driver.press("down");
    assertEquals(1, notes(driver, "source-1").size());
    assertTrue(notes(driver, "source-2").get(1).startsWith("two sources are called book"));
    at(driver, "source-1").press("ctrl-x");
    assertEquals(1, notes(driver, "source-1").size());
  }

  @Test
  void aSourceThatIsTakenOutGivesItsPlaceToTheNext() {
    Driver driver = at(filled(work), "source-1").press("ctrl-x");
    assertEquals("source-1", state(driver).form().focused().name());
    assertEquals("code=~/texts/src", text(driver, "source-1"));
    driver.press("ctrl-x");
    assertEquals("source-1", state(driver).form().focused().name());
    assertEquals("", text(driver, "source-1"));
  }

  @Test
  void enterShowsMoreSettings() {
    Driver driver = at(filled(work), CreateForm.ADVANCED).press("enter");
    assertEquals(CreateForm.ADVANCED, state(driver).form().focused().name());
    assertTrue(state(driver).form().has(CreateForm.ADVANCED));
  }

  @Test
  void forgetsWhyItWasRefusedWhenTheFormChanges() {
    Driver driver = filled(FakeWork.refusing("the disk is full")).press("ctrl-s");
    assertTrue(notes(driver, CreateForm.CREATE).contains("the disk is full"));
    at(driver, CreateForm.NAME).type("2");
    assertFalse(notes(driver, CreateForm.CREATE).contains("the disk is full"));
  }

  @Test
  void saysHowTheModelsWillBeUsed() {
    Driver driver = filled(work).later();
    Golden.check("create-plan", onMachine(driver).screen());
    at(driver, CreateForm.NAME).type("2").later();
    at(driver, Setting.MAX.id()).type("64k").later();
    assertEquals(1, work.planned().size());
    at(driver, Setting.LAYERS.id()).type("3").later();
    assertEquals(2, work.planned().size());
    assertTrue(work.planned().get(1).settings().find(Setting.LAYERS).isPresent());
    at(driver, Setting.LAYERS.id()).press("backspace");
    assertTrue(ModelUse.of(state(driver)).isPresent());
  }

  @Test
  void plansOnlyWhatIsStillWantedAfterAWhile() {
    Driver driver = at(filled(work), Setting.CONTEXT.id()).type("1");
    assertFalse(state(driver).estimate().forecast().isPresent() && work.planned().size() > 0);
    List<Effect> waiting = driver.type("28").effects();
    String due =
        waiting.stream()
            .filter(Effect.Later.class::isInstance)
            .map(one -> ((LookupEffects.PlanDue) ((Effect.Later) one).message()).lookup())
            .findFirst()
            .orElseThrow();
    driver.press("backspace").hear(new LookupEffects.PlanDue(due));
    assertEquals(List.of(), work.planned());
  }

  @Test
  void saysInALineWhyThereIsNoPlan() {
    Driver driver = at(filled(work), Setting.CONTEXT.id()).type("1024").later();
    Golden.check("create-no-plan", onMachine(driver).screen(), null, true, 80, 24);
  }

  @Test
  void keepsAnEmptyRowForAnotherSourceAndTakesSourcesOut() {
    Driver driver = filled(work);
    assertEquals("", text(driver, "source-3"));
    driver.press("up", "up", "ctrl-x", "down");
    assertEquals(List.of("code=~/texts/src"), CreateForm.sources(state(driver).form()));
    assertTrue(state(driver).form().find("source-3").isEmpty());
  }

  @Test
  void appliesPresetsAndKeepsWhatWasTypedForItsOwnPreset() {
    Driver driver = at(filled(work), CreateForm.PRESET).press("right");
    assertEquals("quick look", text(driver, CreateForm.PRESET));
    assertEquals("10", text(driver, Setting.CHUNKS.id()));
    at(driver, Setting.CONTEXT.id()).type("1024");
    assertEquals(CreateForm.OWN, text(driver, CreateForm.PRESET));
    at(driver, CreateForm.PRESET).press("right");
    assertEquals("usual", text(driver, CreateForm.PRESET));
    assertEquals("", text(driver, Setting.CONTEXT.id()));
    driver.press("left");
    assertEquals("1024", text(driver, Setting.CONTEXT.id()));
    assertEquals("10", text(driver, Setting.CHUNKS.id()));
  }

  @Test
  void keepsAPresetOfOnesOwnAndForgetsIt() {
    Driver driver = at(filled(work), CreateForm.PRESET).press("right", "f5");
    driver.type("at night").press("enter");
    assertEquals("at night", text(driver, CreateForm.PRESET));
    assertEquals("10", Preset.all(services(work).preferences()).get(5).values().get("eval-chunks"));
    driver.press("f6", "y");
    assertEquals(CreateForm.OWN, text(driver, CreateForm.PRESET));
    assertEquals(5, Preset.all(services(work).preferences()).size());
    assertEquals("10", text(driver, Setting.CHUNKS.id()));
  }

  @Test
  void asksOnlyWhereSomethingWouldBeLost() {
    assertInstanceOf(Effect.Close.class, empty(work).press("escape").effects().get(0));
    Driver driver = filled(work).press("escape");
    assertInstanceOf(Effect.Show.class, driver.effects().get(0));
    Golden.check("create-leave", driver.screen(), driver.dialog(), true, 80, 24);
    assertFalse(driver.press("y").effects().isEmpty());
  }

  @Test
  void asksBeforeTheDemoReplacesWhatIsEntered() {
    Driver driver = filled(work).press("f4");
    assertEquals("mine", text(driver, CreateForm.NAME));
    assertEquals("demo", text(driver.press("y"), CreateForm.NAME));
  }

  @Test
  void refusesASourceThatSaysNothing() {
    Driver driver = empty(work).type("mine").press("down").type("~/demo-f16.gguf");
    driver.press("down").type("=~/texts/book.txt").press("ctrl-s");
    assertEquals("source-1", state(driver).form().focused().name());
    assertTrue(notes(driver, "source-1").get(0).contains("can't be the name of a source"));
  }

  @Test
  void fillsInTheDemoByOneKey() {
    Driver driver = empty(work).press("f4");
    assertEquals("demo", text(driver, CreateForm.NAME));
    assertEquals(3, CreateForm.sources(state(driver).form()).size());
    assertEquals("27648", text(driver, Setting.MAX.id()));
    assertEquals(CreateForm.CREATE, state(driver).form().focused().name());
    assertTrue(
        state(driver).form().rows().stream()
            .noneMatch(row -> RowNotes.hasProblem(state(driver), row)));
  }
}
