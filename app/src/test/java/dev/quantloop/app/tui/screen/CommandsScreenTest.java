package dev.quantloop.app.tui.screen;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quantloop.app.UserException;
import dev.quantloop.app.guide.GuideFixture;
import dev.quantloop.app.tui.Effect;
import dev.quantloop.app.tui.Golden;
import dev.quantloop.app.tui.Message;
import dev.quantloop.app.tui.Screen;
import dev.quantloop.app.tui.screen.ProgramCommand.Flag;
import dev.quantloop.app.tui.screen.commands.CommandState;
import dev.quantloop.app.tui.screen.commands.CommandsState;
import dev.quantloop.tracker.service.Tracker;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandsScreenTest {
  private static final Flag DATABASE = new Flag(List.of("--db"), "The database.", true, List.of());
  private static final List<ProgramCommand> COMMANDS =
      List.of(
          command("run", "Experiments", "Run an experiment's loop, or go on with it.", true),
          command("rank", "Results", "Rank an experiment's iterations.", true),
          command("native status", "Set-up", "Say which llama.cpp is used.", false));

  @TempDir Path directory;
  private final List<String> told = new ArrayList<>();
  private Path database;
  private Tracker tracker;
  private List<String> output = List.of("Q4_K_M (5.14 bits a weight)", "rank  iteration");
  private int exitCode;
  private Runnable meanwhile = () -> {};

  @BeforeEach
  void history() {
    database = directory.resolve("quantloop.db");
    try (GuideFixture history = new GuideFixture(database)) {
      history.named("mine", "Q4_K_M").named("mixtral", "Q2_K");
    }
    tracker = Tracker.open(database);
  }

  @AfterEach
  void close() {
    tracker.close();
  }

  private static ProgramCommand command(
      String name, String group, String about, boolean onExperiments) {
    List<String> usage =
        List.of(
            about,
            "Usage: quantloop " + name + " [OPTIONS] NAME",
            "      --db FILE   The database.",
            "      --json      Print the result as JSON.");
    Flag json = new Flag(List.of("--json"), "Print the result as JSON.", false, List.of());
    List<Flag> flags = onExperiments ? List.of(DATABASE, json) : List.of(json);
    return new ProgramCommand(name, group, about, usage, flags, onExperiments);
  }

  private final class Told extends NoWork {
    @Override
    public List<ProgramCommand> commands() {
      return COMMANDS;
    }

    @Override
    public RunningCommand start(List<String> arguments) {
      told.add(String.join("|", arguments).replace(database.toString(), "DB"));
      if (exitCode < 0) {
        throw new UserException("can't start quantloop: no such file");
      }
      return new Process();
    }
  }

  private final class Process implements RunningCommand {
    @Override
    public int follow(Consumer<List<String>> printed) {
      printed.accept(output);
      meanwhile.run();
      return exitCode;
    }

    @Override
    public void interrupt() {
      told.add("interrupt");
    }

    @Override
    public void kill() {
      told.add("kill");
    }
  }

  private ScreenServices services() {
    return new ScreenServices(new Told(), NoWork.beside(database).preferences(), database);
  }

  /** On a clock that goes on by 800 ms whenever it is looked at. */
  private CommandsState fresh() {
    AtomicLong nanos = new AtomicLong();
    return CommandsState.of(services(), () -> nanos.addAndGet(800_000_000));
  }

  private Driver list() {
    return new Driver(fresh(), tracker).started();
  }

  private Driver open(String... keysInTheList) {
    Driver list = list().press(keysInTheList).press("enter");
    Effect.Open open = assertInstanceOf(Effect.Open.class, list.effects().get(0));
    return new Driver(open.screen(), tracker).started();
  }

  private static String line(Driver driver) {
    return ((CommandState) driver.screen()).line().field().text();
  }

  private static int lines(Screen screen) {
    return ((CommandState) screen).pane().lines().size();
  }

  @Test
  void listsWhatTheCommandLineCanDo() {
    Golden.check("commands-loading", fresh());
    Golden.check("commands", list().screen());
    Golden.check("commands", list().press("j").screen(), null, true, 200, 50);
    Message.Failed failed = new Message.Failed("out of memory");
    Golden.check("commands-error", fresh().hear(failed).screen(), null, true, 80, 24);
  }

  @Test
  void showsTheHelpOverTheLine() {
    Golden.check("command", open("j").type("mine --json").screen());
  }

  @Test
  void completesNamesAndFlags() {
    Driver driver = open("j").type("mi").press("tab");
    Golden.check("command-completion", driver.screen());
    assertEquals("mine ", line(driver.press("tab")));
    assertEquals("mixtral ", line(driver.press("tab")));
    assertTrue(driver.press("enter").effects().isEmpty());
    assertEquals("mixtral --json ", line(driver.type("--j").press("tab")));
  }

  @Test
  void runsOnTheDatabaseOfTheInterfaceAndTellsHowItEnded() {
    Driver driver = open("j").type("'my mine'").press("enter");
    assertEquals(List.of("rank|my mine|--db|DB"), told);
    String shown = ((CommandState) driver.screen()).pane().lines().get(0).text();
    assertEquals("$ quantloop rank 'my mine' --db " + database, shown);
    assertEquals(3, lines(driver.screen()));
    open("j").type("mine --db=other.db").press("enter");
    open("G").press("enter");
    assertEquals(List.of("rank|mine|--db=other.db", "native|status"), told.subList(1, 3));
  }

  @Test
  void showsOutputAndExitCode() {
    Golden.check("command-ended", open("G").press("enter").screen());
    exitCode = 2;
    output = List.of("quantloop: no experiment is called 'x'");
    Golden.check("command-failed", open("G").press("enter").screen(), null, true, 80, 24);
    exitCode = -1;
    Driver driver = open("G").press("enter");
    assertEquals(
        "can't start quantloop: no such file",
        assertInstanceOf(Effect.Say.class, driver.effects().get(0)).text());
    assertTrue(((CommandState) driver.screen()).line() != null);
  }

  @Test
  void stopsPolitelyThenAtOnce() {
    Driver[] driver = {open("G")};
    meanwhile =
        () -> {
          Golden.check("command-running", driver[0].screen());
          driver[0].press("X");
          Golden.check("command-stopping", driver[0].screen(), null, true, 80, 24);
          driver[0].press("X");
        };
    driver[0].press("enter");
    assertEquals(List.of("native|status", "interrupt", "kill"), told);
  }

  @Test
  void asksBeforeItIsLeftAtWork() {
    Driver[] driver = {open("G")};
    meanwhile =
        () -> {
          driver[0].press("q");
          Golden.check("command-leave", driver[0].screen(), driver[0].dialog(), true, 80, 24);
          driver[0].press("y");
          assertTrue(told.contains("interrupt"));
          assertInstanceOf(Effect.Close.class, driver[0].effects().get(0));
        };
    driver[0].press("enter");
    assertEquals(2, told.size());
  }

  @Test
  void afterwardsTheLineCanBeEditedAndIsRemembered() {
    Driver driver = open("j").type("mine").press("enter", "e");
    assertEquals("mine", line(driver));
    driver.type(" --json").press("enter");
    assertEquals("rank|mine|--json|--db|DB", told.get(1));
    assertEquals("mine", line(open("j").press("up", "up")));
    assertEquals("", line(open().press("up")));
  }

  @Test
  void aMissingQuotationMarkIsTold() {
    Driver driver = open("j").type("'mine").press("enter");
    assertEquals(
        "a quotation mark is missing",
        assertInstanceOf(Effect.Say.class, driver.effects().get(0)).text());
    assertEquals(List.of(), told);
  }

  @Test
  void ofEndlessOutputTheEndIsKept() {
    output = java.util.Collections.nCopies(150_000, "a line");
    int kept = lines(open("G").press("enter").screen());
    assertTrue(kept >= 100_000 && kept < 101_000, kept + " lines");
  }

  @Test
  void copiesALineOrTheCommand() {
    Driver driver = open("j").type("mine").press("enter", "y");
    assertEquals(
        "rank  iteration", assertInstanceOf(Effect.Copy.class, driver.effects().get(0)).text());
    driver.press("Y");
    assertEquals(
        "quantloop rank mine --db " + database,
        assertInstanceOf(Effect.Copy.class, driver.effects().get(0)).text());
  }
}
