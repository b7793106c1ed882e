package dev.quantloop.app.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.quantloop.app.guide.GuideFixture;
import dev.quantloop.tracker.id.ExperimentId;
import dev.quantloop.tracker.service.Tracker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The interface of the built distribution, used through a pseudo-terminal. */
class InterfaceIT {
  /** Only Ctrl-C ends it. */
  private static final String ENDLESS =
      "sql 'with recursive n(i) as (select 1 union all select i from n) select count(*) from n'";

  @TempDir Path temporary;
  private Distribution built;
  private Path database;

  @BeforeEach
  void prepare() {
    built = Distribution.built(temporary);
    database = temporary.resolve("quantloop.db");
  }

  private void history() {
    try (GuideFixture history = new GuideFixture(database)) {
      history
          .named("alpha", "Q4_K_M", "Q2_K")
          .scored(0, 0, 1, 1)
          .scored(1, 4, 0.8, 0.7)
          .scored(2, 8, 0.79, 0.69);
      history.named("beta", "Q4_K_M", "Q2_K");
    }
  }

  /** The interface as started from a shell, which afterwards says what the terminal is like. */
  private Pseudoterminal start(int columns, int rows) throws IOException {
    // An interactive shell survives the Ctrl-C of a command, too.
    String script =
        "trap : INT; stty -g > before; \"$0\" --db \"$1\"; echo status $? > after; stty -g >>"
            + " after; echo; echo it is over; cat";
    List<String> command =
        List.of("/bin/sh", "-c", script, built.launcher().toString(), database.toString());
    return Pseudoterminal.start(command, built.environment(), temporary, columns, rows);
  }

  private void assertRestored() throws IOException {
    String before = Files.readString(temporary.resolve("before")).strip();
    assertEquals(List.of("status 0", before), Files.readAllLines(temporary.resolve("after")));
  }

  @Test
  void isUsedByKeysResizedAndLeft() throws Exception {
    history();
    try (Pseudoterminal terminal = start(80, 24)) {
      terminal.await("alpha").await("beta");
      terminal.type("\u001b[200~d\ry\rq\u001b[201~").await("nothing here takes a text");
      terminal.press("/").type("alph").press("enter", "enter");
      terminal.await("Experiments › alpha").await("Ranking");
      terminal.resize(120, 40);
      terminal.await("composite, % of the first point, by corpus tokens");
      terminal.resize(40, 10);
      terminal.await("a smaller frame", text -> !text.contains("by corpus tokens"));
      terminal.resize(30, 8);
      terminal.await("needs 40×10");
      terminal.resize(80, 24);
      terminal.await("Ranking").press("escape").await("1 of 2").press("q");
      terminal.await("it is over");
      assertFalse(terminal.text().contains("Ranking"), terminal.text());
    }
    assertRestored();
  }

  /** The demo's model and texts, with sizes that take seconds. */
  @Test
  void createsAnExperimentByKeysAloneAndSeesItsVerdicts() throws Exception {
    try (Pseudoterminal terminal = start(80, 24)) {
      terminal.await("No experiments").press("n").await("What it takes");
      terminal.press("f4").await("enter creates the experiment");
      terminal.press("up", "up", "up", "ctrl-u").type("2");
      terminal.press("up", "ctrl-u").type("4096").press("ctrl-s");
      terminal.await("Experiments › demo");
      terminal.resize(120, 40);
      terminal.await("so far:").await("Run 1: finished");
      terminal.press("escape").await("duplicate").press("q").await("it is over");
    }
    assertRestored();
    try (Tracker tracker = Tracker.open(database)) {
      ExperimentId demo = tracker.experiments().get("demo").id();
      assertEquals(3 * 2, tracker.rankings().ranking(demo).size());
    }
  }

  @Test
  void isStoppedByCtrlZAndGoesOnInTheForeground() throws Exception {
    history();
    Distribution here = built.with("PS1", "ready> ");
    try (Pseudoterminal terminal =
        Pseudoterminal.start(List.of("/bin/sh", "-i"), here.environment(), temporary, 80, 24)) {
      terminal.type(built.launcher() + " --db " + database + "\r").await("beta");
      // The prompt before it is seen again a little sooner than the program stops reading.
      terminal.press("ctrl-z").await("Stopped").await("the prompt", InterfaceIT::endsWithPrompt);
      terminal.type("echo shell is $((1 + 1))\r").await("shell is 2");
      terminal.type("fg\r");
      terminal.await("the list", text -> text.contains("beta") && !text.contains("shell is 2"));
      terminal.press("q").await("the prompt", InterfaceIT::endsWithPrompt);
      terminal.type("stty -a | grep -c ' icanon' > modes; exit\r");
      assertEquals(0, terminal.status());
    }
    assertEquals("1", Files.readString(temporary.resolve("modes")).strip());
  }

  /** Nothing is given back before a stop that can't be noticed; the shell sets its own modes. */
  @Test
  void takesTheTerminalAgainAfterAStopFromOutside() throws Exception {
    history();
    Distribution here = built.with("PS1", "ready> ");
    try (Pseudoterminal terminal =
        Pseudoterminal.start(List.of("/bin/sh", "-i"), here.environment(), temporary, 80, 24)) {
      terminal.type(built.launcher() + " --db " + database + "\r").await("beta");
      ProcessHandle program =
          ProcessHandle.of(terminal.pid()).orElseThrow().children().findFirst().orElseThrow();
      new ProcessBuilder("kill", "-STOP", Long.toString(program.pid())).start().waitFor();
      terminal.await("the prompt", InterfaceIT::endsWithPrompt);
      terminal.type("stty sane; printf '\\033[?1049l\\033[?2004l'; fg\n");
      terminal.await("the list", text -> text.contains("beta") && !text.contains("ready>"));
      terminal.type("\u001b[200~d\u001b[201~").await("nothing here takes a text");
      terminal.press("q").await("the prompt", InterfaceIT::endsWithPrompt);
      terminal.type("exit\r");
      assertEquals(0, terminal.status());
    }
  }

  private static boolean endsWithPrompt(String text) {
    return text.stripTrailing().endsWith("ready>");
  }

  @Test
  void leavesTheTerminalToACommandAndTakesItBack() throws Exception {
    history();
    try (Pseudoterminal terminal = start(80, 24)) {
      terminal.await("beta").press("!").await("Run a command");
      terminal.type("tag alpha:1 'to keep'").press("enter");
      terminal.await("$ quantloop tag alpha:1 'to keep'").await("press enter to return");
      assertFalse(terminal.text().contains("Experiments"), terminal.text());
      terminal.press("enter").await("Experiments").press("!").await("Run a command");
      terminal.type("show nothing").press("enter");
      terminal.await("exit status 1").press("enter").await("Experiments");
      terminal.press("!").await("Run a command").type(ENDLESS).press("enter");
      terminal.await("the command", text -> runs(terminal, "recursive")).press("ctrl-c");
      terminal.await("exit status 130").press("enter");
      terminal.await("? help").press("!").await("Run a command").press("up", "up", "up");
      terminal.await("tag alpha:1").press("escape").await("? help").press("q").await("it is over");
    }
    assertRestored();
  }

  /** Whether one of the programs in the terminal has been started with a word. */
  private static boolean runs(Pseudoterminal terminal, String word) {
    return ProcessHandle.of(terminal.pid())
        .orElseThrow()
        .descendants()
        .skip(1)
        .anyMatch(one -> one.info().commandLine().filter(line -> line.contains(word)).isPresent());
  }

  @Test
  void endsWhenTheConnectionIsLost() throws Exception {
    history();
    Pseudoterminal terminal = start(80, 24);
    terminal.await("alpha");
    ProcessHandle program =
        ProcessHandle.of(terminal.pid()).orElseThrow().descendants().findFirst().orElseThrow();
    terminal.close();
    program.onExit().get(1, TimeUnit.MINUTES);
    assertFalse(program.isAlive());
  }

  @Test
  void saysWhatIsWrongWithTheDatabase() throws Exception {
    Files.writeString(database, "this is not a database, but text that is longer than a header");
    try (Pseudoterminal terminal = start(80, 24)) {
      terminal
          .await("is not a database of experiments")
          .await("the advice", text -> text.contains("another file with --db"));
      terminal.press("q").await("it is over");
    }
    assertRestored();
  }
}
