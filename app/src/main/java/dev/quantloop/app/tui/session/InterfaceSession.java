package dev.quantloop.app.tui.session;

import dev.quantloop.app.UserException;
import dev.quantloop.app.format.ShellWords;
import dev.quantloop.app.notify.NotifyWays;
import dev.quantloop.app.tui.Dialog;
import dev.quantloop.app.tui.Effect;
import dev.quantloop.app.tui.Message;
import dev.quantloop.app.tui.Screen;
import dev.quantloop.app.tui.Transition;
import dev.quantloop.app.tui.ViewContext;
import dev.quantloop.app.tui.dialog.InputHistory;
import dev.quantloop.app.tui.dialog.KeyHelp;
import dev.quantloop.app.tui.dialog.Picker;
import dev.quantloop.app.tui.grid.ColorScheme;
import dev.quantloop.app.tui.grid.Grid;
import dev.quantloop.app.tui.key.Binding;
import dev.quantloop.app.tui.key.Click;
import dev.quantloop.app.tui.key.Input;
import dev.quantloop.app.tui.key.Key;
import dev.quantloop.app.tui.key.KeyTable;
import dev.quantloop.app.tui.screen.ScreenServices;
import dev.quantloop.app.tui.screen.listing.ListingState;
import dev.quantloop.app.tui.screen.runs.RunsState;
import dev.quantloop.app.tui.screen.sql.SqlState;
import dev.quantloop.app.tui.terminal.Display;
import dev.quantloop.app.worker.RunNews;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Runs the interface: one thread takes keys and answers from a queue, one after the other, changes
 * the state and draws it. Nothing that can wait for a disk or a process is done on it.
 */
public final class InterfaceSession {
  private static final long TICK_MILLIS = 1000;
  private static final Duration EARLY_KEY_WAITS = Duration.ofSeconds(1);
  private static final int ROWS_PER_NOTCH = 3;
  private static final String COLORS = "colors";
  private static final String MOUSE = "mouse";
  private static final String NOTIFY = "notify";
  private static final String ON = "on";
  private static final String NOT_PASTED = "nothing here takes a text: what was pasted is dropped";

  /** On every screen, and in dialogs those with Ctrl. */
  static final KeyTable<InterfaceSession, Effect> KEYS =
      new KeyTable<>(
          List.of(
              Binding.of("? f1", "help", "show the keys", s -> new Effect.Show(s.help())),
              Binding.of(
                  ": ctrl-p",
                  "palette",
                  "find an action by its name",
                  s -> new Effect.Show(s.palette())),
              Binding.of("ctrl-l", "redraw", "draw everything anew", s -> new Effect.Redraw()),
              Binding.of(
                  "ctrl-z", "suspend", "back to the shell until fg", s -> new Effect.Suspend()),
              Binding.of(
                  "ctrl-c", "leave", "leave Quantloop at once; runs go on", s -> new Effect.Quit()),
              Binding.of(
                  "f2",
                  "colors",
                  "usual colours, or ones told apart by the colour-blind",
                  s -> new Effect.Paint(s.otherScheme())),
              Binding.of(
                  "f3",
                  "mouse",
                  "take the mouse, or leave it to the terminal",
                  s -> new Effect.TakeMouse(!s.mouse)),
              Binding.of(
                  "f8",
                  "notify",
                  "ring when a verdict falls or a run ends, or not",
                  s -> new Effect.Show(NotifyPrompt.dialog(s.notifyText())))));

  private final Display display;
  private final EffectThreads workers;
  private final ScreenServices services;
  private final Clock clock;
  private final boolean unicode;
  private final Duration earlyKeyWaits;
  private final CommandPrompt commands;
  private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();

  /** Lets the next key be read: who is lent the terminal must be the only one to read from it. */
  private final Semaphore keyDone = new Semaphore(0);

  private final Deque<Slot> stack = new ArrayDeque<>();
  private Dialog dialog;
  private String notice = "";
  private boolean untilAnswer;
  private Grid drawn = new Grid(0, 0);
  private ColorScheme scheme;
  private boolean mouse;
  private NotifyWays notify = NotifyWays.NONE;
  private int inBackground;

  /** The key that waits for the first answer, after which no other is read; or null. */
  private Event early;

  private boolean over;

  /** What reaches the thread that owns the state, and is done there. */
  private interface Event {
    void happen() throws IOException;
  }

  /** A screen on the stack; answers find it there, whatever state it has reached. */
  private static final class Slot {
    private Screen screen;
    private int asked;
    private boolean stale;
    private boolean answered;

    /** Whether it knows nothing yet. */
    boolean isWaiting() {
      return asked > 0 && !answered;
    }
  }

  /**
   * @param unicode whether the terminal shows more than ASCII
   */
  public InterfaceSession(
      Display display,
      EffectThreads workers,
      ScreenServices services,
      Clock clock,
      boolean unicode) {
    this(display, workers, services, clock, unicode, EARLY_KEY_WAITS);
  }

  /**
   * @param earlyKeyWaits how long a key waits at most for what it is to act on
   */
  InterfaceSession(
      Display display,
      EffectThreads workers,
      ScreenServices services,
      Clock clock,
      boolean unicode,
      Duration earlyKeyWaits) {
    this.services = services;
    this.display = display;
    this.workers = workers;
    this.clock = clock;
    this.unicode = unicode;
    this.earlyKeyWaits = earlyKeyWaits;
    this.commands =
        new CommandPrompt(new InputHistory(services.preferences().beside("command-history")));
  }

  /**
   * Runs until the user leaves.
   *
   * @throws IOException when the terminal is lost
   */
  public void run(Screen first) throws IOException {
    scheme = services.preferences().get(COLORS).map(ColorScheme::of).orElse(ColorScheme.USUAL);
    mouse = services.preferences().get(MOUSE).filter(ON::equals).isPresent();
    notify = services.preferences().get(NOTIFY).flatMap(NotifyPrompt::ways).orElse(NotifyWays.NONE);
    display.paint(scheme);
    display.takeMouse(mouse);
    open(first);
    perform(top(), new Effect.Background(answers -> commands.load()));
    draw();
    Thread reader = new Thread(this::readKeys, "keys");
    reader.setDaemon(true);
    reader.start();
    RunNews news = new RunNews();
    workers.watch(
        () -> events.add(() -> changed(top())),
        tracker -> news.next(tracker).forEach(line -> events.add(() -> ring(line))));
    while (!over) {
      Optional<Event> event = next();
      if (event.isPresent()) {
        event.get().happen();
      }
      draw();
      if (event.isPresent() && isQuiet()) {
        display.settled();
      }
    }
  }

  /** Ends the session from another thread, as a lost connection does. */
  public void end() {
    events.add(this::leave);
  }

  private void leave() {
    over = true;
  }

  /** Draws anew, for the window has another size. May be called by any thread. */
  public void resized() {
    events.add(() -> {}); // Every event is followed by drawing.
  }

  /** Takes the terminal anew after a stop by a signal. May be called by any thread. */
  public void goesOn() {
    events.add(display::retake);
  }

  /** The next event; without any for a while, nothing, so that ages and times left stay true. */
  private Optional<Event> next() throws IOException {
    try {
      return Optional.ofNullable(events.poll(TICK_MILLIS, TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      throw new IOException("interrupted", e);
    }
  }

  private void readKeys() {
    try {
      Optional<Input> input = display.read();
      while (input.isPresent()) {
        Input pressed = input.get();
        events.add(() -> pressOnceKnown(pressed));
        keyDone.acquire();
        input = display.read();
      }
      end();
    } catch (IOException | RuntimeException | InterruptedException e) {
      events.add(
          () -> {
            throw new IOException(e);
          });
    }
  }

  /** A key on a screen that has just been opened waits a moment for what it is to act on. */
  private void pressOnceKnown(Input pressed) throws IOException {
    boolean atOnce = dialog != null || pressed instanceof Key key && key.ctrl();
    if (!atOnce && top().isWaiting()) {
      Event key = () -> pressAndGoOn(pressed);
      early = key;
      workers.later(earlyKeyWaits, () -> events.add(() -> happenEarly(key)));
    } else {
      pressAndGoOn(pressed);
    }
  }

  private void pressAndGoOn(Input pressed) throws IOException {
    press(pressed);
    keyDone.release();
  }

  /** Does the key that has waited, unless that has been done. */
  private void happenEarly(Event key) throws IOException {
    if (key != null && key == early) {
      early = null;
      key.happen();
    }
  }

  private boolean isQuiet() {
    return events.isEmpty() && inBackground == 0 && stack.stream().allMatch(s -> s.asked == 0);
  }

  /** Screens below the top hear of changes when they are seen again. */
  private void changed(Slot slot) throws IOException {
    if (slot.asked > 0) {
      // Questions are not to pile up where answers take longer than changes.
      slot.stale = true;
    } else {
      slot.stale = false;
      tellUnasked(slot, new Message.Changed());
    }
  }

  /** What follows from it is not what the user waits for, who may still read what was said. */
  private void tellUnasked(Slot slot, Message message) throws IOException {
    if (stack.contains(slot)) {
      boolean saidOfWork = untilAnswer;
      take(slot, slot.screen.hear(message));
      untilAnswer = saidOfWork;
    }
  }

  /**
   * Hands an answer to the screen that asked; it is dropped if the screen has been left.
   *
   * @param toQuestion whether it is the one answer to a question to the database
   */
  private void answer(Slot slot, Message message, boolean toQuestion) throws IOException {
    if (!stack.contains(slot)) {
      return;
    }
    notice = notice(message);
    // What went wrong stands until a key, whatever is answered meanwhile.
    untilAnswer &= !(message instanceof Message.Failed);
    slot.asked -= toQuestion ? 1 : 0;
    slot.answered |= toQuestion;
    take(slot, slot.screen.hear(message));
    if (slot == top()) {
      happenEarly(early);
    }
    if (slot.stale && slot.asked == 0 && slot == top()) {
      changed(slot);
    }
  }

  private String notice(Message answer) {
    if (answer instanceof Message.Failed failed) {
      return failed.reason();
    }
    // What was said before the work was asked for is over with it; the rest stands until a key.
    return untilAnswer ? "" : notice;
  }

  private void press(Input input) throws IOException {
    notice = "";
    untilAnswer = false;
    if (input instanceof Click click) {
      click(click);
    } else if (input instanceof Key key && key.kind() == Key.Kind.WHEEL_UP) {
      wheel(Key.Kind.UP);
    } else if (input instanceof Key key && key.kind() == Key.Kind.WHEEL_DOWN) {
      wheel(Key.Kind.DOWN);
    } else if (input instanceof Key key) {
      press(key);
    }
  }

  private void wheel(Key.Kind arrow) throws IOException {
    for (int i = 0; i < ROWS_PER_NOTCH; i++) {
      press(Key.of(arrow));
    }
  }

  private void click(Click click) throws IOException {
    int target = drawn.target(click.x(), click.y());
    if (dialog == null && target != Grid.NOTHING) {
      Optional<Transition> transition = top().screen.clicked(target);
      if (transition.isPresent()) {
        take(top(), transition.get());
      }
    }
  }

  private void press(Key key) throws IOException {
    Optional<Screen.Action> everywhere =
        everywhere().stream().filter(action -> action.keys().contains(key)).findFirst();
    // A control key means the same in a dialog; a character may be meant for its field.
    if (everywhere.isPresent() && key.ctrl()) {
      run(everywhere.get());
    } else if (Frame.isTooSmall(display.width(), display.height())) {
      // What can't be seen is not to be done.
      return;
    } else if (key.kind() == Key.Kind.PASTE && key.text().isEmpty()) {
      say("what was pasted is empty, or too long");
    } else if (dialog != null) {
      pressInDialog(key);
    } else {
      pressOnScreen(key, everywhere);
    }
  }

  /** What keys do on every screen. */
  private List<Screen.Action> everywhere() {
    return Screen.actions(
        KEYS, this, binding -> Transition.to(top().screen, binding.action().apply(this)));
  }

  private List<Screen.Action> allActions() {
    List<Screen.Action> all = new ArrayList<>(top().screen.actions());
    all.addAll(everywhere());
    return all;
  }

  private Dialog help() {
    return KeyHelp.of(top().screen.title(), allActions(), display.width());
  }

  private Dialog palette() {
    return Picker.of(allActions());
  }

  private ColorScheme otherScheme() {
    return scheme == ColorScheme.USUAL ? ColorScheme.COLOR_BLIND : ColorScheme.USUAL;
  }

  private void pressInDialog(Key key) throws IOException {
    if (key.kind() == Key.Kind.ESCAPE) {
      dialog = null;
      return;
    }
    Dialog shown = dialog.in(Frame.room(dialog, drawn.width(), drawn.height()));
    Dialog.Answer answer = shown.press(key);
    dialog = answer.next();
    if (key.kind() == Key.Kind.PASTE && shown.equals(dialog)) {
      say(NOT_PASTED);
    }
    perform(top(), answer.effects());
  }

  private void pressOnScreen(Key key, Optional<Screen.Action> everywhere) throws IOException {
    Screen screen = top().screen;
    Optional<Transition> typed = screen.typed(key);
    if (typed.isPresent()) {
      take(top(), typed.get());
      return;
    }
    Optional<Screen.Action> action =
        screen.actions().stream()
            .filter(one -> one.keys().contains(key))
            .findFirst()
            .or(() -> everywhere);
    if (action.isPresent()) {
      run(action.get());
    } else if (key.kind() == Key.Kind.PASTE) {
      say(NOT_PASTED);
    } else if (key.kind() != Key.Kind.OTHER) {
      say("nothing is on %s here; %s shows the keys".formatted(key.label(), Frame.helpKey(screen)));
    }
  }

  private void run(Screen.Action action) throws IOException {
    if (action.disabled().isPresent()) {
      String why = top().isWaiting() ? "it is still being read" : action.disabled().get();
      notice = "can't " + action.label() + ": " + why;
    } else {
      take(top(), action.run().get());
    }
  }

  private void take(Slot slot, Transition transition) throws IOException {
    slot.screen = transition.screen();
    perform(slot, transition.effects());
  }

  private void perform(Slot slot, List<Effect> effects) throws IOException {
    for (Effect effect : effects) {
      perform(slot, effect);
    }
  }

  private void perform(Slot slot, Effect effect) throws IOException {
    if (effect instanceof Effect.Ask ask) {
      untilAnswer = true;
      slot.asked++;
      workers.submit(ask.work(), answers(slot, true));
    } else if (effect instanceof Effect.Background background) {
      untilAnswer = true;
      inBackground++;
      workers.background(
          background.work(), answers(slot, false), () -> events.add(() -> inBackground--));
    } else if (effect instanceof Effect.Later later) {
      workers.later(later.delay(), () -> events.add(() -> tellUnasked(slot, later.message())));
    } else if (effect instanceof Effect.Tell tell) {
      take(slot, slot.screen.hear(tell.message()));
    } else if (effect instanceof Effect.Open open) {
      open(open.screen());
    } else if (effect instanceof Effect.Visit visit) {
      open(screen(visit.place()));
    } else if (effect instanceof Effect.Show show) {
      dialog = show.dialog();
    } else if (effect instanceof Effect.Act act) {
      run(act.action());
    } else if (effect instanceof Effect.Say say) {
      say(say.text());
    } else if (effect instanceof Effect.Copy copy) {
      display.copy(copy.text());
      say("copied " + copy.what());
    } else if (effect instanceof Effect.Close) {
      close(slot);
    } else if (effect instanceof Effect.Redraw) {
      display.retake();
    } else if (effect instanceof Effect.Suspend) {
      display.suspend();
    } else if (effect instanceof Effect.AskCommand ask) {
      dialog = commands.dialog(ask.line());
    } else if (effect instanceof Effect.RunCommand run) {
      keepCommand(run.line());
      runCommand(run.line());
    } else if (effect instanceof Effect.Paint paint) {
      paint(slot, paint.scheme());
    } else if (effect instanceof Effect.TakeMouse take) {
      takeMouse(slot, take.taken());
    } else if (effect instanceof Effect.Notify change) {
      notifyBy(slot, change.ways());
    } else if (effect instanceof Effect.Quit) {
      leave();
    }
  }

  /** One that can't be kept for later is run all the same. */
  private void keepCommand(String line) {
    try {
      commands.keep(line);
    } catch (UserException e) {
      say(e.getMessage());
    }
  }

  private void runCommand(String line) throws IOException {
    List<String> words = ShellWords.split(line).orElseThrow();
    try {
      display.lend("quantloop " + line, () -> services.work().runInTerminal(words));
    } catch (UserException e) {
      say(e.getMessage());
    }
  }

  private void say(String text) {
    notice = text;
    untilAnswer = false;
  }

  private Consumer<Message> answers(Slot slot, boolean toQuestion) {
    return message -> events.add(() -> answer(slot, message, toQuestion));
  }

  private void paint(Slot slot, ColorScheme wanted) throws IOException {
    scheme = wanted;
    display.paint(wanted);
    perform(slot, services.keep(COLORS, wanted.word()));
    say("colours: " + wanted.word());
  }

  private void takeMouse(Slot slot, boolean taken) throws IOException {
    mouse = taken;
    display.takeMouse(taken);
    perform(slot, services.keep(MOUSE, taken ? ON : ""));
    say(taken ? "the mouse is taken; shift selects text" : "the mouse is the terminal's");
  }

  private String notifyText() {
    return services.preferences().get(NOTIFY).orElse("");
  }

  private void notifyBy(Slot slot, String ways) throws IOException {
    notify = NotifyPrompt.ways(ways).orElse(NotifyWays.NONE);
    perform(slot, services.keep(NOTIFY, ways));
    say(notify.isNone() ? "nothing rings" : "verdicts and ends of runs ring: " + ways);
  }

  private void ring(String message) throws IOException {
    display.ring(notify, message);
    workers.background(
        answers -> notify.runCommand(message).ifPresent(why -> events.add(() -> say(why))),
        answer -> {},
        () -> {});
  }

  /** What was opened over a screen that closes itself stays. */
  private void close(Slot slot) throws IOException {
    boolean seen = slot == top();
    stack.remove(slot);
    over = stack.isEmpty();
    if (seen && !over) {
      dialog = null;
      changed(top());
    }
  }

  private void open(Screen screen) throws IOException {
    Slot slot = new Slot();
    slot.screen = screen;
    stack.push(slot);
    perform(slot, screen.start());
  }

  private Slot top() {
    return stack.peek();
  }

  private void draw() throws IOException {
    if (over) {
      return;
    }
    Grid frame = new Grid(display.width(), display.height());
    List<Screen> path = new ArrayList<>();
    stack.descendingIterator().forEachRemaining(slot -> path.add(slot.screen));
    Frame.draw(frame.canvas(), path, dialog, notice, new ViewContext(unicode, clock.instant()));
    display.show(frame);
    drawn = frame;
  }

  private Screen screen(Effect.Visit.Place place) {
    return switch (place) {
      case RUNS -> RunsState.of(services);
      case SQL -> SqlState.of(services);
      case LEDGER -> ListingState.ledger(services);
    };
  }
}
