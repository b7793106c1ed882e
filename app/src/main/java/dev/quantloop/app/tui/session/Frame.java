package dev.quantloop.app.tui.session;

import dev.quantloop.app.format.DisplayWidth;
import dev.quantloop.app.tui.Box;
import dev.quantloop.app.tui.Dialog;
import dev.quantloop.app.tui.Screen;
import dev.quantloop.app.tui.ViewContext;
import dev.quantloop.app.tui.grid.Canvas;
import dev.quantloop.app.tui.grid.Color;
import dev.quantloop.app.tui.grid.Style;
import java.util.List;
import java.util.stream.Collectors;

/** Draws all that is on the terminal: title, screen, footer, and a dialog over them. */
public final class Frame {
  private static final int LEAST_WIDTH = 40;
  private static final int LEAST_HEIGHT = 10;
  private static final int BORDERS = 2;

  private Frame() {}

  /**
   * @param path of screens, the present one last
   * @param dialog or null
   * @param notice for the last line; empty to show the keys there
   */
  public static void draw(
      Canvas canvas, List<Screen> path, Dialog dialog, String notice, ViewContext context) {
    drawAll(canvas, path, dialog, notice, context);
    if (!context.unicode()) {
      canvas.spellInAscii();
    }
  }

  private static void drawAll(
      Canvas canvas, List<Screen> path, Dialog dialog, String notice, ViewContext context) {
    if (isTooSmall(canvas.width(), canvas.height())) {
      canvas.text(0, 0, "needs %d×%d; ctrl-c quits".formatted(LEAST_WIDTH, LEAST_HEIGHT));
      return;
    }
    Screen screen = path.get(path.size() - 1);
    String between = context.either(" › ", " > ");
    String titles = path.stream().map(Screen::title).collect(Collectors.joining(between));
    canvas.text(0, 0, DisplayWidth.cut("Quantloop" + between + titles, canvas.width()), Style.BOLD);
    screen.draw(canvas.rows(1, canvas.height() - 2), context);
    if (dialog != null) {
      draw(canvas, dialog, context);
    }
    Canvas last = canvas.rows(canvas.height() - 1, 1);
    if (!notice.isEmpty()) {
      notice(canvas, notice);
    } else if (dialog == null) {
      footer(last, screen);
    } else {
      // The keys of the screen mean nothing as long as a dialog is over it.
      int x = last.text(0, 0, "esc", Style.BOLD.with(Color.CYAN));
      last.text(x, 0, " close");
    }
  }

  /** Whether nothing can be shown in a window of so many columns and rows. */
  static boolean isTooSmall(int width, int height) {
    return width < LEAST_WIDTH || height < LEAST_HEIGHT;
  }

  /** In the last lines, as many as it takes. */
  private static void notice(Canvas canvas, String notice) {
    List<String> lines = DisplayWidth.fold(notice, canvas.width(), canvas.height());
    Canvas last = canvas.rows(canvas.height() - lines.size(), lines.size());
    last.fill(Style.PLAIN);
    last.lines(0, 0, lines, Style.BOLD.with(Color.YELLOW));
  }

  private static void footer(Canvas line, Screen screen) {
    String help = helpKey(screen);
    String always = help + " help";
    int end = line.width() - always.length();
    int at = 0;
    for (Screen.Action action : screen.actions()) {
      if (action.hint().isEmpty() || action.disabled().isPresent()) {
        continue;
      }
      String key = action.keys().get(0).label();
      if (at + key.length() + 1 + action.hint().length() + 2 > end) {
        break;
      }
      at = line.text(at, 0, key, Style.BOLD.with(Color.CYAN));
      at = line.text(at + 1, 0, action.hint()) + 2;
    }
    line.text(end, 0, help, Style.BOLD.with(Color.CYAN));
    line.text(end + help.length() + 1, 0, "help");
  }

  /** What opens the help, also where characters are typed. */
  static String helpKey(Screen screen) {
    return screen.typing() ? "f1" : "?";
  }

  /** What a dialog has for itself in a window of that size. */
  static Dialog.Size room(Dialog dialog, int width, int height) {
    Dialog.Size size = dialog.size(width - 2 * BORDERS);
    int wanted = Math.max(size.width(), DisplayWidth.of(dialog.title()) + 2);
    return new Dialog.Size(
        Math.min(width - 2 * BORDERS, wanted), Math.min(height - 1 - BORDERS, size.height()));
  }

  /** Over all but the footer. */
  private static void draw(Canvas canvas, Dialog dialog, ViewContext context) {
    Dialog.Size room = room(dialog, canvas.width(), canvas.height());
    int width = room.width() + 2 * BORDERS;
    int height = room.height() + BORDERS;
    Canvas box =
        canvas.part((canvas.width() - width) / 2, (canvas.height() - height) / 2, width, height);
    Box.draw(box, dialog.title(), true, context);
    dialog.draw(box.part(2, 1, room.width(), room.height()), context);
  }
}
