package dev.quantloop.app.tui.screen;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quantloop.app.guide.GuideFixture;
import dev.quantloop.app.imports.ImportFiles;
import dev.quantloop.app.tui.Effect;
import dev.quantloop.app.tui.Golden;
import dev.quantloop.app.tui.Message;
import dev.quantloop.app.tui.Screen;
import dev.quantloop.app.tui.dialog.Prompt;
import dev.quantloop.app.tui.screen.experiment.ExperimentState;
import dev.quantloop.app.tui.screen.listing.ListingState;
import dev.quantloop.tracker.id.ExperimentId;
import dev.quantloop.tracker.service.Tracker;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ListingScreenTest {
  @TempDir private Path directory;

  @Test
  void showsFilesInOneRankingBySizeAndWhatTheLedgersHold() {
    Path database = directory.resolve("quantloop.db");
    try (GuideFixture history = new GuideFixture(database)) {
      history.chunkNoise(0.1).named("mine", "Q4_K_M", "Q2_K").scored(0, 0, 1, 4);
      history.scored(1, 4, 0.8, 3).scored(2, 8, 0.77, 2.9);
      history.quantBytes(1_500_000).named("other", "IQ2_XS").scored(1, 4, 3.5);
      history.quantBytes(2_900_000).named("large", "Q8_0").scored(1, 4, 0.1);
      history.named("empty", "Q4_K_M");
    }
    ScreenServices services = NoWork.beside(database);
    try (Tracker tracker = Tracker.open(database)) {
      ExperimentId mine = tracker.experiments().get("mine").id();
      check("judge", open(ListingState.judge(mine, services), tracker).screen());

      Driver pareto = open(ListingState.pareto(mine, services), tracker);
      check("pareto", pareto.screen());
      Screen before = pareto.screen();
      assertEquals(before, pareto.hear(new Message.Changed()).screen(), "nothing is read again");
      assertTrue(said(pareto.press("G", "enter")).startsWith("smallest that is not detectably"));
      pareto.press("b").type("4 cats");
      assertEquals(
          "'4 cats' is not a size, such as 4GiB",
          ((Prompt) pareto.press("enter").dialog()).problem().apply("4 cats").orElseThrow());
      pareto.press("ctrl-u").type("1KiB");
      assertEquals("no file is smaller than 1.0 KiB", said(pareto.press("enter")));
      pareto.press("b").type("4GiB");
      assertTrue(said(pareto.press("enter")).startsWith("best below 4.0 GiB: large:1:Q8_0"));

      Driver ledger = open(ListingState.ledger(services), tracker);
      check("ledger", ledger.screen());
      assertEquals("empty has no imatrix yet", said(ledger.press("I")));
      ledger.press("j", "j", "j", "I");
      Effect.Open inspector = assertInstanceOf(Effect.Open.class, ledger.effects().get(0));
      assertTrue(inspector.screen().title().startsWith("Inspect "));
      ExperimentId empty = tracker.experiments().get("empty").id();
      Golden.check(
          "judge-empty",
          open(ListingState.judge(empty, services), tracker).screen(),
          null,
          true,
          80,
          24);
    }
  }

  @Test
  void saysOfFilesBySizeWhatWasPutAside() {
    Path database = directory.resolve("quantloop.db");
    try (GuideFixture history = new GuideFixture(database)) {
      history.chunkNoise(0.1).named("mine", "Q4_K_M").scored(0, 0, 1).scored(1, 4, 0.8).putAside();
    }
    try (Tracker tracker = Tracker.open(database)) {
      ExperimentId mine = tracker.experiments().get("mine").id();
      Screen pareto = open(ListingState.pareto(mine, NoWork.beside(database)), tracker).screen();
      Golden.check("pareto-aside", pareto, null, true, 120, 40);
    }
  }

  @Test
  void showsTheTablesOfAShootOut() {
    Path database = directory.resolve("quantloop.db");
    try (GuideFixture history = new GuideFixture(database)) {
      history.chunkNoise(0.1).named("shots", "Q4_K_M", "Q2_K");
      history.heldAgainst(0, "no imatrix", 0, 1.2, 4).heldAgainst(1, "mine", 8, 0.8, 3);
      history.heldAgainst(2, "random", 8, 0.9, 3.4).heldAgainst(3, "theirs", 8, 0.8, 2.98);
      history.named("grows", "Q2_K").scored(0, 0, 1).scored(1, 4, 0.8);
      history.named("begun", "Q2_K").heldAgainst(0, "no imatrix", 0).heldAgainst(1, "mine", 8);
    }
    ScreenServices services = NoWork.beside(database);
    try (Tracker tracker = Tracker.open(database)) {
      ExperimentId shots = tracker.experiments().get("shots").id();
      Driver screen = open(ListingState.shootOut(shots, services), tracker);
      check("shoot-out", screen.screen());
      check("shoot-out-kld", screen.press("t").screen());
      check("shoot-out-text", screen.press("t", "d").screen());

      Driver one = open(ExperimentState.of(shots, "shots", services), tracker);
      assertTrue(can(one));
      ExperimentId grows = tracker.experiments().get("grows").id();
      assertFalse(can(open(ExperimentState.of(grows, "grows", services), tracker)));
      ExperimentId begun = tracker.experiments().get("begun").id();
      assertFalse(can(open(ExperimentState.of(begun, "begun", services), tracker)));
    }
  }

  @Test
  void showsWhatWasImported() {
    Path database = directory.resolve("quantloop.db");
    Path files = Path.of("src/test/resources/dev/quantloop/app/imports");
    ScreenServices services = NoWork.beside(database);
    try (Tracker tracker = Tracker.open(database)) {
      ImportFiles imports = new ImportFiles(tracker);
      ExperimentId theirs =
          imports
              .record("theirs", Optional.empty(), imports.read(List.of(files), Optional.empty()))
              .id();
      Screen listed = open(ListingState.imported(theirs, services), tracker).screen();
      check("imported", listed);
      Golden.check("imported", listed, null, true, 40, 10);
      Screen experiment = open(ExperimentState.of(theirs, "theirs", services), tracker).screen();
      check("experiment-imported", experiment);
      Golden.check("experiment-imported", experiment, null, true, 40, 10);
    }
  }

  private static boolean can(Driver driver) {
    return driver.screen().actions().stream()
        .filter(action -> action.name().equals("shoot-out"))
        .findFirst()
        .orElseThrow()
        .disabled()
        .isEmpty();
  }

  private static Driver open(Screen screen, Tracker tracker) {
    return new Driver(screen, tracker).started();
  }

  private static void check(String name, Screen screen) {
    Golden.check(name, screen, null, true, 80, 24);
    Golden.check(name, screen, null, true, 200, 50);
  }

  private static String said(Driver driver) {
    List<Effect> effects = driver.effects();
    return ((Effect.Say) effects.get(effects.size() - 1)).text();
  }
}
