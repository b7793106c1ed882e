package dev.quantloop.app.launcher;

import com.pty4j.PtyProcess;
import com.pty4j.PtyProcessBuilder;
import com.pty4j.WinSize;
import dev.quantloop.app.tui.key.Key;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jline.builtins.ScreenTerminal;

/** A process in a pseudo-terminal, what a terminal would show of its output, and its keyboard. */
final class Pseudoterminal implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(4);
  private static final long LOOK_MILLIS = 20;
  private static final String CLEAR_SCREEN = "\u001b[2J";

  private final PtyProcess process;
  private volatile ScreenTerminal screen;
  private volatile int columns;
  private volatile int rows;
  private final OutputStream keyboard;
  private long characters;
  private long lastOutputNanos;

  private Pseudoterminal(PtyProcess process, int columns, int rows) {
    this.process = process;
    this.columns = columns;
    this.rows = rows;
    this.screen = new ScreenTerminal(columns, rows);
    this.keyboard = process.getOutputStream();
    Thread reader = new Thread(this::read, "pseudo-terminal");
    reader.setDaemon(true);
    reader.start();
  }

  static Pseudoterminal start(
      List<String> command, Map<String, String> environment, Path folder, int columns, int rows)
      throws IOException {
    Map<String, String> variables = new HashMap<>(environment);
    variables.put("TERM", "xterm-256color");
    PtyProcess process =
        new PtyProcessBuilder(command.toArray(String[]::new))
            .setEnvironment(variables)
            .setDirectory(folder.toString())
            .setInitialColumns(columns)
            .setInitialRows(rows)
            .start();
    return new Pseudoterminal(process, columns, rows);
  }

  private void read() {
    char[] buffer = new char[1 << 16];
    try (Reader output = new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8)) {
      for (int count = output.read(buffer); count >= 0; count = output.read(buffer)) {
        synchronized (this) {
          characters += count;
          lastOutputNanos = System.nanoTime();
        }
        show(new String(buffer, 0, count));
      }
    } catch (IOException e) {
      return; // The process has ended.
    }
  }

  /**
   * What was drawn for the window before {@link #resize} may not fit; a whole frame follows it,
   * which may have been read together with it.
   */
  private void show(String output) {
    try {
      screen.write(output);
    } catch (IndexOutOfBoundsException e) {
      screen = new ScreenTerminal(columns, rows);
      int frame = output.lastIndexOf(CLEAR_SCREEN);
      if (frame > 0) {
        show(output.substring(frame));
      }
    }
  }

  /** Presses keys by their names. */
  Pseudoterminal press(String... names) throws IOException {
    for (String name : names) {
      keyboard.write(bytes(Key.named(name)).getBytes(StandardCharsets.UTF_8));
    }
    keyboard.flush();
    return this;
  }

  /** Types a text, a character at a time as people do. */
  Pseudoterminal type(String text) throws IOException {
    keyboard.write(text.getBytes(StandardCharsets.UTF_8));
    keyboard.flush();
    return this;
  }

  private static String bytes(Key key) {
    if (key.ctrl()) {
      return Character.toString(key.character() & 0x1F);
    }
    return switch (key.kind()) {
      case CHARACTER -> Character.toString(key.character());
      case ENTER -> "\r";
      case ESCAPE -> "\u001b";
      case TAB -> "\t";
      case BACKSPACE -> "\u007f";
      case UP -> "\u001b[A";
      case DOWN -> "\u001b[B";
      case RIGHT -> "\u001b[C";
      case LEFT -> "\u001b[D";
      case FUNCTION -> "\u001bO" + (char) ('P' + key.character() - 1); // F1 to F4
      default -> throw new IllegalArgumentException("no bytes for " + key.label());
    };
  }

  /** An empty window of another size; the process is told and has to draw it anew. */
  void resize(int columns, int rows) {
    this.columns = columns;
    this.rows = rows;
    screen = new ScreenTerminal(columns, rows);
    process.setWinSize(new WinSize(columns, rows));
  }

  /** What can be read on the screen now. */
  String text() {
    return screen.toString();
  }

  /** Waits until the screen shows the text. */
  Pseudoterminal await(String text) throws InterruptedException {
    return await(text, shown -> shown.contains(text));
  }

  /**
   * @param what is awaited, for the message of a failure
   */
  Pseudoterminal await(String what, Predicate<String> wanted) throws InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!wanted.test(text())) {
      if (System.nanoTime() > end) {
        throw new AssertionError("never seen: " + what + "\n" + text());
      }
      Thread.sleep(LOOK_MILLIS);
    }
    return this;
  }

  /** Characters that the process has written so far. */
  synchronized long characters() {
    return characters;
  }

  /** When it wrote last, by {@link System#nanoTime}. */
  synchronized long lastOutputNanos() {
    return lastOutputNanos;
  }

  long pid() {
    return process.pid();
  }

  /** The exit status, when it ends. */
  int status() throws InterruptedException {
    if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
      throw new AssertionError("it does not end\n" + text());
    }
    return process.exitValue();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
