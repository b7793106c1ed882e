package dev.quantloop.app.tui.screen;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quantloop.app.guide.GuideFixture;
import dev.quantloop.app.mix.MixStanding;
import dev.quantloop.app.tui.Effect;
import dev.quantloop.app.tui.Golden;
import dev.quantloop.app.tui.Message;
import dev.quantloop.app.tui.Screen;
import dev.quantloop.app.tui.screen.experiment.ExperimentState;
import dev.quantloop.app.tui.screen.mix.MixState;
import dev.quantloop.app.tui.table.ColumnChoice;
import dev.quantloop.app.tui.table.ColumnsDialog;
import dev.quantloop.tracker.id.ExperimentId;
import dev.quantloop.tracker.id.RunId;
import dev.quantloop.tracker.record.Mix;
import dev.quantloop.tracker.record.MixObjective;
import dev.quantloop.tracker.record.RunProgress;
import dev.quantloop.tracker.record.RunState;
import dev.quantloop.tracker.service.Tracker;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MixScreenTest {
  private static final List<String> SOURCES = List.of("code", "prose", "french", "german");
  private static final List<Double> EQUAL = List.of(0.25, 0.25, 0.25, 0.25);

  @TempDir Path directory;
  private Path database;
  private Tracker tracker;

  @BeforeEach
  void open() {
    database = directory.resolve("quantloop.db");
    try (GuideFixture history = new GuideFixture(database).chunkNoise(0.05)) {
      history.named("mine", SOURCES, "Q2_K");
      history
          .named("mine-mix-Q2_K", SOURCES, "Q2_K")
          .mixed(1, EQUAL, 0.5)
          .mixed(2, only(0), 0.61)
          .mixed(3, only(1), 0.58)
          .mixed(4, only(2), 0.66)
          .mixed(5, only(3), 0.64)
          .mixed(6, List.of(0.475, 0.175, 0.175, 0.175), 0.47)
          .mixed(7, List.of(0.175, 0.475, 0.175, 0.175));
      history.run(true, 0);
    }
    tracker = Tracker.open(database);
  }

  private static List<Double> only(int source) {
    return List.of(0, 1, 2, 3).stream().map(i -> i == source ? 1.0 : 0.0).toList();
  }

  @AfterEach
  void close() {
    tracker.close();
  }

  private ExperimentId id(String name) {
    return tracker.experiments().get(name).id();
  }

  /** Once the best of them and its rivals have been evaluated with three texts each. */
  private void judge() {
    tracker.close();
    try (GuideFixture history = new GuideFixture(database).chunkNoise(0.05)) {
      history
          .named("mine-mix-Q2_K-final", SOURCES, "Q2_K")
          .mixed(1, EQUAL, 0.52)
          .replicate(1, 0.53)
          .replicate(1, 0.51)
          .mixed(2, only(1), 0.6)
          .replicate(2, 0.59)
          .replicate(2, 0.61)
          .mixed(3, List.of(0.475, 0.175, 0.175, 0.175), 0.5)
          .replicate(3, 0.51)
          .replicate(3, 0.52);
    }
    tracker = Tracker.open(database);
  }

  private void search(String finals) {
    tracker
        .mixes()
        .create(
            new Mix(
                id("mine-mix-Q2_K"),
                id(finals),
                id("mine"),
                "Q2_K",
                MixObjective.WORST,
                Optional.empty(),
                16,
                4,
                32,
                Optional.empty()));
  }

  private RunId run() {
    return tracker.runs().active(id("mine-mix-Q2_K")).orElseThrow().id();
  }

  private Driver open(String name) {
    return new Driver(MixState.of(id(name), name), tracker).started();
  }

  @Test
  void saysHowToSearchWhereNothingWasSearched() {
    Golden.check("mix-loading", MixState.of(id("mine"), "mine"));
    Golden.check("mix-none", open("mine").screen());
    Screen failed = MixState.of(id("mine"), "mine").hear(new Message.Failed("why")).screen();
    Golden.check("mix-error", failed);
  }

  @Test
  void showsMixesWhileTheyAreTried() {
    judge();
    search("mine-mix-Q2_K-final");
    RunId run = run();
    tracker.runs().claim(run, 4711, Instant.EPOCH);
    tracker.runs().heartbeat(run, new RunProgress("7: evaluate", 12, 40, "chunks", 3));
    Golden.check("mix-running", open("mine").screen(), null, true, 80, 24);
    assertFalse(disabled(open("mine"), "judged"));
  }

  @Test
  void showsWhatWasJudgedAndWhatCameOfIt() {
    judge();
    search("mine-mix-Q2_K-final");
    tracker.runs().end(run(), RunState.STOPPED, "on request");
    Driver driver = open("mine");
    Golden.check("mix", driver.screen());
    Golden.check("mix", driver.screen(), null, true, 200, 50);
    Golden.check("mix-judged", driver.press("tab").screen());
    assertTrue(open("mine-mix-Q2_K").screen().title().startsWith("mine-mix-Q2_K"));
    Driver hidden = open("mine").hear(new ColumnsDialog.Chosen(ColumnChoice.parse("-no")));
    assertEquals(10, ((MixState) hidden.screen()).table().columns().size());
    assertTrue(disabled(driver, "copy"), "no cursor is in what was judged");
    driver.press("tab", "G", "k", "y");
    Effect.Copy copy = assertInstanceOf(Effect.Copy.class, driver.effects().get(0));
    assertEquals("code=0.475,prose=0.175,french=0.175,german=0.175", copy.text());
  }

  @Test
  void hasNoOtherTableBeforeAnythingIsJudged() {
    search("mine");
    assertTrue(disabled(open("mine-mix-Q2_K"), "judged"));
    assertFalse(disabled(open("mine-mix-Q2_K"), "copy"));
  }

  @Test
  void saysThatWeightsWhichTheOthersAreHeldAgainstLeaveNothingToCompare() {
    tracker.close();
    try (GuideFixture history = new GuideFixture(database)) {
      history.named("two", SOURCES, "Q2_K").mixed(1, EQUAL, 0.52).mixed(2, only(1), 0.6);
    }
    tracker = Tracker.open(database);
    search("two");
    Mix mix = tracker.mixes().list(id("mine")).get(0);
    Mix given = mix.asking(mix.tries(), Optional.of("code=1,prose=1,french=1,german=1"));
    assertEquals(
        List.of(
            "These weights are equal weights, which the others are held against; there is nothing to"
                + " compare"),
        MixStanding.of(tracker, given).verdicts(tracker));
  }

  private static boolean disabled(Driver driver, String name) {
    return driver.screen().actions().stream()
        .filter(action -> action.name().equals(name))
        .findFirst()
        .orElseThrow()
        .disabled()
        .isPresent();
  }

  @Test
  void opensFromTheExperiment() {
    Driver driver =
        new Driver(ExperimentState.of(id("mine"), "mine", NoWork.beside(database)), tracker);
    driver.started().press("M");
    Effect.Open open = assertInstanceOf(Effect.Open.class, driver.effects().get(0));
    assertTrue(open.screen() instanceof MixState);
  }
}
