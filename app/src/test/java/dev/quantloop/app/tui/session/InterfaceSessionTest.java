package dev.quantloop.app.tui.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quantloop.app.Directories;
import dev.quantloop.app.UserException;
import dev.quantloop.app.guide.GuideFixture;
import dev.quantloop.app.notify.NotifyWays;
import dev.quantloop.app.tui.Effect;
import dev.quantloop.app.tui.Message;
import dev.quantloop.app.tui.Preferences;
import dev.quantloop.app.tui.Screen;
import dev.quantloop.app.tui.Transition;
import dev.quantloop.app.tui.ViewContext;
import dev.quantloop.app.tui.dialog.InputHistory;
import dev.quantloop.app.tui.grid.Canvas;
import dev.quantloop.app.tui.grid.ColorScheme;
import dev.quantloop.app.tui.grid.Grid;
import dev.quantloop.app.tui.key.Binding;
import dev.quantloop.app.tui.key.Click;
import dev.quantloop.app.tui.key.Input;
import dev.quantloop.app.tui.key.Key;
import dev.quantloop.app.tui.screen.NoWork;
import dev.quantloop.app.tui.screen.ProgramActions;
import dev.quantloop.app.tui.screen.ScreenServices;
import dev.quantloop.app.tui.screen.experiments.ExperimentsState;
import dev.quantloop.app.tui.terminal.Display;
import dev.quantloop.tracker.record.Run;
import dev.quantloop.tracker.record.RunState;
import dev.quantloop.tracker.service.Tracker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The real session with its threads, on a display that holds its frames in memory. */
@Timeout(600)
class InterfaceSessionTest {
  private static final Duration PATIENCE = Duration.ofMinutes(4);

  @TempDir Path directory;
  private Path database;
  private ScreenServices services;

  @BeforeEach
  void history() {
    database = directory.resolve("quantloop.db");
    try (GuideFixture history = new GuideFixture(database)) {
      history.named("alpha", "Q4_K_M", "Q2_K").scored(0, 0, 1, 1).scored(1, 4, 0.8, 0.7);
      history.named("beta", "Q4_K_M", "Q2_K");
    }
    services = services(null);
  }

  private ScreenServices services(ProgramActions work) {
    Preferences preferences = new Preferences(directory.resolve("config/interface.properties"));
    return new ScreenServices(work, preferences, database, Directories.of(System.getenv()));
  }

  /** What a terminal would show, and what a person types on it. */
  private static final class Memory implements Display {
    private final BlockingQueue<Input> typed = new LinkedBlockingQueue<>();
    private final BlockingQueue<Grid> frames = new LinkedBlockingQueue<>();
    private ColorScheme scheme;
    private boolean mouse;
    private int suspended;
    private final BlockingQueue<String> rung = new LinkedBlockingQueue<>();
    private final Semaphore retaken = new Semaphore(0);
    private final CountDownLatch settled = new CountDownLatch(1);
    private final List<String> lentTo = new ArrayList<>();
    private volatile boolean reading;
    private volatile int height = 24;

    @Override
    public int width() {
      return 80;
    }

    @Override
    public int height() {
      return height;
    }

    @Override
    public Optional<Input> read() throws IOException {
      try {
        reading = true;
        Input input = typed.take();
        reading = false;
        return Optional.of(input);
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
    }

    @Override
    public void show(Grid frame) {
      frames.add(frame);
    }

    @Override
    public void retake() {
      retaken.release();
    }

    @Override
    public void settled() {
      settled.countDown();
    }

    @Override
    public void paint(ColorScheme wanted) {
      scheme = wanted;
    }

    @Override
    public void takeMouse(boolean taken) {
      mouse = taken;
    }

    @Override
    public void copy(String text) {}

    @Override
    public void ring(NotifyWays ways, String message) {
      rung.add(ways.signals() + " " + message);
    }

    @Override
    public void suspend() {
      suspended++;
    }

    @Override
    public void lend(String line, IntSupplier command) {
      assertFalse(reading, "the keyboard is the command's");
      lentTo.add(line + " ends with " + command.getAsInt());
    }

    @Override
    public void close() {}

    void press(String... names) {
      for (String name : names) {
        typed.add(Key.named(name));
      }
    }

    void paste(String text) {
      typed.add(Key.pasted(text));
    }

    /** Waits for a frame with the text. */
    Grid await(Predicate<String> wanted) throws InterruptedException {
      return await("the frame", wanted);
    }

    Grid await(String text) throws InterruptedException {
      return await(text, shown -> shown.contains(text));
    }

    private Grid await(String what, Predicate<String> wanted) throws InterruptedException {
      String last = "";
      long end = System.nanoTime() + PATIENCE.toNanos();
      // The session draws once a second at least.
      while (System.nanoTime() < end) {
        Grid frame = frames.poll(PATIENCE.toNanos(), TimeUnit.NANOSECONDS);
        last = frame == null ? last : frame.toString();
        if (frame != null && wanted.test(last)) {
          return frame;
        }
      }
      throw new AssertionError("never seen: " + what + "\n" + last);
    }
  }

  /** Somebody at the display while the session runs. */
  private interface Person {
    void act(Memory display) throws Exception;
  }

  private Memory run(Person person) throws Exception {
    return run(ExperimentsState.of(services), person);
  }

  private Memory run(Screen first, Person person) throws Exception {
    Memory display = new Memory();
    Clock clock = Clock.fixed(Instant.parse("2026-01-02T00:00:00Z"), ZoneOffset.UTC);
    try (EffectThreads workers =
        new EffectThreads(() -> Tracker.open(database), InterfaceSessionTest::endRuns)) {
      InterfaceSession session =
          new InterfaceSession(display, workers, services, clock, true, PATIENCE);
      Thread loop =
          new Thread(
              () -> {
                try {
                  session.run(first);
                } catch (IOException e) {
                  throw new AssertionError(e);
                }
              });
      loop.start();
      person.act(display);
      loop.join(PATIENCE.toMillis());
      assertFalse(loop.isAlive(), "the session goes on");
    }
    return display;
  }

  @Test
  void noticesADatabaseThatIsDeletedOrReplaced() throws Exception {
    Path other = directory.resolve("other.db");
    try (GuideFixture history = new GuideFixture(other)) {
      history.named("gamma", "Q4_K_M");
    }
    run(
        display -> {
          display.await("beta");
          Files.delete(database);
          display.await("has been deleted or moved away");
          Files.deleteIfExists(directory.resolve("quantloop.db-wal"));
          Files.deleteIfExists(directory.resolve("quantloop.db-shm"));
          Files.move(other, database);
          display.await(shown -> shown.contains("gamma") && !shown.contains("beta"));
          display.press("q");
        });
  }

  @Test
  void opensAScreenAndComesBack() throws Exception {
    run(
        display -> {
          display.await("beta");
          display.press("/", "a", "l", "p", "enter", "enter");
          display.await("Quantloop › Experiments › alpha");
          display.press("escape");
          display.await(text -> !text.contains("› alpha") && text.contains("1 of 2"));
          display.press("q");
        });
  }

  @Test
  void aKeyInTheFirstMomentWaitsForWhatItActsOn() throws Exception {
    run(
        display -> {
          display.press("enter", "enter");
          display.await(text -> text.matches("(?s).*Experiments › (alpha|beta).*"));
          display.press("ctrl-c");
        });
  }

  @Test
  void showsWhatAnotherProcessHasWritten() throws Exception {
    run(
        display -> {
          display.await("beta");
          try (Tracker other = Tracker.open(database)) {
            other.experiments().rename(other.experiments().get("beta").id(), "delta");
          }
          display.await("delta");
          display.press("q");
        });
  }

  /** What the program does about workers that are gone. */
  private static boolean endRuns(Tracker tracker) {
    List<Run> active = tracker.runs().active();
    active.forEach(run -> tracker.runs().end(run.id(), RunState.FAILED, "it has vanished"));
    return !active.isEmpty();
  }

  @Test
  void showsThatAWorkerIsGoneThoughItWroteNothing() throws Exception {
    try (GuideFixture history = new GuideFixture(database)) {
      history.of("beta").run(true, 0);
    }
    run(
        display -> {
          display.await("failed");
          display.press("q");
        });
  }

  @Test
  void ringsWhenARunEnds() throws Exception {
    run(
        display -> {
          display.await("beta");
          display.press("f8");
          display.await("by bell, osc9");
          display.paste("bel");
          display.press("enter");
          display.await("there is no command bel");
          display.paste("l");
          display.press("enter");
          display.await("verdicts and ends of runs ring: bell");
          try (GuideFixture history = new GuideFixture(database)) {
            history.of("beta").run(true, 0);
          }
          assertEquals(
              "[BELL] beta: failed: it has vanished",
              display.rung.poll(PATIENCE.toMillis(), TimeUnit.MILLISECONDS));
          display.press("q");
        });
    assertEquals(Optional.of("bell"), services(null).preferences().get("notify"));
  }

  @Test
  void doesNothingThatCannotBeSeen() throws Exception {
    run(
        display -> {
          display.await("alpha");
          display.height = 9;
          display.press("d", "y", "ctrl-l");
          display.await("needs 40×10; ctrl-c quits");
          assertTrue(display.retaken.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS));
          display.height = 24;
          display.press("ctrl-l");
          display.await("alpha");
          display.press("ctrl-c");
        });
    try (Tracker tracker = Tracker.open(database)) {
      assertTrue(tracker.experiments().find("alpha").isPresent());
      assertTrue(tracker.experiments().find("beta").isPresent());
    }
  }

  @Test
  void findsAnActionByItsName() throws Exception {
    run(
        display -> {
          display.await("beta");
          display.press(":", "q", "u", "i", "t");
          display.await("leave Quantloop");
          display.press("enter");
        });
  }

  @Test
  void saysWhyAnActionIsNotPossible() throws Exception {
    run(
        display -> {
          display.await("beta");
          display.press("u");
          display.await("can't take the last deletion back: nothing has been deleted");
          display.press("q");
        });
  }

  @Test
  void nothingPastedActsAsAKey() throws Exception {
    run(
        display -> {
          display.await("beta");
          display.paste("j\nd\ny\nq\n");
          display.await("nothing here takes a text");
          display.press("d");
          display.await("Delete beta?");
          display.paste("y");
          Grid asked = display.await("nothing here takes a text");
          assertTrue(asked.toString().contains("Delete beta?"), asked.toString());
          display.press("escape", "?");
          display.await("Keys: Experiments");
          display.paste("q");
          Grid help = display.await("nothing here takes a text");
          assertTrue(help.toString().contains("Keys: Experiments"), help.toString());
          display.press("escape");
          display.paste("");
          display.await("what was pasted is empty, or too long");
          display.press("q");
        });
    try (Tracker tracker = Tracker.open(database)) {
      assertTrue(tracker.experiments().find("beta").isPresent());
    }
  }

  @Test
  void aPasteGoesIntoTheFieldThatIsOpen() throws Exception {
    run(
        display -> {
          display.await("beta");
          display.press("/");
          display.paste("alp\n");
          display.await(text -> text.contains("/alp") && !text.contains("beta"));
          display.press("enter");
          display.await("1 of 2 with \"alp\"");
          display.press("escape", ":");
          display.await("Actions");
          display.paste("leave\nquantloop");
          display.await("/leave quantloop");
          display.press("ctrl-c");
        });
  }

  @Test
  void leavesAnExperimentThatIsDeletedElsewhere() throws Exception {
    run(
        display -> {
          display.await("beta");
          display.press("G", "enter");
          display.await(text -> text.contains("› alpha") && text.contains("first point"));
          display.press("/");
          display.await("/_");
          try (Tracker other = Tracker.open(database)) {
            other.experiments().remove(other.experiments().get("alpha").id());
          }
          Grid list = display.await("alpha has been deleted elsewhere");
          assertFalse(list.toString().contains("› alpha"), list.toString());
          display.await(text -> text.contains("beta") && !text.contains("alpha  "));
          display.press("q");
        });
  }

  @Test
  void remembersColoursAndMouse() throws Exception {
    Memory first =
        run(
            display -> {
              display.press("f2", "f3");
              display.await("the mouse is taken");
              display.press("q");
            });
    assertEquals(ColorScheme.COLOR_BLIND, first.scheme);
    assertTrue(first.mouse);
    services = services(null);
    Memory second = run(display -> display.press("ctrl-c"));
    assertEquals(ColorScheme.COLOR_BLIND, second.scheme);
    assertTrue(second.mouse);
  }

  @Test
  void clicksAndTheWheelMoveInTheTable() throws Exception {
    run(
        display -> {
          Grid frame = display.await("beta");
          String first = frame.toString().lines().toList().get(2);
          assertFalse(selected(frame, 3));
          display.typed.add(new Click(5, 3));
          display.await(text -> true);
          display.press("r");
          display.await(text -> text.contains("Rename") && !text.contains(nameIn(first) + "?"));
          display.press("escape", "wheel-up", "q");
        });
  }

  @Test
  void whatIsSaidStaysWhileOthersWrite() throws Exception {
    run(
        display -> {
          display.await("beta");
          display.press("/", "b", "e", "t", "enter", "d", "y");
          display.await("deleted beta; u takes it back");
          try (Tracker other = Tracker.open(database)) {
            other.experiments().rename(other.experiments().get("alpha").id(), "beta-2");
          }
          Grid after = display.await("beta-2");
          assertTrue(after.toString().contains("deleted beta; u takes it back"));
          display.press("q");
        });
  }

  @Test
  void whatWentWrongStaysWhileOthersWrite() throws Exception {
    run(
        new Refused(0),
        display -> {
          display.await("0 changes");
          display.press("x");
          display.await("it is at work");
          try (Tracker other = Tracker.open(database)) {
            other.experiments().rename(other.experiments().get("alpha").id(), "gamma");
          }
          Grid after = display.await("1 changes");
          assertTrue(after.toString().contains("it is at work"), after.toString());
          display.press("ctrl-c");
        });
  }

  /** Refuses what is asked of it, and reads again what has changed. */
  private record Refused(int changes) implements Screen {
    private record Read() implements Message {}

    @Override
    public String title() {
      return "Refused";
    }

    @Override
    public List<Effect> start() {
      return List.of();
    }

    @Override
    public List<Action> actions() {
      Effect refused =
          new Effect.Ask(
              tracker -> {
                throw new UserException("it is at work");
              });
      Action action =
          new Action(
              Binding.parse("x"),
              "x",
              "x",
              "",
              Optional.empty(),
              () -> Transition.to(this, new Effect.Say("trying"), refused));
      return List.of(action);
    }

    @Override
    public Transition hear(Message message) {
      if (message instanceof Message.Changed) {
        return Transition.to(this, new Effect.Ask(tracker -> new Read()));
      }
      return Transition.to(message instanceof Read ? new Refused(changes + 1) : this);
    }

    @Override
    public void draw(Canvas canvas, ViewContext context) {
      canvas.text(0, 0, changes + " changes");
    }
  }

  /** Counts how often its time has come, up to three. */
  private record Ticking(int ticks) implements Screen {
    private record Tick() implements Message {}

    private static final Effect LATER = new Effect.Later(Duration.ofMillis(1), new Tick());

    @Override
    public String title() {
      return "Ticking";
    }

    @Override
    public List<Effect> start() {
      return List.of(LATER);
    }

    @Override
    public List<Action> actions() {
      return List.of();
    }

    @Override
    public Transition hear(Message message) {
      if (!(message instanceof Tick)) {
        return Transition.to(this);
      }
      Ticking next = new Ticking(ticks + 1);
      return next.ticks < 3 ? Transition.to(next, LATER) : Transition.to(next, new Effect.Quit());
    }

    @Override
    public void draw(Canvas canvas, ViewContext context) {
      canvas.text(0, 0, ticks + " ticks");
    }
  }

  @Test
  void aScreenHearsLaterWhatItWantedToHear() throws Exception {
    run(new Ticking(0), display -> display.await("2 ticks"));
  }

  private static boolean selected(Grid frame, int y) {
    return frame.style(0, y).reversed();
  }

  private static String nameIn(String line) {
    return line.strip().split(" ")[0];
  }

  /** Notes what is run, and refuses one command. */
  private static final class NotedCommands extends NoWork {
    private final List<List<String>> run = new ArrayList<>();

    @Override
    public int runInTerminal(List<String> arguments) {
      if (arguments.contains("refused")) {
        throw new UserException("can't start it");
      }
      run.add(arguments);
      return 3;
    }
  }

  @Test
  void runsACommandInTheTerminal() throws Exception {
    NotedCommands work = new NotedCommands();
    services = services(work);
    Memory display =
        run(
            d -> {
              d.await("beta");
              d.press("!");
              d.await("such as: rank demo");
              type(d, "note alpha 'two words");
              d.await("a quotation mark is missing");
              d.press("enter", "'", "enter");
              d.await(text -> !text.contains("Run a command"));
              d.press("q");
            });
    assertEquals(List.of(List.of("note", "alpha", "two words")), work.run);
    assertEquals(List.of("quantloop note alpha 'two words' ends with 3"), display.lentTo);
  }

  @Test
  void offersEarlierCommandsAlsoTheNextTime() throws Exception {
    NotedCommands work = new NotedCommands();
    services = services(work);
    run(
        d -> {
          d.press("!");
          type(d, "rank alpha");
          d.press("enter", "!", "l", "s", "up", "down", "enter", "q");
        });
    InputHistory kept = new InputHistory(directory.resolve("config/command-history"));
    awaitEntries(kept, 2);
    run(
        d -> {
          assertTrue(d.settled.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS));
          d.press("!", "up", "up");
          d.await("rank alpha");
          d.press("enter", "q");
        });
    List<String> rank = List.of("rank", "alpha");
    assertEquals(List.of(rank, List.of("ls"), rank), work.run);
  }

  private static void awaitEntries(InputHistory history, int count) throws InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (history.read().size() < count && System.nanoTime() < end) {
      Thread.sleep(10);
    }
    assertEquals(count, history.read().size());
  }

  @Test
  void saysWhyACommandCannotBeRun() throws Exception {
    services = services(new NotedCommands());
    run(
        d -> {
          d.press("!");
          type(d, "refused");
          d.press("enter");
          d.await("can't start it");
          d.press("q");
        });
  }

  private static void type(Memory display, String text) {
    text.chars().forEach(c -> display.press(c == ' ' ? "space" : Character.toString(c)));
  }

  @Test
  void suspendsAndGoesOn() throws Exception {
    Memory display =
        run(
            d -> {
              d.press("ctrl-z", "q");
            });
    assertEquals(1, display.suspended);
  }
}
