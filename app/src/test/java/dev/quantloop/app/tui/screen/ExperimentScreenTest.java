package dev.quantloop.app.tui.screen;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quantloop.app.commandline.CommandWords;
import dev.quantloop.app.guide.GuideFixture;
import dev.quantloop.app.guide.Proposal;
import dev.quantloop.app.tui.Effect;
import dev.quantloop.app.tui.Golden;
import dev.quantloop.app.tui.Message;
import dev.quantloop.app.tui.Screen;
import dev.quantloop.app.tui.ViewContext;
import dev.quantloop.app.tui.dialog.Confirmation;
import dev.quantloop.app.tui.grid.Grid;
import dev.quantloop.app.tui.screen.experiment.ExperimentState;
import dev.quantloop.app.tui.table.Column;
import dev.quantloop.tracker.record.EventKind;
import dev.quantloop.tracker.record.Experiment;
import dev.quantloop.tracker.record.NewRun;
import dev.quantloop.tracker.record.Run;
import dev.quantloop.tracker.record.RunProgress;
import dev.quantloop.tracker.record.RunState;
import dev.quantloop.tracker.service.Tracker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExperimentScreenTest {
  private static final List<Effect> GONE =
      List.of(new Effect.Close(), new Effect.Say("mine has been deleted elsewhere"));

  @TempDir Path directory;
  private Path database;

  @BeforeEach
  void history() {
    database = directory.resolve("quantloop.db");
    try (GuideFixture history = new GuideFixture(database)) {
      history.named("new", "Q4_K_M", "Q2_K");
      history
          .named("mine", "Q4_K_M", "Q2_K")
          .scored(0, 0, 1, 1)
          .scored(1, 4, 0.9, 0.8)
          .scored(2, 8, 0.88, 0.7)
          .scored(3, 16, 0.879, 0.699);
    }
  }

  private Driver open(Tracker tracker, String name) {
    Experiment experiment = tracker.experiments().get(name);
    Screen screen = ExperimentState.of(experiment.id(), name, NoWork.beside(database));
    return new Driver(screen, tracker).started();
  }

  @Test
  void saysThatItReadsBeforeTheFirstAnswer() {
    try (Tracker tracker = Tracker.open(database)) {
      Experiment mine = tracker.experiments().get("mine");
      Golden.check(
          "experiment-loading", ExperimentState.of(mine.id(), "mine", NoWork.beside(database)));
    }
  }

  @Test
  void tellsHowToBeginBeforeTheFirstIteration() {
    try (Tracker tracker = Tracker.open(database)) {
      Golden.check("experiment-empty", open(tracker, "new").screen());
    }
  }

  @Test
  void showsRankingCurveAndWhatToTryNext() {
    try (Tracker tracker = Tracker.open(database)) {
      Screen screen = open(tracker, "mine").screen();
      Golden.check("experiment", screen);
      Golden.check("experiment", screen, null, true, 200, 50);
      Golden.check("experiment-ascii", screen, null, false, 200, 50);
    }
  }

  @Test
  void showsHowTheCurveIsPredictedToGoOn() {
    try (GuideFixture history = new GuideFixture(database)) {
      history
          .named("grown", "Q4_K_M", "Q2_K")
          .chunkNoise(0.05)
          .scored(0, 0, 1.2, 1.3)
          .scored(1, 4, 1, 1)
          .replicate(1, 1.04, 0.97)
          .replicate(1, 0.98, 1.05)
          .scored(2, 8, 0.9, 0.8)
          .replicate(2, 0.91, 0.83)
          .scored(3, 16, 0.86, 0.72)
          .moved(2, 0.2)
          .moved(3, 0.14);
    }
    try (Tracker tracker = Tracker.open(database)) {
      Screen screen = open(tracker, "grown").screen();
      Golden.check("experiment-predicted", screen, null, true, 120, 40);
      Golden.check("experiment-predicted", screen, null, true, 200, 50);
      Golden.check("experiment-predicted-ascii", screen, null, false, 120, 40);
    }
  }

  @Test
  void saysWhatWasPutAside() {
    try (GuideFixture history = new GuideFixture(database)) {
      history.named("aside", "Q4_K_M", "Q2_K").scored(0, 0, 1.2, 1.3).scored(1, 4, 1, 1).putAside();
    }
    try (Tracker tracker = Tracker.open(database)) {
      Screen screen = open(tracker, "aside").screen();
      Golden.check("experiment-aside", screen);
      Golden.check("experiment-aside", screen, null, true, 200, 50);
    }
  }

  @Test
  void showsWhereARunIs() {
    try (Tracker tracker = Tracker.open(database)) {
      Experiment mine = tracker.experiments().get("mine");
      Run run = start(tracker, mine);
      tracker.runs().claim(run.id(), 4242, Instant.EPOCH);
      tracker.runs().heartbeat(run.id(), new RunProgress("4: imatrix", 12, 32, "chunks", 4));
      Golden.check("experiment-running", open(tracker, "mine").screen());
    }
  }

  @Test
  void showsWhatTheWorkerUsesAndWhereItsModelsAre() {
    try (Tracker tracker = Tracker.open(database)) {
      Experiment mine = tracker.experiments().get("mine");
      Run run = start(tracker, mine);
      tracker.runs().claim(run.id(), 4242, Instant.EPOCH);
      tracker.runs().heartbeat(run.id(), new RunProgress("4: evaluate", 12, 32, "chunks", 4));
      String models = "models: all of the baseline on the GPU, 15.7 GiB: it fits";
      tracker.runs().event(run.id(), Optional.empty(), EventKind.STAGE, models);
      ScreenServices plain = NoWork.beside(database);
      ScreenServices services =
          new ScreenServices(
              plain.work(),
              plain.preferences(),
              database,
              plain.directories(),
              new ToldProcesses("host"));
      ExperimentState state = ExperimentState.of(mine.id(), "mine", services);
      Driver driver = new Driver(state, tracker).started().hear(new Message.Changed());
      Golden.check("experiment-usage", driver.screen(), null, true, 120, 40);
    }
  }

  @Test
  void showsEachStageOfAnIterationAsItIs() {
    for (String title :
        List.of(
            "loading the model",
            "0: quantize Q4_K_M",
            "4: imatrix",
            "4: quantize Q2_K",
            "4: baseline",
            "4: evaluate",
            "3: write Q2_K")) {
      try (Tracker tracker = Tracker.open(database)) {
        Experiment mine = tracker.experiments().get("mine");
        Run run = tracker.runs().active(mine.id()).orElseGet(() -> start(tracker, mine));
        tracker.runs().heartbeat(run.id(), new RunProgress(title, 3, 16, "units", 0));
        String name = "experiment-stage-" + title.replaceAll("\\W+", "-").toLowerCase(Locale.ROOT);
        Golden.check(name, open(tracker, "mine").screen(), null, true, 80, 24);
      }
    }
  }

  private Run start(Tracker tracker, Experiment experiment) {
    Path log = directory.resolve("log");
    return tracker
        .runs()
        .start(new NewRun(experiment.id(), true, OptionalInt.empty(), "{}", "host", log, "0.1.0"));
  }

  @Test
  void comparesWithAPinnedIterationUntilItIsPinnedAgain() {
    try (Tracker tracker = Tracker.open(database)) {
      Driver driver = open(tracker, "mine").press("j", "p");
      Golden.check("experiment-pinned", driver.screen(), null, true, 120, 40);
      driver.press("p");
      assertTrue(((ExperimentState) driver.screen()).pinned().isEmpty());
    }
  }

  @Test
  void saysWhichKeyHelpsWhileAFilterIsTyped() {
    try (Tracker tracker = Tracker.open(database)) {
      Screen typing = open(tracker, "mine").press("/", "?").screen();
      Golden.check("experiment-filter", typing, null, true, 80, 24);
    }
  }

  @Test
  void walksThroughTheFiguresOfThePlot() {
    try (Tracker tracker = Tracker.open(database)) {
      Driver driver = open(tracker, "mine").press("m", "x", "v");
      Golden.check("experiment-median", driver.screen(), null, true, 120, 40);
      driver.press("m", "m", "m", "m");
      Grid grid = new Grid(120, 40);
      driver.screen().draw(grid.canvas(), new ViewContext(true, Instant.EPOCH));
      assertTrue(grid.toString().contains("─ KLD 99.9%"), grid.toString());
    }
  }

  /** As of quants with all tensors of a baseline that is quantized itself. */
  @Test
  void drawsNoPartsOfZero() {
    try (GuideFixture history = new GuideFixture(database)) {
      history.named("kept", "Q4_K_M", "Q2_K").scored(0, 0, 1, 0).scored(1, 4, 0.9, 0);
    }
    try (Tracker tracker = Tracker.open(database)) {
      Driver driver = open(tracker, "kept");
      assertFalse(text(driver).contains("b Q2_K"), text(driver));
      assertTrue(text(driver.press("v")).contains("b Q2_K"), text(driver));
    }
  }

  private static String text(Driver driver) {
    Grid grid = new Grid(80, 24);
    driver.screen().draw(grid.canvas(), new ViewContext(true, Instant.EPOCH));
    return grid.toString();
  }

  @Test
  void exportsWithAPreviewAndAsksBeforeItReplacesAFile() throws IOException {
    try (Tracker tracker = Tracker.open(database)) {
      Driver driver = open(tracker, "mine").press("E");
      Golden.check("experiment-export", driver.screen(), driver.dialog(), true, 80, 24);
      driver.press("tab", "tab");
      Golden.check("experiment-export-csv", driver.screen(), driver.dialog(), true, 200, 50);
      Golden.check("experiment-export-csv-ascii", driver.screen(), driver.dialog(), false, 60, 20);
      driver.press("ctrl-u");
      Path file = directory.resolve("figures.csv");
      driver.type(file.toString());
      assertEquals(new Effect.Say("wrote " + file), last(driver.press("enter")));
      String written = Files.readString(file);
      assertTrue(written.startsWith("experiment,iteration,"), written);

      driver.press("E", "tab", "ctrl-u");
      driver.type(file.toString());
      driver.press("enter");
      assertEquals("Replace figures.csv?", driver.dialog().title());
      assertEquals(written, Files.readString(file));
      driver.press("y");
      assertTrue(Files.readString(file).startsWith("# HELP quantloop_"));

      driver.press("E", "ctrl-u");
      driver.type(database.toString());
      driver.press("enter", "y");
      assertTrue(last(driver).toString().contains("not written: "), last(driver).toString());
      assertEquals("nothing has been evaluated", disabled(open(tracker, "new"), "export"));
    }
  }

  private static Effect last(Driver driver) {
    return driver.effects().get(driver.effects().size() - 1);
  }

  @Test
  void guidesWithReasonsAndCommands() {
    try (Tracker tracker = Tracker.open(database)) {
      Driver driver = open(tracker, "mine").press("i");
      Effect.Show show = assertInstanceOf(Effect.Show.class, driver.effects().get(0));
      Grid grid = new Grid(100, 60);
      show.dialog().draw(grid.canvas(), new ViewContext(true, Instant.EPOCH));
      String text = grid.toString();
      assertTrue(text.contains("Q2_K"), text);
      assertTrue(text.contains("1. "), text);
      assertTrue(text.contains("   quantloop "), text);
    }
  }

  @Test
  void showsPercentilesWhileTheySettle() {
    try (GuideFixture history = new GuideFixture(database)) {
      history.of("mine").evaluating(4, 32, 3, 0.879, 0.698);
    }
    try (Tracker tracker = Tracker.open(database)) {
      Run run = start(tracker, tracker.experiments().get("mine"));
      tracker.runs().claim(run.id(), 4242, Instant.EPOCH);
      tracker.runs().heartbeat(run.id(), new RunProgress("4: evaluate", 3, 16, "chunks", 0.5));
      Golden.check("experiment-evaluating", open(tracker, "mine").screen());
    }
  }

  @Test
  void showsTheColumnsThatWereChosenAlsoTheNextTime() {
    try (Tracker tracker = Tracker.open(database)) {
      Driver driver = open(tracker, "mine").press("C", "space", "j", "J", "enter");
      List<String> chosen = columns(driver);
      assertFalse(chosen.contains("rank"), chosen.toString());
      assertEquals(List.of("tokens", "iter"), chosen.subList(0, 2));
      assertEquals(chosen, columns(open(tracker, "mine")));
    }
  }

  private static List<String> columns(Driver driver) {
    return ((ExperimentState) driver.screen())
        .table().columns().stream().map(Column::name).toList();
  }

  @Test
  void keepsTheGuideToItselfWhileARunIsAtWork() {
    try (Tracker tracker = Tracker.open(database)) {
      Experiment mine = tracker.experiments().get("mine");
      start(tracker, mine);
      assertEquals("a run is at work", disabled(open(tracker, "mine"), "guide"));
    }
  }

  /** Notes what is carried out. */
  private static final class NotedWork extends NoWork {
    private final List<String> carriedOut = new ArrayList<>();

    @Override
    public String carryOut(Proposal proposal) {
      carriedOut.add(CommandWords.of(proposal).get(0));
      return "done";
    }
  }

  @Test
  void saysWhereFilesGoBeforeASuggestionIsCarriedOut() {
    try (Tracker tracker = Tracker.open(database)) {
      NotedWork work = new NotedWork();
      ScreenServices plain = NoWork.beside(database);
      ScreenServices services =
          new ScreenServices(work, plain.preferences(), database, plain.directories());
      Experiment mine = tracker.experiments().get("mine");
      ExperimentState state = ExperimentState.of(mine.id(), "mine", services);
      Driver driver = new Driver(state, tracker).started().press("i", "enter");
      Confirmation question = assertInstanceOf(Confirmation.class, driver.dialog());
      assertTrue(question.lines().get(2).contains(" mine"));
      assertEquals(List.of(), work.carriedOut);
      String where = question.lines().get(0);
      assertEquals("Its files go beside the database, to " + directory, where);
      driver.press("y");
      assertEquals(List.of("run"), work.carriedOut);
    }
  }

  @Test
  void letsASuggestedCommandBeChangedBeforeItIsCarriedOut() {
    try (Tracker tracker = Tracker.open(database)) {
      Driver driver = open(tracker, "new").press("i", "e");
      assertEquals(List.of(new Effect.AskCommand("run new")), driver.effects());
    }
  }

  @Test
  void tellsTheReasonOfAFailureOnceAndInFull() {
    try (Tracker tracker = Tracker.open(database)) {
      Run run = start(tracker, tracker.experiments().get("mine"));
      tracker.runs().claim(run.id(), 4242, Instant.EPOCH);
      String reason =
          "the model of this experiment is gone: /models/a/directory/with/a/long/name/f16.gguf;"
              + " put it back (SHA-256 "
              + "0123456789abcdef".repeat(2)
              + ")";
      tracker.runs().end(run.id(), RunState.FAILED, reason);
      Golden.check("experiment-failed", open(tracker, "mine").screen());
    }
  }

  @Test
  void givesThePlotTheRoomOfARunThatIsOver() {
    try (GuideFixture history = new GuideFixture(database)) {
      history.of("mine").scored(4, 32, 0.878, 0.69);
    }
    try (Tracker tracker = Tracker.open(database)) {
      Run run = start(tracker, tracker.experiments().get("mine"));
      tracker.runs().claim(run.id(), 4242, Instant.EPOCH);
      tracker.runs().end(run.id(), RunState.FINISHED, "2 iterations done");
      Golden.check("experiment-finished", open(tracker, "mine").screen());
    }
  }

  @Test
  void startsNoRunThatWouldDoNothing() {
    try (GuideFixture history = new GuideFixture(database)) {
      history.named("flat", "Q4_K_M", "Q2_K").scored(0, 0, 1, 1).scored(1, 4, 0.9, 0.8);
      history.scored(2, 8, 0.88, 0.7).scored(3, 16, 0.879, 0.699);
      history.scored(4, 32, 0.8785, 0.6985).scored(5, 64, 0.8785, 0.6985);
      for (double luck : new double[] {0.9999, 1.0001, 1.0002}) {
        history.replicate(2, luck * 0.88, luck * 0.7).replicate(4, luck * 0.8785, luck * 0.6985);
      }
    }
    try (Tracker tracker = Tracker.open(database)) {
      assertEquals(
          "nothing is left to do, plateau: for 2 steps in a row another doubling can bring any"
              + " quant type less than 1 %; i tells what to try next",
          disabled(open(tracker, "flat"), "run"));
      assertEquals("", disabled(open(tracker, "new"), "run"));
    }
  }

  private static String disabled(Driver driver, String name) {
    return driver.screen().actions().stream()
        .filter(action -> action.name().equals(name))
        .findFirst()
        .flatMap(Screen.Action::disabled)
        .orElse("");
  }

  @Test
  void columnsStandStillWhileRowsAreScrolled() {
    try (Tracker tracker = Tracker.open(database)) {
      Driver driver = open(tracker, "mine");
      String first = titles(driver);
      for (int i = 0; i < 7; i++) {
        assertEquals(first, titles(driver.press("j")));
      }
    }
  }

  private static String titles(Driver driver) {
    Grid grid = new Grid(40, 9);
    driver.screen().draw(grid.canvas(), new ViewContext(true, Instant.EPOCH));
    return grid.toString().lines().filter(line -> line.contains("iter")).findFirst().orElseThrow();
  }

  @Test
  void goesBackWhenTheExperimentIsGone() {
    try (Tracker tracker = Tracker.open(database)) {
      Driver removed = open(tracker, "mine");
      tracker.experiments().remove(tracker.experiments().get("mine").id());
      removed.press("R");
      assertEquals(GONE, removed.effects().subList(1, 3));
      Driver purged = open(tracker, "new");
      tracker.experiments().purge(tracker.experiments().get("new").id());
      purged.hear(new Message.Changed());
      assertEquals(new Effect.Say("new has been deleted elsewhere"), purged.effects().get(1));
    }
  }

  @Test
  void copiesTheSelectedRow() {
    try (Tracker tracker = Tracker.open(database)) {
      Driver driver = open(tracker, "mine").press("y");
      Effect.Copy copy = assertInstanceOf(Effect.Copy.class, driver.effects().get(0));
      assertTrue(copy.text().startsWith("mine:"), copy.text());
      assertEquals("the row", copy.what());
    }
  }
}
