package dev.quantloop.app.tui.screen;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quantloop.app.guide.GuideFixture;
import dev.quantloop.app.tui.Dialog;
import dev.quantloop.app.tui.Effect;
import dev.quantloop.app.tui.Golden;
import dev.quantloop.app.tui.Message;
import dev.quantloop.app.tui.Screen;
import dev.quantloop.app.tui.ViewContext;
import dev.quantloop.app.tui.dialog.KeyHelp;
import dev.quantloop.app.tui.dialog.Picker;
import dev.quantloop.app.tui.grid.Grid;
import dev.quantloop.app.tui.key.Key;
import dev.quantloop.app.tui.screen.experiments.ExperimentsState;
import dev.quantloop.tracker.service.Tracker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExperimentsScreenTest {
  @TempDir Path directory;

  private Screen fresh() {
    return ExperimentsState.of(NoWork.beside(Path.of("quantloop.db")));
  }

  private Screen ofThree() {
    Path database = directory.resolve("quantloop.db");
    try (GuideFixture history = new GuideFixture(database)) {
      history.named("alpha", "Q4_K_M", "Q2_K").scored(0, 0, 1, 1).scored(1, 4, 0.8, 0.7);
      history.named("beta", "Q4_K_M", "Q2_K").scored(0, 0, 1, 1);
      history.named("gamma", "Q4_K_M", "Q2_K");
    }
    try (Tracker tracker = Tracker.open(database)) {
      return new Driver(fresh(), tracker).started().screen();
    }
  }

  @Test
  void saysThatItReadsBeforeTheFirstAnswer() {
    Golden.check("experiments-loading", fresh());
  }

  @Test
  void tellsHowToBeginWhereThereIsNothing() {
    try (Tracker tracker = Tracker.open(directory.resolve("quantloop.db"))) {
      Golden.check("experiments-empty", new Driver(fresh(), tracker).started().screen());
    }
  }

  @Test
  void showsWhyThereIsNoList() {
    Screen failed = fresh().hear(new Message.Failed("quantloop.db is of a newer version")).screen();
    Golden.check("experiments-error", failed);
  }

  @Test
  void listsExperiments() {
    Golden.check("experiments", ofThree());
  }

  @Test
  void filtersWhileTypingAndEscapeShowsAllAgain() {
    Driver driver = new Driver(ofThree(), null).press("/", "b", "e", "t");
    Golden.check("experiments-filter", driver.screen());
    assertEquals("beta", selected(driver.press("enter")));
    assertEquals(3, rows(driver.press("escape")));
  }

  @Test
  void importsWhatItHasShown() throws IOException {
    Path files = Files.createDirectory(directory.resolve("files"));
    Files.writeString(
        files.resolve("table.csv"),
        "Quant,Size,Mean KLD,KLD 99%\ntiny-Q4_K_M,2.9 MB,0.0472,0.3289\ntiny-Q2_K,1.9 MB,0.41,2.9\n");
    Files.writeString(files.resolve("notes.txt"), "nothing that is known");
    try (Tracker tracker = Tracker.open(directory.resolve("quantloop.db"))) {
      Driver driver = new Driver(fresh(), tracker).started().press("I");
      Golden.check("experiments-import", driver.screen(), driver.dialog(), true, 80, 24);
      driver.type("'" + files + "'");
      driver.press("tab");
      driver.type("theirs");
      driver.press("enter");
      assertEquals(0, tracker.experiments().list(true).size(), "nothing is recorded yet");
      String shown = text(driver, 200, 50);
      assertTrue(
          shown.contains("2 results would be imported into theirs, a new experiment"), shown);
      assertTrue(shown.contains("left  notes.txt"), shown);
      assertTrue(shown.contains("tiny-Q4_K_M"), shown);
      assertTrue(text(driver, 60, 20).contains("enter imports it"));
      driver.press("x");
      assertTrue(text(driver, 80, 24).contains("enter shows what would be imported"));
      driver.press("backspace", "enter");
      assertEquals(1, tracker.experiments().list(true).size());
      assertEquals(2, tracker.imports().list(tracker.experiments().get("theirs").id()).size());

      driver.press("I");
      driver.type(directory.resolve("missing").toString());
      driver.press("tab");
      driver.type("theirs");
      driver.press("enter");
      assertTrue(text(driver, 120, 24).contains("there is no file or directory"));
      driver.press("enter");
      assertEquals(2, tracker.imports().list(tracker.experiments().get("theirs").id()).size());
    }
  }

  private static String text(Driver driver, int width, int height) {
    Grid grid = new Grid(width, height);
    driver.dialog().draw(grid.canvas(), new ViewContext(true, Instant.EPOCH));
    return grid.toString();
  }

  @Test
  void sortsByTheNextColumnAndBackwards() {
    Driver driver = new Driver(ofThree(), null).press("s");
    assertEquals("alpha", selected(driver.press("g")));
    assertEquals("gamma", selected(driver.press("S", "g")));
  }

  @Test
  void movesWithTheKeysOfVim() {
    Driver driver = new Driver(ofThree(), null);
    String last = selected(driver.press("G"));
    String first = selected(driver.press("g"));
    assertTrue(!first.equals(last));
    assertEquals(last, selected(driver.press("j", "j")));
    assertEquals(last, selected(driver.press("j")));
    assertEquals(first, selected(driver.press("k", "k", "k")));
  }

  @Test
  void opensAnExperiment() {
    Driver driver = new Driver(ofThree(), null).press("enter");
    assertInstanceOf(Effect.Open.class, driver.effects().get(0));
  }

  @Test
  void asksBeforeItDeletes() {
    Driver driver = new Driver(ofThree(), null).press("d");
    Effect.Show show = assertInstanceOf(Effect.Show.class, driver.effects().get(0));
    Golden.check("experiments-delete", driver.screen(), show.dialog(), true, 80, 24);
  }

  @Test
  void deletesNothingThatARunIsAtWorkOn() {
    try (GuideFixture history = new GuideFixture(directory.resolve("quantloop.db"))) {
      history.named("alpha", "Q4_K_M", "Q2_K").run(true, 0);
    }
    try (Tracker tracker = Tracker.open(directory.resolve("quantloop.db"))) {
      Driver driver = new Driver(fresh(), tracker).started().press("d");
      assertNull(driver.dialog());
      Effect.Say said = assertInstanceOf(Effect.Say.class, driver.effects().get(0));
      assertEquals("alpha is running: enter opens it, X there stops the run", said.text());
    }
  }

  @Test
  void takesADeletionBack() {
    Screen three = ofThree();
    try (Tracker tracker = Tracker.open(directory.resolve("quantloop.db"))) {
      Driver driver = new Driver(three, tracker).press("j");
      String name = selected(driver);
      assertEquals(2, rows(driver.press("d", "y")));
      assertTrue(tracker.experiments().find(name).isEmpty());
      assertEquals(3, rows(driver.press("u")));
      assertTrue(tracker.experiments().find(name).isPresent());
      assertTrue(((ExperimentsState) driver.screen()).deleted().isEmpty());
    }
  }

  @Test
  void helpAndPaletteShowTheTableOfKeys() {
    Screen screen = ofThree();
    Dialog help = KeyHelp.of(screen.title(), screen.actions(), 80);
    Golden.check("experiments-help", screen, help, true, 80, 24);
    Golden.check("experiments-help", screen, help, true, 120, 40);
    Golden.check("experiments-palette", screen, Picker.of(screen.actions()), true, 80, 24);
  }

  @Test
  void helpThatIsLongerThanTheWindowSaysHowFarItIsScrolled() {
    Screen screen = ofThree();
    Dialog help = KeyHelp.of(screen.title(), screen.actions(), 40);
    Golden.check("experiments-help", screen, help, true, 40, 10);
    Dialog end = press(help, "G");
    Golden.check("experiments-help-end", screen, end, true, 40, 10);
    Golden.check("experiments-help", screen, press(end, "j", "k", "g"), true, 40, 10);
    assertNull(help.press(Key.named("q")).next());
  }

  /** In a window of 40×10, which leaves so much for a dialog. */
  private static Dialog press(Dialog dialog, String... keys) {
    Dialog now = dialog;
    for (String key : keys) {
      now = now.in(new Dialog.Size(36, 7)).press(Key.named(key)).next();
    }
    return now;
  }

  private static String selected(Driver driver) {
    return ((ExperimentsState) driver.screen()).table().selected().orElseThrow().name();
  }

  private static int rows(Driver driver) {
    return ((ExperimentsState) driver.screen()).table().shown().size();
  }
}
