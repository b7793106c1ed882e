package dev.quantloop.app.tui.terminal;

import com.googlecode.lanterna.SGR;
import com.googlecode.lanterna.TerminalSize;
import com.googlecode.lanterna.TextCharacter;
import com.googlecode.lanterna.TextColor;
import com.googlecode.lanterna.input.KeyStroke;
import com.googlecode.lanterna.input.KeyType;
import com.googlecode.lanterna.screen.Screen.RefreshType;
import com.googlecode.lanterna.screen.TerminalScreen;
import com.googlecode.lanterna.terminal.MouseCaptureMode;
import dev.quantloop.app.machine.Signals;
import dev.quantloop.app.notify.NotifyWays;
import dev.quantloop.app.tui.grid.Color;
import dev.quantloop.app.tui.grid.ColorScheme;
import dev.quantloop.app.tui.grid.Grid;
import dev.quantloop.app.tui.grid.Style;
import dev.quantloop.app.tui.key.Input;
import dev.quantloop.app.tui.key.Key;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;

/** A {@link Display} on the terminal of this process, by Lanterna. */
public final class LanternaDisplay implements Display {
  private static final int STOP_SECONDS = 2;
  private static final int LONGEST_DELIVERY_SECONDS = 2;

  /** The status of a program that SIGINT has ended. */
  private static final int ENDED_BY_INTERRUPT = 130;

  // Lanterna sends it only once.
  private static final String ALTERNATE_SCREEN = "\u001b[?1049h";
  private static final int BUFFER_BYTES = 1 << 16;

  private final Tty tty;
  private final InputStream keyboard = new FileInputStream(FileDescriptor.in);
  private final Charset charset;
  private final TerminalInput input;
  private final Window terminal;
  private final OutputStream out;
  private final TerminalScreen screen;
  private final boolean colors;
  private final Map<String, String> environment;
  private ColorScheme scheme = ColorScheme.USUAL;
  private boolean mouse;
  private boolean complete;
  private Grid shown;

  private LanternaDisplay(
      Tty tty, OutputStream out, boolean colors, Charset charset, Map<String, String> environment)
      throws IOException {
    this.tty = tty;
    this.colors = colors;
    this.environment = environment;
    this.out = new BufferedOutputStream(out, BUFFER_BYTES);
    this.charset = charset;
    this.input = new TerminalInput(keyboard, charset);
    this.terminal = new Window(tty, input, this.out, charset);
    this.screen = new TerminalScreen(terminal);
  }

  /**
   * Takes the terminal. It must be given back by {@link #close}, whatever happens.
   *
   * @param colors whether colours are wanted
   * @param charset of the terminal
   */
  public static LanternaDisplay open(
      boolean colors, Charset charset, Map<String, String> environment) throws IOException {
    Tty tty = new Tty();
    tty.save();
    OutputStream out = new FileOutputStream(FileDescriptor.out);
    LanternaDisplay display = new LanternaDisplay(tty, out, colors, charset, environment);
    display.take();
    return display;
  }

  /** Does what showing a frame takes, but sends it nowhere. */
  public static void rehearse(Grid frame) throws IOException {
    send(OutputStream.nullOutputStream(), frame);
  }

  /** Sends frames somewhere, one after the other. */
  static void send(OutputStream out, Grid... frames) throws IOException {
    LanternaDisplay display =
        new LanternaDisplay(new Tty(), out, true, StandardCharsets.UTF_8, Map.of());
    display.screen.startScreen();
    for (Grid frame : frames) {
      display.show(frame);
    }
    display.screen.stopScreen(false);
  }

  private void take() throws IOException {
    tty.raw();
    screen.startScreen();
    screen.setCursorPosition(null);
    captureMouse(mouse);
    send(TerminalInput.BRACKET_PASTES);
    complete = true;
  }

  private void giveBack() throws IOException {
    try {
      captureMouse(false);
      send(TerminalInput.LEAVE_PASTES);
      screen.stopScreen(false);
      out.flush();
    } finally {
      tty.restore();
    }
  }

  @Override
  public int width() {
    return terminal.size()[1];
  }

  @Override
  public int height() {
    return terminal.size()[0];
  }

  @Override
  public Optional<Input> read() throws IOException {
    KeyStroke stroke = terminal.readInput();
    return stroke == null || stroke.getKeyType() == KeyType.EOF
        ? Optional.empty()
        : Optional.of(Keys.isPasted(stroke) ? pasted() : Keys.of(stroke));
  }

  private Key pasted() {
    return input.pasted().map(Key::pasted).orElse(Key.of(Key.Kind.OTHER));
  }

  @Override
  public void show(Grid frame) throws IOException {
    // Lanterna hides the cursor anew with each refresh; an idle screen is to send nothing at all.
    if (!complete && shown != null && frame.looksLike(shown)) {
      return;
    }
    TerminalSize old = screen.getTerminalSize();
    if (old.getColumns() != frame.width() || old.getRows() != frame.height()) {
      terminal.resized(frame.width(), frame.height());
      screen.doResizeIfNecessary();
      complete = true;
    }
    for (int y = 0; y < frame.height(); y++) {
      for (int x = 0; x < frame.width(); x++) {
        set(x, y, frame.text(x, y), frame.style(x, y));
      }
    }
    screen.refresh(complete ? RefreshType.COMPLETE : RefreshType.DELTA);
    out.flush();
    complete = false;
    shown = frame;
  }

  private void set(int x, int y, String text, Style style) {
    if (!text.isEmpty()) {
      screen.setCharacter(x, y, character(text, style));
    } else if (!screen.getBackCharacter(x - 1, y).isDoubleWidth()) {
      screen.setCharacter(x, y, Window.SECOND_HALF);
    }
  }

  private TextCharacter character(String text, Style style) {
    Style shown = scheme.apply(style);
    EnumSet<SGR> modifiers = EnumSet.noneOf(SGR.class);
    if (shown.bold()) {
      modifiers.add(SGR.BOLD);
    }
    if (shown.underlined()) {
      modifiers.add(SGR.UNDERLINE);
    }
    if (shown.reversed()) {
      modifiers.add(SGR.REVERSE);
    }
    return TextCharacter.fromString(
        Window.shown(text), color(shown.foreground()), TextColor.ANSI.DEFAULT, modifiers)[0];
  }

  private static TextColor color(Color color) {
    return switch (color) {
      case GRAY -> TextColor.ANSI.BLACK_BRIGHT;
      case BRIGHT_YELLOW -> TextColor.ANSI.YELLOW_BRIGHT;
      case BRIGHT_BLUE -> TextColor.ANSI.BLUE_BRIGHT;
      default -> TextColor.ANSI.valueOf(color.name());
    };
  }

  @Override
  public void retake() throws IOException {
    tty.raw();
    send(ALTERNATE_SCREEN);
    captureMouse(mouse);
    send(TerminalInput.BRACKET_PASTES);
    complete = true;
  }

  @Override
  public void paint(ColorScheme wanted) {
    scheme = colors ? wanted : ColorScheme.NONE;
    complete = true;
  }

  @Override
  public void takeMouse(boolean taken) throws IOException {
    mouse = taken;
    captureMouse(taken);
    out.flush();
  }

  private void captureMouse(boolean taken) throws IOException {
    terminal.setMouseCaptureMode(taken ? MouseCaptureMode.CLICK : null);
  }

  @Override
  public void copy(String text) throws IOException {
    send(Clipboard.sequence(text, environment));
    out.flush();
  }

  @Override
  public void ring(NotifyWays ways, String message) throws IOException {
    send(ways.sequence(message, environment));
    out.flush();
  }

  private void send(String sequence) throws IOException {
    out.write(sequence.getBytes(charset));
  }

  @Override
  @SuppressWarnings("try") // the handler does its work by being installed
  public void suspend() throws IOException {
    CountDownLatch goesOn = new CountDownLatch(1);
    try (Signals.Registration cont = Signals.on("CONT", goesOn::countDown)) {
      // What is typed between the two is read here, not by the shell.
      giveBack();
      tty.stop();
      // The signal stops this thread a little later, for another one receives it. Where nobody can
      // let the process go on it does not stop at all, hence the limit.
      goesOn.await(STOP_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    take();
  }

  @Override
  @SuppressWarnings("try") // the handler does its work by being installed
  public void lend(String line, IntSupplier command) throws IOException {
    // A handler, for a child process would inherit that the signal is ignored.
    CountDownLatch interrupted = new CountDownLatch(1);
    try (Signals.Registration interrupt = Signals.on("INT", interrupted::countDown)) {
      giveBack();
      send("$ " + line + "\n");
      out.flush();
      int status = command.getAsInt();
      if (status == ENDED_BY_INTERRUPT) {
        awaitOwnInterrupt(interrupted);
      }
      tty.restore();
      send((status == 0 ? "" : "\nexit status " + status) + "\npress enter to return ");
      out.flush();
      awaitEnter();
    } finally {
      take();
    }
  }

  /** Ctrl-C goes to this process, too: later, it would end it. */
  private static void awaitOwnInterrupt(CountDownLatch interrupted) {
    try {
      interrupted.await(LONGEST_DELIVERY_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void awaitEnter() throws IOException {
    int one = keyboard.read();
    while (one != '\n' && one >= 0) {
      one = keyboard.read();
    }
  }

  @Override
  public void close() throws IOException {
    giveBack();
  }
}
