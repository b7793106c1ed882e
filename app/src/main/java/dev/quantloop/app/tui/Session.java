package dev.quantloop.app.tui;

import dev.quantloop.app.tui.dialog.Dialog;
import dev.quantloop.app.tui.dialog.HelpDialog;
import dev.quantloop.app.tui.dialog.Palette;
import dev.quantloop.app.tui.grid.Grid;
import dev.quantloop.app.tui.key.Key;
import dev.quantloop.app.tui.terminal.Display;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Runs the interface: one thread takes keys and answers from a queue, one after the other, changes
 * the state and draws it. Nothing that can wait for a disk or a process is done on it.
 */
public final class Session {
  private static final long TICK_MILLIS = 1000;

  private final Display display;
  private final Workers workers;
  private final Clock clock;
  private final boolean unicode;
  private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
  private final Deque<Slot> stack = new ArrayDeque<>();
  private Dialog dialog;
  private String notice = "";
  private long nextSlot;
  private boolean over;

  /** What reaches the thread that owns the state. */
  private sealed interface Event {
    record Pressed(Key key) implements Event {}

    /** An answer for the screen that asked; dropped if it has been left. */
    record Answered(long slot, Message message) implements Event {}

    record DatabaseChanged() implements Event {}

    record Broken(Exception reason) implements Event {}

    record Closed() implements Event {}

    /** Nothing but a reason to draw: the window has another size. */
    record Resized() implements Event {}
  }

  /** A screen on the stack; answers find it by its number, whatever state it has reached. */
  private static final class Slot {
    private final long number;
    private Screen screen;

    Slot(long number, Screen screen) {
      this.number = number;
      this.screen = screen;
    }
  }

  /**
   * @param unicode whether the terminal shows more than ASCII
   */
  public Session(Display display, Workers workers, Clock clock, boolean unicode) {
    this.display = display;
    this.workers = workers;
    this.clock = clock;
    this.unicode = unicode;
  }

  /**
   * Runs until the user leaves.
   *
   * @throws IOException when the terminal is lost
   */
  public void run(Screen first) throws IOException {
    open(first);
    draw();
    Thread reader = new Thread(this::readKeys, "keys");
    reader.setDaemon(true);
    reader.start();
    workers.watch(() -> events.add(new Event.DatabaseChanged()));
    while (!over) {
      handle(next());
      draw();
    }
  }

  /** Ends the session from another thread, as a lost connection does. */
  public void end() {
    events.add(new Event.Closed());
  }

  /** Draws anew, for the window has another size. May be called by any thread. */
  public void resized() {
    events.add(new Event.Resized());
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
      Optional<Key> key = display.read();
      while (key.isPresent()) {
        events.add(new Event.Pressed(key.get()));
        key = display.read();
      }
      events.add(new Event.Closed());
    } catch (IOException | RuntimeException e) {
      events.add(new Event.Broken(e));
    }
  }

  private void handle(Optional<Event> event) throws IOException {
    if (event.isEmpty()) {
      return;
    }
    Event now = event.get();
    if (now instanceof Event.Pressed pressed) {
      press(pressed.key());
    } else if (now instanceof Event.Answered answered) {
      answer(answered);
    } else if (now instanceof Event.Broken broken) {
      throw new IOException(broken.reason());
    } else if (now instanceof Event.Closed) {
      over = true;
    } else if (now instanceof Event.DatabaseChanged) {
      for (Slot slot : List.copyOf(stack)) {
        take(slot, slot.screen.hear(new Message.Changed()));
      }
    }
  }

  private void answer(Event.Answered answered) throws IOException {
    for (Slot slot : List.copyOf(stack)) {
      if (slot.number == answered.slot()) {
        notice = answered.message() instanceof Message.Failed failed ? failed.reason() : "";
        take(slot, slot.screen.hear(answered.message()));
      }
    }
  }

  private void press(Key key) throws IOException {
    notice = "";
    if (key.ctrl() && key.character() == 'z') {
      display.suspend();
    } else if (key.ctrl() && key.character() == 'l') {
      display.forget();
    } else if (key.ctrl() && key.character() == 'c') {
      over = true;
    } else if (dialog != null) {
      pressInDialog(key);
    } else {
      pressOnScreen(key);
    }
  }

  private void pressInDialog(Key key) throws IOException {
    if (key.kind() == Key.Kind.ESCAPE) {
      dialog = null;
      return;
    }
    Dialog.Answer answer = dialog.press(key);
    dialog = answer.next();
    perform(top(), answer.effects());
    if (dialog instanceof Palette palette && palette.chosen() != null) {
      dialog = null;
      take(top(), palette.chosen().run().get());
    }
  }

  private void pressOnScreen(Key key) throws IOException {
    Screen screen = top().screen;
    Optional<Step> typed = screen.typed(key);
    if (typed.isPresent()) {
      take(top(), typed.get());
      return;
    }
    if (key.equals(Key.of('?'))) {
      dialog = HelpDialog.of(screen);
      return;
    } else if (key.equals(Key.of(':')) || key.equals(Key.named("ctrl-p"))) {
      dialog = Palette.of(screen.actions());
      return;
    }
    for (Screen.Action action : screen.actions()) {
      if (action.keys().contains(key)) {
        run(action);
        return;
      }
    }
  }

  private void run(Screen.Action action) throws IOException {
    if (action.disabled().isPresent()) {
      notice = "can't " + action.label() + ": " + action.disabled().get();
    } else {
      take(top(), action.run().get());
    }
  }

  private void take(Slot slot, Step step) throws IOException {
    slot.screen = step.screen();
    perform(slot, step.effects());
  }

  private void perform(Slot slot, List<Effect> effects) throws IOException {
    for (Effect effect : effects) {
      perform(slot, effect);
    }
  }

  private void perform(Slot slot, Effect effect) throws IOException {
    if (effect instanceof Effect.Ask ask) {
      ask(slot, ask);
    } else if (effect instanceof Effect.Open open) {
      open(open.screen());
    } else if (effect instanceof Effect.Show show) {
      dialog = show.dialog();
    } else if (effect instanceof Effect.Say say) {
      notice = say.text();
    } else if (effect instanceof Effect.Copy copy) {
      display.copy(copy.text());
      notice = "copied " + copy.what();
    } else if (effect instanceof Effect.Close) {
      stack.pop();
      over = stack.isEmpty();
    } else if (effect instanceof Effect.Quit) {
      over = true;
    }
  }

  private void ask(Slot slot, Effect.Ask ask) {
    workers.submit(ask.work(), message -> events.add(new Event.Answered(slot.number, message)));
  }

  private void open(Screen screen) throws IOException {
    Slot slot = new Slot(nextSlot++, screen);
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
    Frame.draw(frame.canvas(), path, dialog, notice, new Look(unicode, clock.instant()));
    display.show(frame);
  }
}
