package dev.quantloop.app.cli;

import dev.quantloop.app.Directories;
import dev.quantloop.app.ExitCode;
import dev.quantloop.app.UserException;
import dev.quantloop.app.console.Console;
import dev.quantloop.app.machine.Signals;
import dev.quantloop.app.tui.Preferences;
import dev.quantloop.app.tui.Screen;
import dev.quantloop.app.tui.grid.Grid;
import dev.quantloop.app.tui.key.Key;
import dev.quantloop.app.tui.picture.PictureDisplay;
import dev.quantloop.app.tui.screen.ScreenServices;
import dev.quantloop.app.tui.session.EffectThreads;
import dev.quantloop.app.tui.session.InterfaceSession;
import dev.quantloop.app.tui.terminal.Display;
import dev.quantloop.app.tui.terminal.LanternaDisplay;
import dev.quantloop.app.worker.CrashedRuns;
import dev.quantloop.llama.runtime.NativeSettings;
import dev.quantloop.tracker.service.Tracker;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/** Runs the full-screen interface on this process's terminal, and gives the terminal back. */
public final class FullScreen {
  private final Console console;
  private final Path database;
  private final OwnProcesses processes;

  public FullScreen(Console console, Path database, Supplier<NativeSettings> llama) {
    this.console = console;
    this.database = database;
    this.processes = new OwnProcesses(console, database, llama);
  }

  /**
   * @param ascii whether to draw with ASCII only
   * @param first the screen that it begins with
   * @throws UserException when the terminal is lost
   */
  @SuppressWarnings("try") // the handlers do their work by being installed
  public int run(boolean ascii, Function<ScreenServices, Screen> first) {
    ScreenServices services = services();
    boolean unicode = !ascii && console.terminal().unicode();
    try (processes;
        EffectThreads workers = workers();
        Display display = open()) {
      InterfaceSession session =
          new InterfaceSession(display, workers, services, console.clock(), unicode);
      try (Signals.Registration hangUp = Signals.on("HUP", session::end);
          Signals.Registration end = Signals.on("TERM", session::end);
          Signals.Registration cont = Signals.on("CONT", session::goesOn);
          Signals.Registration resized = Signals.on("WINCH", session::resized)) {
        session.run(first.apply(services));
      }
      return ExitCode.OK;
    } catch (IOException e) {
      throw new UserException("the terminal failed: " + e.getMessage(), e);
    }
  }

  /**
   * Draws what is shown after keys have been pressed, without a terminal.
   *
   * @param first the screen that it begins with
   * @return the last frame
   */
  public Grid draw(
      int columns,
      int rows,
      boolean unicode,
      List<Key> keys,
      Function<ScreenServices, Screen> first) {
    ScreenServices services = services();
    PictureDisplay picture = new PictureDisplay(columns, rows, keys);
    try (processes;
        EffectThreads workers = workers()) {
      new InterfaceSession(picture, workers, services, console.clock(), unicode)
          .run(first.apply(services));
    } catch (IOException e) {
      throw new UserException("can't draw the screen: " + e.getMessage(), e);
    }
    return picture.frame();
  }

  private EffectThreads workers() {
    return new EffectThreads(
        () -> Tracker.openReadable(database),
        tracker -> new CrashedRuns(tracker, console.clock()).markFailed());
  }

  private ScreenServices services() {
    Directories directories = console.directories();
    Path preferences = directories.config().resolve("interface.properties");
    return new ScreenServices(processes, new Preferences(preferences), database, directories);
  }

  private Display open() throws IOException {
    return LanternaDisplay.open(console.colorful(), StandardCharsets.UTF_8, console.environment());
  }
}
