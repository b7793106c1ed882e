package dev.quantloop.app.tui.terminal;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * What the terminal sends, as Lanterna wants it. An escape is kept back until it is clear whether
 * the rest of a key's sequence follows: a slow line may deliver it in parts, and yet the Escape key
 * must not be felt to wait. Enter, which sends a carriage return in raw mode, becomes a line feed.
 *
 * <p>A text that is pasted, which the terminal brackets, is kept as a whole and one {@link #PASTED}
 * stands for it, so that nothing of it can be taken for a key.
 */
final class TerminalInput extends InputStream {
  /** Makes a terminal bracket what is pasted. */
  static final String BRACKET_PASTES = "\u001b[?2004h";

  static final String LEAVE_PASTES = "\u001b[?2004l";

  /** Ctrl-^, which nothing is bound to. */
  static final char PASTED = 0x1E;

  /** Of a longer text nothing is kept. */
  static final int MOST_PASTED = 1 << 20;

  private static final String PASTE_BEGINS = "\u001b[200~";
  private static final String PASTE_ENDS = "\u001b[201~";
  private static final byte[] END_OF_PASTE = PASTE_ENDS.getBytes(StandardCharsets.US_ASCII);
  private static final int ESCAPE = 0x1B;
  private static final int END = -1;
  private static final int BUFFER_BYTES = 1 << 13;
  private static final int KEY_MILLIS = 25;
  private static final int PASTE_MILLIS = 5000;
  private static final int NAP_MILLIS = 5;

  private final InputStream in;
  private final Charset charset;
  private final int pasteMillis;
  private final Queue<String> pastes = new ConcurrentLinkedQueue<>();
  private final byte[] buffer = new byte[BUFFER_BYTES];
  private int next;
  private int filled;

  /** What has been read already of a sequence that begins with an escape. */
  private String begun = "";

  TerminalInput(InputStream in, Charset charset) {
    this(in, charset, PASTE_MILLIS);
  }

  /**
   * @param in tells honestly what is available
   * @param pasteMillis how long a paste whose end has not come may pause
   */
  TerminalInput(InputStream in, Charset charset, int pasteMillis) {
    this.in = in;
    this.charset = charset;
    this.pasteMillis = pasteMillis;
  }

  /** The text that the next {@link #PASTED} stands for; nothing if the key itself was pressed. */
  Optional<String> pasted() {
    return Optional.ofNullable(pastes.poll());
  }

  @Override
  public int available() throws IOException {
    return begun.length() + filled - next + in.available();
  }

  @Override
  public int read() throws IOException {
    while (begun.isEmpty()) {
      int one = take();
      if (one != ESCAPE) {
        return one == '\r' ? '\n' : one;
      }
      begin();
    }
    int first = begun.charAt(0);
    begun = begun.substring(1);
    return first;
  }

  /** Gives what is there, and no more than one sequence: the next might be no input at all. */
  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    int one = read();
    int count = 0;
    while (one != END) {
      bytes[offset + count++] = (byte) one;
      boolean more = !begun.isEmpty() || next < filled && buffer[next] != ESCAPE;
      one = count < length && more ? read() : END;
    }
    return count == 0 ? END : count;
  }

  /** After an escape: what follows it as far as it may be a bracket, or the paste itself. */
  private void begin() throws IOException {
    StringBuilder sequence = new StringBuilder().append((char) ESCAPE);
    while (mayBeBracket(sequence) && comes(KEY_MILLIS) && buffer[next] != ESCAPE) {
      sequence.append((char) (take() & 0xFF));
    }
    begun = sequence.toString();
    if (begun.equals(PASTE_BEGINS)) {
      pastes.add(paste());
      begun = String.valueOf(PASTED);
    } else if (begun.equals(PASTE_ENDS)) {
      begun = "";
    }
  }

  private static boolean mayBeBracket(CharSequence sequence) {
    String text = sequence.toString();
    return text.length() < PASTE_BEGINS.length()
        && (PASTE_BEGINS.startsWith(text) || PASTE_ENDS.startsWith(text));
  }

  /** Up to its end, or to what was last heard of it where the end does not come. */
  private String paste() throws IOException {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    int matched = 0;
    while (matched < END_OF_PASTE.length && comes(pasteMillis)) {
      int one = take();
      if (one == END_OF_PASTE[matched]) {
        matched++;
        continue;
      }
      keep(text, END_OF_PASTE, matched);
      matched = one == ESCAPE ? 1 : 0;
      if (matched == 0) {
        keep(text, new byte[] {(byte) one}, 1);
      }
    }
    return text.size() > MOST_PASTED ? "" : text.toString(charset);
  }

  private static void keep(ByteArrayOutputStream text, byte[] bytes, int count) {
    if (text.size() <= MOST_PASTED) {
      text.write(bytes, 0, count);
    }
  }

  private int take() throws IOException {
    return fill() ? buffer[next++] & 0xFF : END;
  }

  /** Waits until there is something; false at the end of the stream. */
  private boolean fill() throws IOException {
    if (next == filled) {
      next = 0;
      filled = Math.max(0, in.read(buffer));
    }
    return next < filled;
  }

  /** Whether more comes within a while; it is in the buffer, then. */
  private boolean comes(int millis) throws IOException {
    try {
      for (int waited = 0; next == filled && in.available() == 0; waited += NAP_MILLIS) {
        if (waited >= millis) {
          return false;
        }
        Thread.sleep(NAP_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
    return fill();
  }
}
