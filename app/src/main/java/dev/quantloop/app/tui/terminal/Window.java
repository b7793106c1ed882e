package dev.quantloop.app.tui.terminal;

import com.googlecode.lanterna.TerminalSize;
import com.googlecode.lanterna.TextCharacter;
import com.googlecode.lanterna.terminal.ansi.ANSITerminal;
import dev.quantloop.app.format.DisplayWidth;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.Charset;

/**
 * Lanterna's escape sequences over our own modes, size and input. It writes characters as a whole,
 * where Lanterna would encode the halves of those outside the basic plane; and because terminals
 * don't agree on how wide symbols are, it says after each of them where to go on.
 */
final class Window extends ANSITerminal {
  /** In the second cell of a wide character that Lanterna takes for a narrow one. */
  static final TextCharacter SECOND_HALF = TextCharacter.fromCharacter('\u200B')[0];

  private static final String REPLACEMENT = "\uFFFD";
  private static final int[] FALLBACK_SIZE = {24, 80};

  private final Tty tty;
  private final Charset charset;
  private int column;
  private int row;

  Window(Tty tty, TerminalInput input, OutputStream out, Charset charset) {
    super(input, out, charset);
    this.tty = tty;
    this.charset = charset;
    getInputDecoder().setTimeoutUnits(0);
  }

  void resized(int width, int height) {
    onResized(width, height);
  }

  /** What can be shown of a cell's text: Lanterna takes all outside the basic plane for wide. */
  static String shown(String text) {
    return text.length() > 1 && DisplayWidth.of(text) < 2 ? REPLACEMENT : text;
  }

  @Override
  public void setCursorPosition(int x, int y) throws IOException {
    super.setCursorPosition(x, y);
    column = x;
    row = y;
  }

  @Override
  public void putString(String text) throws IOException {
    if (text.equals(SECOND_HALF.getCharacterString())) {
      return;
    }
    writeToTerminal(text.getBytes(charset));
    column += DisplayWidth.of(text);
    if (isSymbol(text.codePointAt(0))) {
      setCursorPosition(column, row);
    }
  }

  /** Emoji and their like, which the basic plane has among its signs and arrows, too. */
  private static boolean isSymbol(int codePoint) {
    return codePoint > 0xFFFF
        || codePoint >= 0x2300 && codePoint < 0x2400
        || codePoint >= 0x2600 && codePoint < 0x2800
        || codePoint >= 0x2B00 && codePoint < 0x2C00;
  }

  /** Rows and columns now. */
  int[] size() {
    int[] size = tty.size();
    return size == null ? FALLBACK_SIZE : size;
  }

  @Override
  protected TerminalSize findTerminalSize() {
    int[] size = tty == null ? FALLBACK_SIZE : size();
    return new TerminalSize(size[1], size[0]);
  }
}
