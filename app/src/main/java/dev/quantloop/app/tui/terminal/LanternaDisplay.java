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
import com.googlecode.lanterna.terminal.ansi.ANSITerminal;
import dev.quantloop.app.tui.grid.Color;
import dev.quantloop.app.tui.grid.ColorScheme;
import dev.quantloop.app.tui.grid.Grid;
import dev.quantloop.app.tui.grid.Style;
import dev.quantloop.app.tui.key.Input;
import dev.quantloop.app.worker.Signals;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A {@link Display} on the terminal of this process, by Lanterna. */
public final class LanternaDisplay implements Display {
  private static final int STOP_SECONDS = 2;
  private static final int BUFFER_BYTES = 1 << 16;
  private static final int[] FALLBACK_SIZE = {24, 80};

  private final Tty tty;
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
    this.terminal = new Window(tty, this.out, charset);
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
    LanternaDisplay display =
        new LanternaDisplay(
            new Tty(), OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8, Map.of());
    display.screen.startScreen();
    display.show(frame);
    display.screen.stopScreen(false);
  }

  private void take() throws IOException {
    tty.raw();
    screen.startScreen();
    screen.setCursorPosition(null);
    captureMouse(mouse);
    complete = true;
  }

  private void giveBack() throws IOException {
    try {
      captureMouse(false);
      screen.stopScreen(false);
      out.flush();
    } finally {
      tty.restore();
    }
  }

  @Override
  public int width() {
    return size()[1];
  }

  @Override
  public int height() {
    return size()[0];
  }

  private int[] size() {
    int[] size = tty.size();
    return size == null ? FALLBACK_SIZE : size;
  }

  @Override
  public Optional<Input> read() throws IOException {
    KeyStroke stroke = terminal.readInput();
    return stroke == null || stroke.getKeyType() == KeyType.EOF
        ? Optional.empty()
        : Optional.of(Keys.of(stroke));
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
        if (!frame.text(x, y).isEmpty()) {
          screen.setCharacter(x, y, character(frame.text(x, y), frame.style(x, y)));
        }
      }
    }
    screen.refresh(complete ? RefreshType.COMPLETE : RefreshType.DELTA);
    out.flush();
    complete = false;
    shown = frame;
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
        text, color(shown.foreground()), color(shown.background()), modifiers)[0];
  }

  private static TextColor color(Color color) {
    return switch (color) {
      case DEFAULT -> TextColor.ANSI.DEFAULT;
      case BLACK -> TextColor.ANSI.BLACK;
      case RED -> TextColor.ANSI.RED;
      case GREEN -> TextColor.ANSI.GREEN;
      case YELLOW -> TextColor.ANSI.YELLOW;
      case BLUE -> TextColor.ANSI.BLUE;
      case MAGENTA -> TextColor.ANSI.MAGENTA;
      case CYAN -> TextColor.ANSI.CYAN;
      case WHITE -> TextColor.ANSI.WHITE;
      case GRAY -> TextColor.ANSI.BLACK_BRIGHT;
      case BRIGHT_RED -> TextColor.ANSI.RED_BRIGHT;
      case BRIGHT_GREEN -> TextColor.ANSI.GREEN_BRIGHT;
      case BRIGHT_YELLOW -> TextColor.ANSI.YELLOW_BRIGHT;
      case BRIGHT_BLUE -> TextColor.ANSI.BLUE_BRIGHT;
      case BRIGHT_MAGENTA -> TextColor.ANSI.MAGENTA_BRIGHT;
      case BRIGHT_CYAN -> TextColor.ANSI.CYAN_BRIGHT;
      case BRIGHT_WHITE -> TextColor.ANSI.WHITE_BRIGHT;
    };
  }

  @Override
  public void forget() {
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
    out.write(Clipboard.sequence(text, environment).getBytes(StandardCharsets.US_ASCII));
    out.flush();
  }

  @Override
  @SuppressWarnings("try") // the handler does its work by being installed
  public void suspend() throws IOException {
    giveBack();
    CountDownLatch goesOn = new CountDownLatch(1);
    try (Signals.Registration cont = Signals.on("CONT", goesOn::countDown)) {
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
  public void close() throws IOException {
    giveBack();
  }

  /** Lanterna's escape sequences over our own modes and size. */
  private static final class Window extends ANSITerminal {
    private final Tty tty;

    Window(Tty tty, OutputStream out, Charset charset) {
      super(new TerminalInput(new FileInputStream(FileDescriptor.in)), out, charset);
      this.tty = tty;
      getInputDecoder().setTimeoutUnits(0);
    }

    void resized(int width, int height) {
      onResized(width, height);
    }

    @Override
    protected TerminalSize findTerminalSize() {
      int[] size = tty == null ? null : tty.size();
      int[] known = size == null ? FALLBACK_SIZE : size;
      return new TerminalSize(known[1], known[0]);
    }
  }
}
