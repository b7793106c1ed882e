package dev.quantloop.app.tui;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quantloop.app.tui.grid.Color;
import dev.quantloop.app.tui.grid.Grid;
import dev.quantloop.app.tui.grid.Style;
import dev.quantloop.app.tui.session.Frame;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/**
 * Compares whole frames, text and style, with files. {@code -Dquantloop.golden=write} writes them
 * instead; look at what has changed before you commit it.
 */
public final class Golden {
  private static final Path FILES = Path.of("src/test/resources/dev/quantloop/app/tui");
  private static final boolean WRITE = "write".equals(System.getProperty("quantloop.golden"));
  private static final char NO_LETTER = ' ';
  private static final Instant NOW = Instant.parse("2026-01-02T00:00:00Z");

  private Golden() {}

  /** Checks a screen at 80×24, at 120×40 and at the smallest size, 40×10. */
  public static void check(String name, Screen screen) {
    check(name, screen, null, true, 80, 24);
    check(name, screen, null, true, 120, 40);
    check(name, screen, null, true, 40, 10);
  }

  /**
   * @param dialog over the screen, or null
   */
  public static void check(
      String name, Screen screen, Dialog dialog, boolean unicode, int width, int height) {
    Grid grid = drawn(screen, dialog, unicode, width, height);
    compare(name + "-" + width + "x" + height + ".txt", grid + "\n" + styles(grid));
    assertIsAscii(drawn(screen, dialog, false, width, height));
  }

  private static Grid drawn(Screen screen, Dialog dialog, boolean unicode, int width, int height) {
    Grid grid = new Grid(width, height);
    Frame.draw(grid.canvas(), List.of(screen), dialog, "", new ViewContext(unicode, NOW));
    return grid;
  }

  /** All that the program itself writes can be shown without Unicode. */
  private static void assertIsAscii(Grid grid) {
    String text = grid.toString();
    assertTrue(text.chars().allMatch(sign -> sign <= 0x7E), text);
  }

  private static void compare(String name, String frame) {
    Path file = FILES.resolve(name);
    try {
      if (WRITE) {
        Files.createDirectories(FILES);
        Files.writeString(file, frame);
      }
      assertEquals(Files.readString(file), frame, file.toString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A character per cell: each style has its own, '.' is plain. */
  private static String styles(Grid grid) {
    StringBuilder all = new StringBuilder();
    for (int y = 0; y < grid.height(); y++) {
      StringBuilder line = new StringBuilder();
      for (int x = 0; x < grid.width(); x++) {
        line.append(letter(grid.style(x, y)));
      }
      all.append(line.toString().replaceAll("\\.+$", "")).append('\n');
    }
    return all.toString();
  }

  private static char letter(Style style) {
    String letters = style.reversed() ? reversed(style.foreground()) : upright(style.foreground());
    int which = (style.bold() ? 1 : 0) + (style.underlined() ? 2 : 0);
    char letter = which < letters.length() ? letters.charAt(which) : NO_LETTER;
    if (letter == NO_LETTER) {
      throw new AssertionError("give it a letter of its own: " + style);
    }
    return letter;
  }

  /** Letters for a colour: as it is, bold, underlined, bold and underlined. */
  private static String upright(Color color) {
    return switch (color) {
      case DEFAULT -> ".*_=";
      case RED -> "rReE";
      case GREEN -> "gGnN";
      case YELLOW -> "yYlL";
      case BLUE -> "bBuU";
      case MAGENTA -> "mMaA";
      case CYAN -> "cCiI";
      case GRAY -> "dDkK";
      default -> "";
    };
  }

  /** The same where foreground and background have changed places. */
  private static String reversed(Color color) {
    return switch (color) {
      case DEFAULT -> "#@%&";
      case CYAN -> " 1";
      case GRAY -> "  2";
      default -> "";
    };
  }
}
