package dev.quantloop.app.tui.screen;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quantloop.app.guide.GuideFixture;
import dev.quantloop.app.guide.Proposal;
import dev.quantloop.app.tui.Effect;
import dev.quantloop.app.tui.Golden;
import dev.quantloop.app.tui.Message;
import dev.quantloop.app.tui.Screen;
import dev.quantloop.app.tui.screen.allocate.AllocateState;
import dev.quantloop.app.tui.screen.experiment.ExperimentState;
import dev.quantloop.tracker.id.ExperimentId;
import dev.quantloop.tracker.id.RunId;
import dev.quantloop.tracker.record.RunProgress;
import dev.quantloop.tracker.record.RunStage;
import dev.quantloop.tracker.service.Tracker;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AllocateScreenTest {
  @TempDir Path directory;
  private Tracker tracker;

  private Path database() {
    return directory.resolve("quantloop.db");
  }

  private void history(Consumer<GuideFixture> more) {
    try (GuideFixture history = new GuideFixture(database()).chunkNoise(0.05)) {
      history.named("mine", "Q2_K").scored(0, 0, 1).scored(1, 4, 0.8);
      more.accept(history);
    }
    tracker = Tracker.open(database());
  }

  @AfterEach
  void close() {
    tracker.close();
  }

  private ExperimentId id(String name) {
    return tracker.experiments().get(name).id();
  }

  private Driver open(String name) {
    ScreenServices services = NoWork.beside(database());
    return new Driver(AllocateState.of(id(name), name, services), tracker).started();
  }

  @Test
  void saysHowToStartWhereNoTypesWereChosen() {
    history(history -> {});
    Golden.check(
        "allocate-loading", AllocateState.of(id("mine"), "mine", NoWork.beside(database())));
    Golden.check("allocate-none", open("mine").screen());
    Screen waiting = AllocateState.of(id("mine"), "mine", NoWork.beside(database()));
    Golden.check("allocate-error", waiting.hear(new Message.Failed("why")).screen());
  }

  @Test
  void fillsTheMapWhileTensorsAreMeasured() {
    history(
        history -> {
          history.named("mine-allocate").allocating("mine", 13);
          history.run(true, 0);
        });
    RunId run = tracker.runs().active(id("mine-allocate")).orElseThrow().id();
    tracker.runs().claim(run, 4711, Instant.EPOCH);
    tracker
        .runs()
        .heartbeat(run, new RunProgress(RunStage.SENSITIVITY.word(), 13, 31, "trials", 0.5));
    Driver driver = open("mine");
    Golden.check("allocate-running", driver.screen());
    assertEquals("it is at work", whyDisabled(driver));
    Driver experiment =
        new Driver(
                ExperimentState.of(id("mine-allocate"), "mine-allocate", NoWork.beside(database())),
                tracker)
            .started();
    Golden.check("experiment-allocating", experiment.screen(), null, true, 80, 24);
  }

  private static String whyDisabled(Driver driver) {
    return driver.screen().actions().stream()
        .filter(action -> action.name().equals("allocate"))
        .findFirst()
        .flatMap(Screen.Action::disabled)
        .orElseThrow();
  }

  @Test
  void showsWhatAGroupLosesInEachOfItsTensors() {
    history(history -> history.named("mine-allocate").allocatingByKind("mine"));
    Driver driver = open("mine").press("j");
    Golden.check("allocate-by-kind", driver.screen(), null, true, 80, 24);
    assertEquals("further sizes of mine-allocate are asked for in a shell", whyDisabled(driver));
  }

  @Test
  void showsTheRecipeBesideTheStockType() {
    history(history -> history.named("mine-allocate").allocating("mine", 31).recipe(0.5, 0.4));
    Driver driver = open("mine");
    Golden.check("allocate", driver.screen());
    Golden.check("allocate", driver.screen(), null, true, 200, 50);
    Golden.check("allocate-types", driver.press("t", "t", "j", "l").screen(), null, true, 80, 24);
    Golden.check("allocate-types", driver.screen(), null, true, 200, 50);
    Golden.check("allocate-curve", driver.press("tab", "tab").screen(), null, true, 80, 24);
    Effect.Copy copy = assertInstanceOf(Effect.Copy.class, driver.press("y").effects().get(0));
    assertTrue(copy.text().endsWith("recipe-Q3_K_M.gguf"), copy.text());
    assertEquals(open("mine-allocate").screen().actions().size(), driver.screen().actions().size());
  }

  @Test
  void showsARecipeFromElsewhereWithoutAMap() {
    history(history -> history.named("mine-allocate").given("mine", "theirs").recipe(0.5, 0.4));
    Golden.check("allocate-given", open("mine").screen());
    Driver experiment =
        new Driver(ExperimentState.of(id("mine"), "mine", NoWork.beside(database())), tracker);
    Golden.check("experiment-with-recipe", experiment.started().screen(), null, true, 80, 24);
  }

  @Test
  void asksForTypesAsLargeAsAQuantType() {
    history(history -> {});
    List<Proposal> done = new ArrayList<>();
    NoWork work =
        new NoWork() {
          @Override
          public String carryOut(Proposal proposal) {
            done.add(proposal);
            return "file: recipe.gguf";
          }
        };
    ScreenServices none = NoWork.beside(database());
    ScreenServices services =
        new ScreenServices(work, none.preferences(), database(), none.directories());
    new Driver(AllocateState.of(id("mine"), "mine", services), tracker)
        .started()
        .press("a")
        .type("iq3_xxs")
        .press("enter");
    assertEquals(List.of(new Proposal.Allocate("mine", "IQ3_XXS", List.of())), done);
  }

  @Test
  void opensFromTheExperiment() {
    history(history -> {});
    Driver driver =
        new Driver(ExperimentState.of(id("mine"), "mine", NoWork.beside(database())), tracker);
    driver.started().press("A");
    Effect.Open open = assertInstanceOf(Effect.Open.class, driver.effects().get(0));
    assertTrue(open.screen() instanceof AllocateState);
  }
}
